import { z } from 'zod';

import { farmSummary } from './farm-summary.ts';
import { secretSource } from './secret-source.ts';

/** What the engine's own process is started with. */
export const engineStart = z.object({
  dataDir: z.string(),
  farmFile: z.string().nullable(),
  stratum: z.object({ host: z.string(), port: z.int() }).nullable(),
  demo: z.boolean(),
  version: z.string(),
  secrets: secretSource,
});
export type EngineStart = z.infer<typeof engineStart>;

/** From the shell to the engine's process. `connect` brings a port that will speak the contract. */
export const toEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), options: engineStart }),
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('refresh') }),
  z.object({ type: z.literal('update'), version: z.string().nullable() }),
  z.object({ type: z.literal('suspend') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** From the engine's process to the shell. */
export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  /** It could not be started; `code` is that of an `AppError`, null for a bug. */
  z.object({ type: z.literal('failed'), code: z.string().nullable(), text: z.string() }),
  z.object({ type: z.literal('summary'), summary: farmSummary }),
  /** The engine wants to be stopped and started again, as after a restore. */
  z.object({ type: z.literal('restart') }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
