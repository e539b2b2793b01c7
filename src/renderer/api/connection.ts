import { createContext, use, useSyncExternalStore } from 'react';

/** How the window stands to its engine. */
export interface ConnectionStatus {
  /** `signed-out`: the engine answers, but wants a login first. */
  state: 'connecting' | 'open' | 'lost' | 'signed-out';
  /** Of the last change of state, by this machine's clock. */
  sinceMs: number;
  /** Grows with every connection made; a reader that sees it grow fetches everything again. */
  generation: number;
}

/** Tells the state of the transport; `retry` skips the wait before the next attempt. */
export interface Connection {
  /** False where a lost line stays lost until `retry` loads the page anew. */
  readonly triesByItself: boolean;
  status(): ConnectionStatus;
  subscribe(listener: () => void): () => void;
  retry(): void;
  /** For a reader that finds the line silent: gives it up, so that a new one is made. */
  drop(): void;
}

/** Holds a status and tells its listeners about changes. */
export class StatusHolder {
  #status: ConnectionStatus;
  readonly #listeners = new Set<() => void>();

  constructor(state: ConnectionStatus['state'], nowMs = Date.now()) {
    this.#status = { state, sinceMs: nowMs, generation: state === 'open' ? 1 : 0 };
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(state: ConnectionStatus['state'], nowMs = Date.now()): void {
    if (state === this.#status.state) return;
    const generation = this.#status.generation + (state === 'open' ? 1 : 0);
    this.#status = { state, sinceMs: nowMs, generation };
    for (const listener of this.#listeners) listener();
  }
}

export const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('no connection above this component');
  return connection;
}

export function useConnectionStatus(): ConnectionStatus {
  const connection = useConnection();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.status(),
  );
}
