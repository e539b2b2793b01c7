import type { IncomingMessage, ServerResponse } from 'node:http';

import { OpenAPIHandler } from '@orpc/openapi/node';
import { type Router, traverseContractProcedures } from '@orpc/server';

import { contract, type Contract } from '#shared/contract.ts';
import { MAX_CONFIGURATION_LENGTH } from '#shared/model/backup.ts';
import type { FarmExtras, FarmSnapshot } from '#shared/model/snapshot.ts';
import { REMOTE_FARM_FILE } from '#engine/config/farm-file-context.ts';
import { MAX_FARM_FILE_BYTES, parseFarmFileObject } from '#engine/config/farm-file.ts';
import type { Log } from '#engine/lib/log.ts';
import type { CallContext } from '#engine/call-context.ts';
import { ownErrors } from '#main/rpc-errors.ts';

import { errorBody, HttpFailure, sendJson } from './http-errors.ts';
import { openApiDocument } from './openapi.ts';
import { mediaType, parseJsonObject, readBody } from './request-body.ts';

/** What the transports know of the engine: its one door, and the figures that are read without a call. */
export interface EngineDoor {
  router: Router<Contract, CallContext>;
  snapshot(): FarmSnapshot;
  extras(): FarmExtras;
  isAlive(): boolean;
}

const PREFIX = '/api/v1';
const MAX_BODY_BYTES = MAX_FARM_FILE_BYTES;
/** The file is a string in JSON here, where each of its quotes takes another character. */
const CONFIGURATION_BODY_BYTES = 2 * MAX_CONFIGURATION_LENGTH;
const CONFIGURATION_PATH = '/configuration/import';
const FARM_FILE_TYPES = [
  'application/json',
  'application/yaml',
  'text/yaml',
  'application/x-yaml',
  'text/plain',
];
const MAX_EVENT_STREAMS = 100;

/** The contract over HTTP: `/api/v1`, its OpenAPI document and its server-sent events. */
export class Api {
  readonly #handler: OpenAPIHandler<CallContext>;
  readonly #routes = contractRoutes();
  readonly #version: string;
  #document: Promise<object> | null = null;
  #eventStreams = 0;

  constructor(door: EngineDoor, options: { version: string; log: Log }) {
    this.#version = options.version;
    this.#handler = new OpenAPIHandler(door.router, {
      clientInterceptors: [ownErrors(options.log)],
      customErrorResponseBodyEncoder: (error) => errorBody(outsideCode(error.code), error.message),
    });
  }

  /** True for paths this answers. */
  static owns(path: string): boolean {
    return path === PREFIX || path.startsWith(`${PREFIX}/`);
  }

  /** Answers one request. Throws `HttpFailure` for what the contract does not know. */
  async answer(request: IncomingMessage, response: ServerResponse, context: CallContext): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path === `${PREFIX}/openapi.json`) {
      refuseOtherMethods(request, ['GET']);
      this.#document ??= openApiDocument(this.#version);
      sendJson(response, 200, await this.#document);
      return;
    }
    const route = this.#findRoute(request, path.slice(PREFIX.length).replace(/\/$/, ''));
    if (route.path === '/events') this.#countEventStream(response);
    if (request.method !== 'GET') {
      // The handler takes `body` as it is instead of reading the stream, whose size it does not limit.
      Object.assign(request, { body: await readInput(request, route.path) });
    }
    const { matched } = await this.#handler.handle(request, response, { prefix: PREFIX, context });
    if (!matched) throw unknownAddress();
  }

  #findRoute(request: IncomingMessage, path: string): { method: string; path: string } {
    const fitting = this.#routes.filter(({ pattern }) => pattern.test(path));
    if (fitting.length === 0) throw unknownAddress();
    refuseOtherMethods(
      request,
      fitting.map(({ method }) => method),
    );
    // A fixed path wins over one with a parameter, as in the handler.
    const [route] = fitting
      .filter(({ method }) => method === request.method)
      .toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
    if (!route) throw unknownAddress();
    return route;
  }

  #countEventStream(response: ServerResponse): void {
    if (this.#eventStreams >= MAX_EVENT_STREAMS)
      throw new HttpFailure(
        503,
        'UNAVAILABLE',
        `There are ${MAX_EVENT_STREAMS} event streams already, which is all that are allowed.`,
      );
    this.#eventStreams += 1;
    response.once('close', () => {
      this.#eventStreams -= 1;
    });
  }
}

function contractRoutes(): { method: string; path: string; pattern: RegExp }[] {
  const routes: { method: string; path: string; pattern: RegExp }[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: route } = procedure['~orpc'].route;
    if (route === undefined) throw new Error(`${path.join('.')} has no route`);
    const pattern = new RegExp(`^${route.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    routes.push({ method, path: route, pattern });
  });
  return routes;
}

async function readInput(request: IncomingMessage, path: string): Promise<object> {
  const isLarge = path === CONFIGURATION_PATH || path.startsWith(`${CONFIGURATION_PATH}/`);
  const text = await readBody(request, isLarge ? CONFIGURATION_BODY_BYTES : MAX_BODY_BYTES);
  const type = mediaType(request);
  if (path !== '/farm/file') return parseJsonObject(text, type);
  if (type !== '' && !FARM_FILE_TYPES.includes(type))
    throw new HttpFailure(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The farm file is sent as ${type.slice(0, 64)}; allowed are ${FARM_FILE_TYPES.join(', ')}.`,
    );
  // Checked here as text, so that sentences have lines; the engine checks again what it is given.
  return parseFarmFileObject(text, REMOTE_FARM_FILE);
}

function refuseOtherMethods(request: IncomingMessage, methods: string[]): void {
  if (methods.includes(request.method ?? '')) return;
  const allow = [...new Set(methods)].join(', ');
  throw new HttpFailure(
    405,
    'METHOD_NOT_ALLOWED',
    `This address takes ${allow}, not ${(request.method ?? '').slice(0, 16)}.`,
    { allow },
  );
}

function unknownAddress(): HttpFailure {
  return new HttpFailure(
    404,
    'NOT_FOUND',
    'There is nothing at this address; /api/v1/openapi.json lists all.',
  );
}

/** The library's own codes in the contract's words. */
function outsideCode(code: string): string {
  if (code === 'BAD_REQUEST') return 'BAD_INPUT';
  return code === 'INTERNAL_SERVER_ERROR' ? 'INTERNAL' : code;
}
