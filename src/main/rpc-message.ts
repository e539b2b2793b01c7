import { z } from 'zod';

const id = z.union([z.string().max(64), z.number()]);

/** With one of these the handler would take the body for a file or a form; the contract has neither. */
const BODY_HEADERS = ['content-type', 'content-disposition'];
const headers = z
  .record(z.string().max(64), z.union([z.string(), z.array(z.string())]))
  .refine((given) => Object.keys(given).every((name) => !BODY_HEADERS.includes(name.toLowerCase())));

/** Messages of oRPC's peer protocol (1.15) that the contract needs: a request, and the end of a call. */
const message = z.union([
  z.object({
    i: id,
    t: z.literal(1).optional(),
    p: z.object({
      u: z.string().startsWith('/').max(2048),
      h: headers.optional(),
      m: z.string().max(16).optional(),
    }),
  }),
  z.object({ i: id, t: z.literal(4) }),
]);

/**
 * True for a message that the RPC handler can take. The handler decodes without a net: any other would be an
 * unhandled rejection in the process that mines.
 */
export function isRpcMessage(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  try {
    return message.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
