import { randomBytes } from 'node:crypto';

import { AccountBook } from '#engine/accounts/account-book.ts';
import { ConfigExchange } from '#engine/backup/config-exchange.ts';
import type { ConfigSection } from '#engine/backup/config-section.ts';
import { farmSection } from '#engine/backup/sections/farm-section.ts';
import { machinesSection } from '#engine/backup/sections/machines-section.ts';
import { minersSection } from '#engine/backup/sections/miners-section.ts';
import { FarmSettings } from '#engine/farm-settings.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import type { CredentialInput } from '#engine/machines/credential-book.ts';
import { DEFAULT_RULES } from '#engine/machines/machine-rules.ts';
import { Registry } from '#engine/registry/registry.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import { MinerStore } from '#engine/store/miner-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import type { AccountInput } from '#shared/model/account.ts';
import type { ImportPreview } from '#shared/model/backup.ts';

import { FakeClock } from './fake-clock.ts';
import { TempDb } from './temp-db.ts';

/** Pool password of `furnish`'s account alice. */
export const SECRET = 'pool password of alice';

/** The parts of a farm that a configuration speaks of, on a database of their own. */
export class ConfigFarm {
  readonly temp = new TempDb();
  readonly clock = new FakeClock();
  readonly database = this.temp.open(this.clock);
  readonly audit = new AuditStore(this.database);
  readonly settings = new FarmSettings(new SettingsStore(this.database));
  readonly rounds = new RoundClock({ database: this.database, clock: this.clock, log: silentLog });
  readonly secretBox = keySecretBox(randomBytes(32));
  readonly book = new AccountBook({
    ...{ database: this.database, clock: this.clock, secretBox: this.secretBox, rounds: this.rounds },
  });
  readonly registry = new Registry({ clock: this.clock, store: new MinerStore(this.database) });
  readonly machines = {
    schedule: { ranges: '', everyMinutes: null as number | null },
    rules: DEFAULT_RULES,
    logins: [] as CredentialInput[],
  };
  imports = 0;
  restarts = 0;
  readonly exchange: ConfigExchange;

  constructor(more: readonly ConfigSection[] = []) {
    const { book, settings, rounds, registry, machines } = this;
    this.exchange = new ConfigExchange({
      ...{ clock: this.clock, log: silentLog, audit: this.audit, database: this.database, version: '1.2.3' },
      sections: [
        farmSection({ book, settings, rounds }),
        minersSection(registry),
        machinesSection({
          schedule: () => machines.schedule,
          setSchedule: (schedule) => void (machines.schedule = schedule),
          rules: () => machines.rules,
          setRules: (rules) => void (machines.rules = rules),
          logins: () => machines.logins,
          addLogin: (login) => void machines.logins.push(login),
          hasMachine: (id) => id === 'm-0a',
        }),
        ...more,
      ],
      imported: () => void (this.imports += 1),
      restart: () => void (this.restarts += 1),
    });
  }

  add(input: Partial<AccountInput> & { name: string }): string {
    return this.book.add(
      {
        ...{
          pools: [{ url: 'stratum+tcp://pool.example:3333' }],
          worker: `${input.name}.w`,
          quota: { share: '10 %' },
        },
        ...{ overflow: false, carryOver: false, upstream: 'aggregated' },
        ...input,
      },
      'test',
    ).id;
  }

  async export(passphrase?: string): Promise<string> {
    return (await this.exchange.export(passphrase, 'test')).file;
  }

  import(file: string, passphrase?: string): Promise<ImportPreview> {
    return this.exchange.import({ file, passphrase }, 'test');
  }

  stop(): void {
    this.rounds.close();
    this.temp.dispose();
  }
}

/** A farm with something of everything. */
export function furnish(farm: ConfigFarm): void {
  farm.add({ name: 'alice', password: SECRET, minRate: '10 TH/s', maxRate: '1 PH/s' });
  farm.add({ name: 'bob', quota: { hashrate: '120 TH/s' }, carryOver: true, upstream: 'dedicated' });
  farm.add({ name: 'rest', quota: null, overflow: true });
  farm.rounds.change({ every: '12h', anchor: '06:00', timeZone: 'Europe/Berlin' });
  farm.settings.choose('parallel', 'pro-rata');
  farm.registry.takeOver([
    { id: 's19-1', name: 's19-1', role: 'standby', nominalHashrate: 1.1e14 },
    { id: '10.0.0.5', name: '10.0.0.5', role: 'active', nominalHashrate: 9e13 },
    { id: 'plain', name: 'plain', role: 'active', nominalHashrate: null },
  ]);
  farm.machines.schedule = { ranges: '10.0.0.0/24', everyMinutes: 60 };
  farm.machines.rules = { ...DEFAULT_RULES, coldStandby: true };
  farm.machines.logins.push({
    scope: { kind: 'family', family: 'antminer' },
    user: 'root',
    password: 'machine pw',
  });
}

/** All that a configuration speaks of. */
export function state(farm: ConfigFarm): object {
  const { book, settings, rounds, registry, machines } = farm;
  return {
    accounts: book.settings(),
    policy: settings.policy,
    shortfall: settings.plan.shortfall,
    round: rounds.settings(),
    miners: [...registry.all()].map(({ id, role, nominalHashrate }) => ({ id, role, nominalHashrate })),
    machines: structuredClone(machines),
  };
}

/** An account's settings as they are edited. */
export function inputOf(farm: ConfigFarm, id: string): AccountInput {
  const account = farm.book.settings().find((one) => one.id === id);
  if (!account) throw new Error(`no account ${id}`);
  const { name, pools, worker, quota, overflow, carryOver, upstream, minRate, maxRate } = account;
  return {
    ...{ name, worker, quota, overflow, carryOver, upstream, minRate, maxRate },
    pools: pools.map(({ url }) => ({ url })),
  };
}
