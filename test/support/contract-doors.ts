import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';

import type { Contract } from '#shared/contract.ts';

import { procedures } from './contract-calls.ts';
import type { ContractFarm } from './contract-farm.ts';
import { FakePortMain } from './fake-electron.ts';
import { ask } from './http-client.ts';
import { BEARER } from './http-farm.ts';

/** What came of a call, told alike by every transport; only HTTP has a status for success. */
export type Outcome =
  | { ok: true; status: number | null; output: unknown }
  | { ok: false; status: number; code: string; message: string };

/** The contract as one transport has it. */
export interface Door {
  /** `name` is `group.verb`. */
  call(name: string, input: object): Promise<Outcome>;
  /** What `farm.events` sends, until it is returned. */
  events(): Promise<AsyncGenerator<unknown, void, void>>;
  close(): void;
}

const ROUTES = new Map(procedures().map((procedure) => [procedure.name, procedure]));

/** Requests to `/api/v1` with the token. */
export async function openHttp({ port }: ContractFarm): Promise<Door> {
  return {
    call: (name, input) => overHttp(port, name, input),
    events: async () => serverSentEvents(port),
    close: () => undefined,
  };
}

/** A WebSocket with the token. */
export async function openWebSocket({ port }: ContractFarm): Promise<Door> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: BEARER });
  await once(socket, 'open');
  const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket });
  return clientDoor(createORPCClient(link), () => socket.close());
}

/** A port as the desktop's window gets it, guarded on the shell's side. */
export async function openMessagePort({ host }: ContractFarm): Promise<Door> {
  const { port1, port2 } = new MessageChannel();
  host.serve(new FakePortMain(port1));
  return clientDoor(createORPCClient(new PortLink({ port: port2 as never })), () => port2.close());
}

function clientDoor(client: ContractRouterClient<Contract>, close: () => void): Door {
  const groups = client as unknown as Record<string, Record<string, (input: object) => Promise<unknown>>>;
  return {
    async call(name, input) {
      const [group = '', verb = ''] = name.split('.');
      try {
        return { ok: true, status: null, output: await groups[group]?.[verb]?.(input) };
      } catch (error) {
        if (!(error instanceof ORPCError)) throw error;
        return { ok: false, status: error.status, code: error.code, message: error.message };
      }
    },
    events: async () => (await client.farm.events()) as AsyncGenerator<unknown, void, void>,
    close,
  };
}

async function overHttp(port: number, name: string, input: object): Promise<Outcome> {
  const { method, path } = ROUTES.get(name)!;
  const fields = new Map(Object.entries(input));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(fields.get(key));
    fields.delete(key);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(
    [...fields].map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  const headers = { ...BEARER, 'content-type': 'application/json' };
  const { status, json, text } =
    method === 'GET'
      ? await ask(port, `/api/v1${filled}${query && `?${query}`}`, { headers: BEARER })
      : await ask(port, `/api/v1${filled}`, {
          method,
          headers,
          body: JSON.stringify(Object.fromEntries(fields)),
        });
  if (status < 300) return { ok: true, status, output: json };
  const { error } = (json ?? {}) as { error?: { code: string; message: string } };
  return { ok: false, status, code: error?.code ?? text, message: error?.message ?? '' };
}

async function* serverSentEvents(port: number): AsyncGenerator<unknown, void, void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/events`, { headers: BEARER });
  if (!response.ok || !response.body) throw new Error(`no events: ${response.status}`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined && /^event: message$/m.test(block)) yield JSON.parse(data);
    }
  }
}
