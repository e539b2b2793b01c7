import { z } from 'zod';

const id = z.union([z.string().max(64), z.number()]);
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Messages of oRPC's peer protocol: a request, an event of an input stream, or the end of a call. */
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
  z.object({ i: id, t: z.literal(3), p: z.object({ e: z.string() }) }),
  z.object({ i: id, t: z.literal(4) }),
]);

/** True for a message that the RPC handler can take; it prints what it cannot, and keeps the connection. */
export function isRpcMessage(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  try {
    return message.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
