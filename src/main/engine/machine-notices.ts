import type { Machines } from '#engine/machines/machines.ts';
import { machineName } from '#engine/machines/machine-record.ts';
import type { Notice } from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';

interface NoticesLan {
  parts: Pick<FarmParts, 'clock' | 'notices'>;
  /** Something that the window shows has changed. */
  touch: () => void;
  machines: Machines;
}

/** Standing conditions of machines, told as one notice a cause however many machines it hits. */
export class MachineNotices {
  readonly #lan: NoticesLan;
  /** Machines that claim one MAC, by that. */
  readonly #twins = new Map<string, string[]>();
  readonly #standing = new Map<string, Map<string, number>>();

  constructor(lan: NoticesLan) {
    this.#lan = lan;
  }

  /** Tells from now on of what is wrong with machines. */
  watch({ tamper, book, care }: Machines): void {
    tamper.poolsChanged.on((id) => this.#begin('tampered', id));
    tamper.poolsSettled.on((id) => this.#end('tampered', id));
    tamper.stoppedComing.on(({ machineId }) => this.#begin('stopped-coming', machineId));
    tamper.cameBack.on((id) => this.#end('stopped-coming', id));
    book.removed.on((id) => {
      for (const cause of this.#standing.keys()) this.#end(cause, id);
      this.#lookAtTwins();
    });
    book.changed.on(() => this.#lookAtTwins());
    book.duplicateFound.on((ids, mac) => {
      const text = `${ids.length} machines say that their MAC is ${mac}: they are kept apart by their serial numbers and addresses.`;
      this.#twins.set(mac, ids);
      this.#add({ id: `duplicate-mac-${mac}`, severity: 'warning', text, subject: null });
    });
    care.acted.on(({ machineId, action, why, error }) => {
      const name = this.#nameOf(machineId);
      const done = { restart: 'was restarted', sleep: 'was put to sleep', wake: 'was woken' }[action];
      const text =
        error === null ? `${name} ${done}: ${why}` : `${name} could not be told to ${action}: ${error}`;
      const severity = error === null ? ('info' as const) : ('warning' as const);
      this.#add({ id: `care-${machineId}`, severity, text, subject: null });
    });
  }

  #begin(cause: string, machineId: string): void {
    const machines = this.#standing.get(cause) ?? new Map<string, number>();
    machines.set(machineId, this.#lan.parts.clock.nowMs());
    this.#standing.set(cause, machines);
    this.#tell(cause, machines);
  }

  #end(cause: string, machineId: string): void {
    const machines = this.#standing.get(cause);
    if (machines?.delete(machineId)) this.#tell(cause, machines);
  }

  #tell(cause: string, machines: ReadonlyMap<string, number>): void {
    const [first] = machines;
    if (!first) {
      this.#lan.parts.notices.remove(cause);
      return this.#lan.touch();
    }
    const name = this.#nameOf(first[0]);
    const others = machines.size === 1 ? name : `${name} and ${machines.size - 1} more`;
    const text = machines.size === 1 ? textOfOne(cause, others) : textOfMany(cause, others);
    this.#add({ id: cause, severity: 'warning', text, subject: null });
  }

  /** Takes back what is not so any more: one is forgotten or merged, or another machine has its address. */
  #lookAtTwins(): void {
    const { machines, parts, touch } = this.#lan;
    for (const [mac, ids] of this.#twins) {
      const left = new Set(ids.flatMap((id) => machines.get(id) ?? []));
      if ([...left].filter((one) => one.isAtAddress && one.mac === mac).length > 1) continue;
      this.#twins.delete(mac);
      parts.notices.remove(`duplicate-mac-${mac}`);
      touch();
    }
  }

  #nameOf(machineId: string): string {
    const machine = this.#lan.machines.get(machineId);
    return machine ? machineName(machine) : machineId;
  }

  #add(notice: Omit<Notice, 'sinceMs'>): void {
    const { parts, touch } = this.#lan;
    parts.notices.add({ ...notice, sinceMs: parts.clock.nowMs() });
    touch();
  }
}

function textOfOne(cause: string, name: string): string {
  return cause === 'tampered'
    ? `Somebody has changed the pools of ${name}: it does not mine here any more. Put it right on the Discover page.`
    : `${name} has not come to the proxy for ten minutes.`;
}

function textOfMany(cause: string, names: string): string {
  return cause === 'tampered'
    ? `Somebody has changed the pools of ${names}: they do not mine here any more. Put them right on the Discover page.`
    : `${names} have not come to the proxy for ten minutes.`;
}
