import { z } from 'zod';

import type { Registry } from '#engine/registry/registry.ts';
import { AppError } from '#shared/errors.ts';
import { minerRole, stableId } from '#shared/model/snapshot.ts';

import { type ConfigPlan, type ConfigSection, describeDifference } from '../config-section.ts';

const MAX_MINERS = 50_000;
/** Miners named one by one in a preview; the rest is one line. */
const MAX_LINES = 200;

const minersValue = z
  .array(
    z.strictObject({
      id: stableId,
      name: z.string().min(1).max(64),
      role: minerRole,
      /** H/s; null = what the miner says of itself. */
      nominalHashrate: z.number().positive().max(1e21).nullable(),
    }),
  )
  .max(MAX_MINERS);
type Miners = z.infer<typeof minersValue>;

/** Roles and nominal hashrates that are not the usual ones. Miners that a file does not name stay as they are. */
export function minersSection(registry: Registry): ConfigSection {
  return {
    name: 'miners',
    export: () =>
      [...registry.all()]
        .filter(({ role, nominalHashrate }) => role !== 'active' || nominalHashrate !== null)
        .map(({ id, name, role, nominalHashrate }) => ({ id, name, role, nominalHashrate })),
    plan({ value }): ConfigPlan {
      const checked = minersValue.safeParse(value);
      if (!checked.success) {
        const place = checked.error.issues[0]?.path.join('.') ?? '';
        throw new AppError('BAD_INPUT', `The section "miners" is not as this program knows it (${place}).`);
      }
      const miners = checked.data.filter((miner) => isNew(registry, miner));
      return { changes: changesOf(registry, miners), warnings: [], apply: () => registry.takeOver(miners) };
    },
  };
}

function isNew(registry: Registry, { id, role, nominalHashrate }: Miners[number]): boolean {
  const present = registry.get(id);
  return !present || present.role !== role || present.nominalHashrate !== nominalHashrate;
}

function changesOf(registry: Registry, miners: Miners): ConfigPlan['changes'] {
  const lines = miners.slice(0, MAX_LINES).map((miner): ConfigPlan['changes'][number] => {
    const { id, name, role, nominalHashrate } = miner;
    const present = registry.get(id);
    if (!present) return { kind: 'added', subject: name, text: `Known before it connects, ${role}.` };
    const before = { role: present.role, 'H/s': present.nominalHashrate };
    return {
      kind: 'changed',
      subject: name,
      text: describeDifference(before, { role, 'H/s': nominalHashrate }),
    };
  });
  const more = miners.length - lines.length;
  if (more > 0)
    lines.push({ kind: 'changed', subject: `${more} more miners`, text: 'Role or nominal hashrate.' });
  return lines;
}
