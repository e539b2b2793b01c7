import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process can be asked; input and answer are structured clones. */
type Handlers = Record<string, (input: never) => unknown>;

interface Call {
  number: number;
  name: string;
  input: unknown;
}

interface Reply {
  number: number;
  answer?: unknown;
  error?: string;
}

/** In the child: answers the parent's calls until the parent goes. */
export function serve(handlers: Handlers): void {
  process.on('message', (call: Call) => {
    void answer(handlers, call).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit(0));
}

async function answer(handlers: Handlers, { number, name, input }: Call): Promise<Reply> {
  try {
    const handler = handlers[name] as ((input: unknown) => unknown) | undefined;
    if (!handler) throw new Error(`nothing answers to ${name}`);
    return { number, answer: await handler(input) };
  } catch (error) {
    return { number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A process of its own, so that what is measured and what measures share neither thread nor heap. */
export class Child<Served extends Handlers> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #number = 0;

  constructor(script: string, execArgv: string[]) {
    this.#process = fork(fileURLToPath(new URL(script, import.meta.url)), [], {
      execArgv,
      serialization: 'advanced',
    });
    this.#process.on('message', (reply: Reply) => {
      this.#waiting.get(reply.number)?.(reply);
      this.#waiting.delete(reply.number);
    });
    this.#process.on('exit', (code) => {
      for (const [number, reply] of this.#waiting) reply({ number, error: `${script} ended with ${code}` });
      this.#waiting.clear();
    });
  }

  call<Name extends keyof Served & string>(
    name: Name,
    ...input: Parameters<Served[Name]>
  ): Promise<Awaited<ReturnType<Served[Name]>>> {
    const number = (this.#number += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, (reply) => {
        if (reply.error !== undefined) reject(new Error(reply.error));
        else resolve(reply.answer as Awaited<ReturnType<Served[Name]>>);
      });
      this.#process.send({ number, name, input: input[0] } satisfies Call);
    });
  }

  /** Ends the process as a power cut does: it gets no word. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Ends the process: it leaves when the channel closes. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await ended;
  }
}
