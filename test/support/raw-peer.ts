import { connect, type Socket } from 'node:net';

/** A bare TCP peer that speaks line by line: for bytes that no real miner sends. */
export class RawPeer {
  readonly lines: string[] = [];
  isClosed = false;
  readonly #socket: Socket;
  #rest = '';
  readonly #waiters = new Set<() => void>();

  static open(port: number): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawPeer(socket)));
    });
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const parts = (this.#rest + chunk.toString('utf8')).split('\n');
      this.#rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.#wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** The first line for which `matches` holds, now or later; null when the peer hangs up without one. */
  async line(
    matches: (message: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown> | null> {
    for (let seen = 0; ; seen += 1) {
      while (seen >= this.lines.length) {
        if (this.isClosed) return null;
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
      }
      const message = JSON.parse(this.lines[seen] ?? '{}') as Record<string, unknown>;
      if (matches(message)) return message;
    }
  }

  async whenClosed(): Promise<void> {
    while (!this.isClosed) await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }
}
