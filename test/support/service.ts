import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'src/main/headless/main.ts');
const BUILT_MAIN = join(ROOT, 'out/main/headless.js');

/** The ready line, as scripts read it. */
export interface Ready {
  ready: true;
  pid: number;
  stratum: string;
  http: string;
}

export interface ServiceOptions {
  env?: Record<string, string>;
  /** Start by `npm run -s headless`, as owners do, rather than from source. */
  viaNpm?: boolean;
  /** Start what was built rather than the source; whoever asks for it has built. */
  isBuilt?: boolean;
}

/** The service in a process of its own, and everything it prints. */
export class ServiceProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  stdout = '';
  stderr = '';

  constructor(args: string[], options: ServiceOptions = {}) {
    const [program, first] = options.viaNpm
      ? ['npm', ['run', '-s', 'headless', '--']]
      : [process.execPath, [options.isBuilt ? BUILT_MAIN : MAIN]];
    const { HASHQUOTA_TOKEN: _token, HASHQUOTA_PASSWORD: _password, ...env } = process.env;
    this.child = spawn(program, [...first, ...args], {
      cwd: ROOT,
      env: { ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  /** Resolves with the ready line; rejects with what was printed when the process ends before it. */
  async ready(): Promise<Ready> {
    const ended = once(this.child, 'close');
    while (!this.stdout.includes('\n')) {
      const isOver = await Promise.race([
        once(this.child.stdout, 'data').then(() => false),
        ended.then(() => true),
      ]);
      if (isOver && !this.stdout.includes('\n')) throw new Error(`ended before it was ready: ${this.stderr}`);
    }
    return JSON.parse(this.stdout.split('\n')[0] ?? '') as Ready;
  }

  /** Resolves with the exit code once all output has been read, or with the signal that ended it. */
  async exit(): Promise<number | NodeJS.Signals | null> {
    if (!this.child.stdout.closed || !this.child.stderr.closed || this.#result === undefined)
      await once(this.child, 'close');
    return this.#result ?? null;
  }

  get #result(): number | NodeJS.Signals | undefined {
    return this.child.exitCode ?? this.child.signalCode ?? undefined;
  }

  /** Ends it at once if it still runs. */
  async kill(): Promise<void> {
    if (this.#result !== undefined) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'close');
  }
}
