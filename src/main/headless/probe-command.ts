import { readSmallFile } from '#engine/config/load-farm-file.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { probePool } from '#engine/stratum/probe.ts';
import { AppError } from '#shared/errors.ts';
import type { ConnectionReport } from '#shared/model/account.ts';
import { parsePoolUrl } from '#shared/pool-url.ts';

import { askPassword } from './password-prompt.ts';

const MAX_CERTIFICATE_BYTES = 65_536;

export interface ProbeDeps {
  /** From `HASHQUOTA_PASSWORD`. */
  password: string | null;
  version: string;
  say(sentence: string): void;
}

/**
 * Tries a pool's address and login: the steps in words on stderr, the whole report as one JSON line on
 * stdout. Resolves with 0 when the login was accepted, else 1. Throws `AppError` on a bad address.
 */
export async function probeCommand(
  command: { url: string; worker: string; caFile: string | null },
  deps: ProbeDeps,
): Promise<number> {
  if (command.url.includes('@'))
    throw new AppError(
      'BAD_INPUT',
      'The pool address holds a user name or password; allowed is --worker NAME and HASHQUOTA_PASSWORD.',
    );
  const endpoint = parsePoolUrl(command.url);
  const ca = command.caFile === null ? null : readCertificate(command.caFile);
  const password = deps.password ?? (await passwordFromTerminal(command.worker, deps.say));
  const { worker } = command;
  const report: ConnectionReport = await probePool(
    { clock: realClock, log: silentLog },
    {
      endpoint: { ...endpoint, ca: ca ?? undefined },
      worker,
      password,
      userAgent: `hashquota/${deps.version}`,
    },
    new AbortController().signal,
  );
  for (const step of report.steps)
    deps.say(`${step.ok ? 'ok    ' : 'failed'} ${step.name} (${Math.round(step.tookMs)} ms): ${step.detail}`);
  deps.say(report.summary);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.ok ? 0 : 1;
}

function readCertificate(path: string): string {
  try {
    return readSmallFile(path, MAX_CERTIFICATE_BYTES);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('BAD_INPUT', `--ca ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

async function passwordFromTerminal(worker: string, say: ProbeDeps['say']): Promise<string> {
  if (!process.stdin.isTTY) {
    say('There is no terminal to ask for the password and HASHQUOTA_PASSWORD is not set; "x" is sent.');
    return 'x';
  }
  const password = await askPassword(`Password of ${worker} at the pool: `, process.stdin);
  if (password === null) throw new AppError('BAD_INPUT', 'No password was given.');
  return password;
}
