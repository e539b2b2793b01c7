import { HANG_UP, type Answered } from './manners.ts';
import type { HttpAnswer, HttpCall } from './simulated-http.ts';

type Value = string | number | boolean;
export type Settings = Record<string, Value>;
/** A slot as the firmware stores it; null is an empty one. */
export type Slot = Settings | null;

export type AxeGeneration = 'pair' | 'slots' | 'nerd';

export interface AxeOptions {
  generation: AxeGeneration;
  version?: string;
  /** Changes to the settings a fresh one has. */
  settings?: Settings;
  slots?: Slot[];
}

/** Ways in which it can go wrong, all off. */
export interface AxeFaults {
  ignoresWrites: boolean;
  refusesWrites: boolean;
  /** So many readings after a write show what was before. */
  staleReadings: number;
  staysAway: boolean;
  /** One-time codes are on (Nerd*OS). */
  otp: boolean;
  blocked: boolean;
  /** The caller's address is not a private one. */
  callerIsPublic: boolean;
}

const SLOT_DEFAULTS: Settings = {
  stratumProtocol: 'SV1',
  stratumURL: '',
  stratumPort: 3333,
  stratumUser: '',
  stratumPassword: 'x',
  stratumSuggestedDifficulty: 0,
  stratumExtranonceSubscribe: false,
  stratumTLS: 0,
  stratumCert: '',
  stratumDecodeCoinbase: true,
};
const PAIR: Settings = {
  stratumURL: 'pool.one.example',
  stratumPort: 3333,
  stratumUser: 'owner.axe',
  stratumPassword: 'first secret',
  stratumTLS: 1,
  stratumCert: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  stratumExtranonceSubscribe: true,
  stratumSuggestedDifficulty: 1000,
  stratumProtocol: 'SV1',
  fallbackStratumURL: 'pool.two.example',
  fallbackStratumPort: 4444,
  fallbackStratumUser: 'owner.spare',
  fallbackStratumPassword: 'second secret',
  fallbackStratumTLS: 0,
  fallbackStratumCert: '',
  fallbackStratumExtranonceSubscribe: false,
  fallbackStratumSuggestedDifficulty: 500,
  fallbackStratumProtocol: 'SV1',
  hostname: 'bitaxe',
  fanspeed: 80,
  frequency: 490,
};
const NERD: Settings = {
  stratumURL: 'pool.one.example',
  stratumPort: 3333,
  stratumUser: 'owner.nerd',
  stratumPassword: 'first secret',
  stratumEnonceSubscribe: true,
  stratumTLS: true,
  stratumProtocol: 0,
  sv2AuthorityPubkey: '',
  sv2ChannelType: 0,
  fallbackStratumURL: 'pool.two.example',
  fallbackStratumPort: 4444,
  fallbackStratumUser: 'owner.spare',
  fallbackStratumPassword: 'second secret',
  fallbackStratumEnonceSubscribe: false,
  fallbackStratumTLS: false,
  fallbackStratumProtocol: 0,
  fallbackSv2AuthorityPubkey: '',
  fallbackSv2ChannelType: 0,
  hostname: 'nerdqaxe',
};
const SLOTS: Settings = {
  primaryPoolIndex: 0,
  secondaryPoolIndex: 1,
  useFallbackStratum: 0,
  hostname: 'bitaxe',
  fanspeed: 80,
  frequency: 525,
};
const FRESH = { pair: PAIR, nerd: NERD, slots: SLOTS };
const VERSIONS: Record<AxeGeneration, string> = { pair: 'v2.14.2', slots: 'v2.15.0', nerd: 'v1.0.37' };

/**
 * The rules of AxeOS' web server, by its source: which keys it takes and of which type, what it silently
 * leaves alone, what takes effect only by a restart, and what it tells of it all.
 */
export class AxeOsRules {
  readonly generation: AxeGeneration;
  readonly version: string;
  /** What survives a restart. */
  readonly stored: Settings;
  readonly slots: Slot[];
  readonly faults: AxeFaults = {
    ignoresWrites: false,
    refusesWrites: false,
    staleReadings: 0,
    staysAway: false,
    otp: false,
    blocked: false,
    callerIsPublic: false,
  };
  /** Every change that was taken, as it came. */
  readonly writes: string[] = [];
  /** Live stratum: Nerd*OS's `poolMode`, 1 = both pools at once. */
  poolMode = 0;
  isIdentifying = false;
  isPaused = false;
  isDown = false;
  /** Told when it restarts; the caller says when it is up again. */
  onRestart: () => void = () => undefined;
  /** Told when Nerd*OS has taken new pools. */
  onLiveChange: () => void = () => undefined;
  uptimeSeconds: () => number = () => 5000;
  /** What it runs with: read at its start. */
  running: Settings;
  #beforeWrite: { info: Record<string, unknown>; readings: number } | null = null;

  constructor({ generation, version = VERSIONS[generation], settings = {}, slots }: AxeOptions) {
    this.generation = generation;
    this.version = version;
    this.stored = { ...FRESH[generation], ...settings };
    const filled = slots ?? [
      {
        ...SLOT_DEFAULTS,
        stratumURL: 'pool.one.example',
        stratumUser: 'owner.axe',
        stratumPassword: 'first secret',
      },
      {
        ...SLOT_DEFAULTS,
        stratumURL: 'pool.two.example',
        stratumUser: 'owner.spare',
        stratumPassword: 'second secret',
      },
    ];
    this.slots = Array.from({ length: 8 }, (_, id) => filled[id] ?? null);
    this.running = { ...this.stored };
  }

  /** Everything that a restore must bring back. */
  get configuration(): { stored: Settings; slots: Slot[] } {
    return structuredClone({ stored: this.stored, slots: this.slots });
  }

  /** It has started: what is stored is now in use. */
  start(): void {
    this.running = { ...this.stored };
    this.isDown = false;
    this.isPaused = false;
    this.isIdentifying = false;
  }

  answer(call: HttpCall): Answered<HttpAnswer> {
    if (this.isDown) return HANG_UP;
    if (this.faults.callerIsPublic || call.headers['origin'] !== undefined)
      return { status: 401, body: 'Unauthorized' };
    const isWrite = call.method !== 'GET';
    if (isWrite && this.generation === 'nerd' && !call.path.endsWith('/restart')) {
      if (this.faults.blocked) return { status: 401, body: 'blocked for 5 minutes' };
      if (this.faults.otp) return { status: 401, body: 'OTP/Session required' };
    }
    return this.#route(call);
  }

  #route(call: HttpCall): Answered<HttpAnswer> {
    const { method, path, body } = call;
    const isBitaxe = this.generation !== 'nerd';
    switch (`${method} ${path}`) {
      case 'GET /api/system/info':
        return { body: this.#info() };
      case 'GET /api/system/asic':
        return {
          body: { ASICModel: 'BM1370', deviceModel: isBitaxe ? 'Gamma' : 'NerdQAxe++', asicCount: 4 },
        };
      case 'PATCH /api/system':
        return this.#patch(body);
      case 'POST /api/system/restart':
        this.isDown = true;
        this.onRestart();
        return isBitaxe
          ? { body: { message: 'System will restart shortly.' } }
          : { body: 'System will restart shortly.' };
    }
    if (isBitaxe && method === 'POST') {
      if (path === '/api/system/identify') return this.#identify();
      if (path === '/api/system/pause' || path === '/api/system/resume') {
        this.isPaused = path.endsWith('pause');
        return { body: { message: 'Mining' } };
      }
    }
    const slot = /^\/api\/system\/pools\/(\d+)$/.exec(path)?.[1];
    if (slot !== undefined && method === 'DELETE' && this.generation === 'slots')
      return this.#clear(Number(slot));
    return isBitaxe ? { status: 404, body: '' } : { status: 302, headers: { Location: '/' }, body: '' };
  }

  #info(): Record<string, unknown> {
    const before = this.#beforeWrite;
    if (before && before.readings > 0) {
      before.readings -= 1;
      return before.info;
    }
    return this.#truth();
  }

  #truth(): Record<string, unknown> {
    const common = {
      ASICModel: 'BM1370',
      version: this.version,
      axeOSVersion: this.version,
      macAddr: '02:00:00:0A:0B:0C',
      hashRate: 1205.25,
      expectedHashrate: 1224,
      power: 17.5,
      temp: 58.5,
      fanrpm: 4100,
      uptimeSeconds: this.uptimeSeconds(),
      isUsingFallbackStratum: 0,
      miningPaused: this.isPaused,
    };
    if (this.generation === 'slots') return { ...common, ...this.#slotInfo() };
    const told = Object.entries(this.stored).filter(([key]) => !key.endsWith('Password'));
    const pair = { ...common, ...Object.fromEntries(told) };
    if (this.generation === 'pair') return { ...pair, boardVersion: '601' };
    return {
      ...pair,
      deviceModel: 'NerdQAxe++',
      otp: this.faults.otp,
      stratum: { poolMode: this.poolMode, activePoolMode: this.poolMode, pools: [] },
    };
  }

  #slotInfo(): Record<string, unknown> {
    const { primaryPoolIndex, secondaryPoolIndex, useFallbackStratum, ...rest } = this.running;
    const pools = this.slots.flatMap((slot, id) => (slot ? [{ id, ...slot, stratumPassword: '*****' }] : []));
    const primary = this.slots[Number(primaryPoolIndex)] ?? {};
    const { stratumURL = '', stratumPort = 3333, stratumUser = '' } = primary;
    const legacy = { stratumURL, stratumPort, stratumUser };
    return { ...rest, primaryPoolIndex, secondaryPoolIndex, useFallbackStratum, pools, ...legacy };
  }

  #patch(body: string): HttpAnswer {
    const request = parseObject(body);
    if (!request || body.length >= 10_240) return { status: 400, body: 'Invalid JSON' };
    if (this.faults.refusesWrites) return { status: 400, body: 'Wrong API input' };
    if (this.faults.ignoresWrites) return { status: 200, body: '' };
    const before = { info: this.#truth(), readings: this.faults.staleReadings };
    if (this.generation === 'nerd') this.#patchNerd(request);
    else if (!this.#patchAxe(request)) return { status: 400, body: 'Wrong API input' };
    this.writes.push(body);
    this.#beforeWrite = before;
    return { status: 200, body: '', framing: 'chunked' };
  }

  /** Known keys of the right type; anything else is silently left alone. */
  #patchNerd(request: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(request)) {
      if (key === 'poolMode' && typeof value === 'number') this.poolMode = value;
      const stored = this.stored[key];
      if (stored !== undefined && typeof stored === typeof value) this.stored[key] = value as Value;
    }
    this.running = { ...this.stored };
    this.onLiveChange();
  }

  /** One value of the wrong type or length and nothing of it is taken; unknown keys are silently left alone. */
  #patchAxe(request: Record<string, unknown>): boolean {
    const hidden = this.generation === 'pair' ? ['useFallbackStratum'] : [];
    const known = Object.entries(request).filter(([key]) => key in this.stored || hidden.includes(key));
    const { pools = [] } = request;
    if (!Array.isArray(pools) || !pools.every((pool) => isGoodSlot(pool, true))) return false;
    if (known.some(([key, value]) => !isGoodValue(this.stored[key] ?? 0, value))) return false;
    for (const [key, value] of known) this.stored[key] = value as Value;
    if (this.generation === 'slots') for (const pool of pools) this.#fill(pool as Settings);
    return true;
  }

  #fill(pool: Settings): void {
    const id = Number(pool['id']);
    const masked = pool['stratumPassword'] === '*****' ? (this.slots[id]?.['stratumPassword'] ?? 'x') : null;
    const members = Object.keys(SLOT_DEFAULTS).map((key) => [key, pool[key] ?? SLOT_DEFAULTS[key] ?? '']);
    this.slots[id] = {
      ...(Object.fromEntries(members) as Settings),
      ...(masked === null ? {} : { stratumPassword: masked }),
    };
  }

  #clear(id: number): HttpAnswer {
    const { primaryPoolIndex, secondaryPoolIndex } = this.stored;
    if (id > 7) return { status: 400, body: 'Invalid pool index' };
    if (id === primaryPoolIndex || id === secondaryPoolIndex)
      return { status: 400, body: 'Cannot delete a pool that is currently selected as primary or fallback' };
    if (!this.faults.ignoresWrites) {
      this.slots[id] = null;
      this.writes.push(`DELETE ${id}`);
    }
    return { body: { message: 'Pool cleared successfully' } };
  }

  #identify(): HttpAnswer {
    this.isIdentifying = !this.isIdentifying;
    const message = this.isIdentifying
      ? 'The device says "Hi!" for 30 seconds.'
      : 'The device no longer says "Hi!".';
    return { body: { message } };
  }
}

function isGoodValue(stored: Value, value: unknown): boolean {
  if (typeof stored === 'string') return typeof value === 'string' && Buffer.byteLength(value) <= 3999;
  if (typeof stored === 'boolean') return typeof value === 'boolean' || value === 0 || value === 1;
  return typeof value === 'number' ? value >= 0 && value <= 65_535 : typeof value === 'boolean';
}

function isGoodSlot(pool: unknown, needsId: boolean): boolean {
  if (typeof pool !== 'object' || pool === null) return false;
  const { id, stratumURL, stratumPort, stratumUser, stratumPassword = 'x' } = pool as Record<string, unknown>;
  if (needsId && !(typeof id === 'number' && id >= 0 && id < 8)) return false;
  const texts = [stratumURL, stratumUser];
  return (
    texts.every((text) => typeof text === 'string' && text !== '' && Buffer.byteLength(text) <= 255) &&
    typeof stratumPassword === 'string' &&
    Buffer.byteLength(stratumPassword) <= 255 &&
    typeof stratumPort === 'number' &&
    stratumPort >= 1 &&
    stratumPort <= 65_535
  );
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
