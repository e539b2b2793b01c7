import { formatCount } from '#shared/format.ts';
import type { AlertSubject } from '#shared/model/alert.ts';

import type { FarmSample } from '../farm-sample.ts';
import { type AlertRule, type Condition, FARM, listNames, quoted } from '../rule.ts';

const HOUR_MS = 3_600_000;

/** Miners that do not come, or send nothing. A farm outage swallows them: its cause is not theirs. */
export const minerLost: AlertRule = {
  look({ miners, outage }) {
    return miners
      .filter(({ isMarked, isExpected, fault }) => !isMarked && isExpected && fault !== null)
      .map((miner): Condition => ({
        ...{ rule: 'miner-lost', cause: 'miner-lost', member: minerSubject(miner) },
        isSwallowed: outage !== null,
      }));
  },
  words({ miners }, _cause, ids) {
    const wanted = new Set(ids);
    const lost = miners.filter(({ id }) => wanted.has(id));
    if (lost.length === 0) return null;
    const names = listNames(lost.map(({ name }) => name));
    const offline = lost.filter(({ fault }) => fault === 'offline').length;
    const silent = lost.length - offline;
    return {
      title: lost.length === 1 ? `${names} is lost` : `${formatCount(lost.length)} miners are lost`,
      text: `${names}: ${formatCount(offline)} not connected, ${formatCount(silent)} connected but without a share.`,
      next: 'Check power and network of these miners; mark those failed that will not be back soon.',
      numbers: { miners: lost.length, offline, silent },
    };
  },
};

/** Nearly all miners failed at once. Health has judged that beyond chance already. */
export const farmOutage: AlertRule = {
  look({ outage }) {
    return outage ? [{ rule: 'farm-outage', cause: 'farm-outage', member: FARM }] : [];
  },
  words({ outage }) {
    if (!outage) return null;
    return {
      title: 'Nearly all miners failed at once',
      text: `${capital(quoted(outage.evidence))}.`,
      next: 'Check the power, the switches between the miners and this PC, and the internet connection.',
      numbers: { miners: outage.miners },
    };
  },
};

/** Miners that connected for the first time, and machines found on the network, within the hour. */
export const minerNew: AlertRule = {
  look(sample) {
    const found = [
      ...newMiners(sample).map(minerSubject),
      ...sample.newMachines.map(({ id, name }): AlertSubject => ({ kind: 'machine', id, name })),
    ];
    return found.map((member): Condition => ({ rule: 'miner-new', cause: 'miner-new', member }));
  },
  words(sample, _cause, ids) {
    const wanted = new Set(ids);
    const miners = newMiners(sample).filter(({ id }) => wanted.has(id));
    const machines = sample.newMachines.filter(({ id }) => wanted.has(id));
    const found = [...miners, ...machines];
    if (found.length === 0) return null;
    const names = listNames(found.map(({ name }) => name));
    return {
      title: found.length === 1 ? `New miner: ${names}` : `${formatCount(found.length)} new miners`,
      text: `${names}: ${formatCount(miners.length)} connected here for the first time, ${formatCount(machines.length)} found on the network and not mining here.`,
      next: 'Give new miners a role on the Miners page; machines that do not mine here are on the Discover page.',
      numbers: { miners: miners.length, machines: machines.length },
    };
  },
};

/** Somebody has changed the pools of machines that were pointed here. */
export const poolsChanged: AlertRule = {
  look({ changedMachines }) {
    return changedMachines.map(({ id, name }): Condition => ({
      rule: 'pools-changed',
      cause: 'pools-changed',
      member: { kind: 'machine', id, name },
    }));
  },
  words({ changedMachines }, _cause, ids) {
    const wanted = new Set(ids);
    const changed = changedMachines.filter(({ id }) => wanted.has(id));
    if (changed.length === 0) return null;
    const names = listNames(changed.map(({ name }) => name));
    return {
      title:
        changed.length === 1
          ? `Pools of ${names} changed`
          : `Pools of ${formatCount(changed.length)} machines changed`,
      text: `Somebody has changed the pools of ${names}: what they mine does not come here any more.`,
      next: 'Ask who did it; point the machines here again on the Discover page and change their passwords.',
      numbers: { machines: changed.length },
    };
  },
};

function newMiners({ miners, atMs }: FarmSample): FarmSample['miners'] {
  return miners.filter(
    ({ firstSeenAtMs, lastSeenAtMs }) =>
      lastSeenAtMs !== null && firstSeenAtMs <= atMs && atMs - firstSeenAtMs < HOUR_MS,
  );
}

function minerSubject({ id, name }: { id: string; name: string }): AlertSubject {
  return { kind: 'miner', id, name };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
