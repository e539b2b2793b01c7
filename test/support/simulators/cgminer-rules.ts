import { HANG_UP, type Answered } from './manners.ts';

/** A pool as a cgminer keeps it. Its id is its place in the list. */
export interface CgminerPool {
  url: string;
  user: string;
  pass: string;
  priority: number;
  isEnabled: boolean;
  group: number;
}

/** What can go wrong, changed at will while it runs. */
export interface CgminerFaults {
  /** `api-allow` has no W: for the asker. */
  isReadOnly: boolean;
  /** Commands that are answered with success and not done. */
  ignored: Set<string>;
  /** So many `pools` replies after a write still show what was before it. */
  staleReplies: number;
  /** Addresses of pools that do not answer: they are never worked on. */
  dead: Set<string>;
  /** `addpool` is refused, with its parameter repeated as it came. */
  refusesPools: boolean;
  /** Commands at which the miner goes away without an answer. */
  hangsUpAt: Set<string>;
}

/** Commands that a cgminer without W: denies. */
const PRIVILEGED = new Set([
  'privileged',
  'addpool',
  'removepool',
  'switchpool',
  'enablepool',
  'disablepool',
  'poolpriority',
  'restart',
  'save',
]);

type Reply = Answered<string | object>;

/**
 * The pool commands of cgminer 4.x by its API-README and its api.c: ids move up when one is removed (the last
 * takes the free place), the pool in use and the last one cannot be removed, a switch puts the pool first and the
 * others down by one. Everything is kept in memory, as cgminer does without `save`.
 */
export class CgminerRules {
  readonly pools: CgminerPool[];
  readonly faults: CgminerFaults = {
    isReadOnly: false,
    ignored: new Set(),
    staleReplies: 0,
    dead: new Set(),
    refusesPools: false,
    hangsUpAt: new Set(),
  };
  /** Every change that was made, in order. */
  readonly writes: string[] = [];
  /** What its file says: the pools after a restart. */
  readonly #file: CgminerPool[];
  /** The pool worked on. */
  #current: CgminerPool | null;
  #shown: object[] | null = null;
  #shownFor = 0;

  constructor(pools: readonly Partial<CgminerPool>[]) {
    this.pools = pools.map((pool, index) => ({
      url: '',
      user: '',
      pass: '',
      priority: index,
      isEnabled: true,
      group: 0,
      ...pool,
    }));
    this.#file = structuredClone(this.pools);
    this.#current = null;
    this.#choose();
  }

  /** Everything that a change of pools can touch; equal when nothing is different. */
  configuration(): unknown {
    return structuredClone(this.pools);
  }

  /** In the order in which they are tried, without those switched off. */
  inOrder(): CgminerPool[] {
    return this.pools.filter((pool) => pool.isEnabled).toSorted((a, b) => a.priority - b.priority);
  }

  /** Back to what the file says. */
  restart(): void {
    this.pools.splice(0, this.pools.length, ...structuredClone(this.#file));
    this.#choose();
  }

  /** The miner looks for a pool anew, as when one has come or gone. */
  choose(): void {
    this.#choose();
  }

  answer(command: string, parameter: string | null): Reply {
    if (this.faults.hangsUpAt.has(command)) return HANG_UP;
    if (this.faults.isReadOnly && PRIVILEGED.has(command))
      return status('E', 45, `Access denied to '${command}' command`);
    if (command === 'pools') return this.#list();
    if (!PRIVILEGED.has(command)) return status('E', 14, 'Invalid command');
    if (command === 'privileged') return status('S', 46, 'Privileged access OK');
    const before = this.#rows();
    const reply = this.faults.ignored.has(command)
      ? status('S', 0, 'OK')
      : this.#change(command, parameter ?? '');
    if (this.faults.staleReplies > 0) {
      this.#shown ??= before;
      this.#shownFor = this.faults.staleReplies;
    }
    return reply;
  }

  #change(command: string, parameter: string): Reply {
    if (command === 'restart') {
      this.writes.push('restart');
      this.restart();
      return 'RESTART';
    }
    if (command === 'addpool') return this.#add(parameter);
    if (command === 'poolpriority') return this.#order(parameter);
    const id = /^\d+$/.test(parameter) ? Number(parameter) : -1;
    const pool = this.pools[id];
    if (pool === undefined)
      return status('E', 26, `Invalid pool id ${parameter} - range is 0 - ${this.pools.length - 1}`);
    const done = (code: number, text: string): Reply => {
      this.writes.push(`${command} ${id}`);
      this.#choose();
      return status('S', code, `${text} pool ${id}:'${pool.url}'`);
    };
    switch (command) {
      case 'switchpool':
        for (const other of this.pools) if (other.priority < pool.priority) other.priority += 1;
        pool.priority = 0;
        pool.isEnabled = true;
        return done(27, 'Switching to');
      case 'enablepool':
        if (pool.isEnabled) return status('I', 49, `Pool ${id}:'${pool.url}' already enabled`);
        pool.isEnabled = true;
        return done(47, 'Enabling');
      case 'disablepool':
        if (this.inOrder().length <= 1) return status('E', 51, `Cannot disable last active pool ${id}`);
        pool.isEnabled = false;
        return done(48, 'Disabling');
      case 'removepool':
        if (this.pools.length <= 1) return status('E', 66, `Cannot remove last pool ${id}:'${pool.url}'`);
        if (pool === this.#current) return status('E', 67, `Cannot remove active pool ${id}:'${pool.url}'`);
        this.#remove(id, pool);
        return done(68, 'Removed');
      default:
        return status('E', 14, 'Invalid command');
    }
  }

  #remove(id: number, pool: CgminerPool): void {
    for (const other of this.pools) if (other.priority > pool.priority) other.priority -= 1;
    const last = this.pools.pop();
    if (last !== undefined && last !== pool) this.pools[id] = last;
  }

  #add(parameter: string): Reply {
    const fields = splitFields(parameter);
    if (fields.length < 3 || this.faults.refusesPools)
      return status('E', 53, `Invalid addpool details '${parameter}'`);
    const [url = '', user = '', pass = '', group = '0'] = fields;
    if (url === '') return status('E', 53, `Invalid addpool details '${parameter}'`);
    const pool = { url, user, pass, priority: this.pools.length, isEnabled: true, group: Number(group) };
    this.pools.push(pool);
    this.writes.push(`addpool ${url}`);
    this.#choose();
    return status('S', 55, `Added pool ${this.pools.length - 1}: '${url}'`);
  }

  #order(parameter: string): Reply {
    const ids = parameter.split(',').map(Number);
    if (ids.some((id) => this.pools[id] === undefined))
      return status('E', 26, `Invalid pool id ${parameter}`);
    if (new Set(ids).size !== ids.length) return status('E', 74, 'Duplicate pool specified');
    const named = ids.map((id) => this.pools[id]).filter((pool) => pool !== undefined);
    const rest = this.pools
      .filter((pool) => !named.includes(pool))
      .toSorted((a, b) => a.priority - b.priority);
    for (const [index, pool] of [...named, ...rest].entries()) pool.priority = index;
    this.writes.push(`poolpriority ${parameter}`);
    this.#choose();
    return status('S', 73, 'Changed pool priorities');
  }

  /** Stays where it is only when nothing that answers stands before it. */
  #choose(): void {
    const alive = this.inOrder().find((pool) => !this.faults.dead.has(pool.url));
    if (alive !== undefined) this.#current = alive;
    else if (this.#current === null || !this.pools.includes(this.#current))
      this.#current = this.inOrder()[0] ?? null;
  }

  #list(): Reply {
    if (this.#shown !== null) {
      this.#shownFor -= 1;
      const shown = this.#shown;
      if (this.#shownFor <= 0) this.#shown = null;
      return { ...status('S', 7, `${shown.length} Pool(s)`), POOLS: shown };
    }
    if (this.pools.length === 0) return status('E', 8, 'No pools');
    return { ...status('S', 7, `${this.pools.length} Pool(s)`), POOLS: this.#rows() };
  }

  #rows(): object[] {
    return this.pools.map((pool, id) => ({
      POOL: id,
      GROUP: pool.group,
      URL: pool.url,
      Status: pool.isEnabled ? (this.faults.dead.has(pool.url) ? 'Dead' : 'Alive') : 'Disabled',
      Priority: pool.priority,
      Quota: 1,
      Accepted: 10 + id,
      Rejected: id,
      User: pool.user,
      'Stratum Active': pool === this.#current,
      'Stratum URL': pool.url,
    }));
  }
}

/** One STATUS as cgminer prints it. */
export function status(
  letter: 'S' | 'I' | 'E',
  code: number,
  message: string,
): { STATUS: object[]; id: number } {
  return {
    STATUS: [
      { STATUS: letter, When: 1_790_000_000, Code: code, Msg: message, Description: 'cgminer 4.12.1' },
    ],
    id: 1,
  };
}

/** Fields between commas; a backslash takes what is behind it as it is. */
function splitFields(parameter: string): string[] {
  const fields = [''];
  for (let at = 0; at < parameter.length; at += 1) {
    const character = parameter.charAt(at);
    if (character === ',' && fields.length < 4) fields.push('');
    else if (character === '\\' && at + 1 < parameter.length) {
      at += 1;
      fields[fields.length - 1] += parameter.charAt(at);
    } else fields[fields.length - 1] += character;
  }
  return fields;
}
