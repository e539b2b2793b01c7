import type { PointableMachine } from './pointing-deps.ts';

/** Names that many machines share because nobody changed them. */
const COMMON =
  /^(x|default|worker|miner|asic|antminer|whatsminer|avalon|bitaxe|user|test|root|admin)\d{0,2}$/i;
/** A dot would cut the name: the proxy takes what follows the last one (registry/miner-name.ts). */
const WRITABLE = /^[A-Za-z0-9_~-]{1,64}$/;
const MODEL_LENGTH = 40;
const OLD_NAME_LENGTH = 32;

/**
 * The worker name under which a machine is to connect: the one it is known by; else its old worker's last
 * part, if it is free and no common one; else model and the end of its MAC. `isTaken` says whether a new
 * name is another's.
 */
export function chooseWorker(
  machine: Pick<PointableMachine, 'id' | 'model' | 'family' | 'mac' | 'minerId' | 'worker'>,
  oldUser: string | null,
  isTaken: (name: string) => boolean,
): string {
  for (const own of [machine.minerId, machine.worker]) {
    if (own !== null && WRITABLE.test(own)) return own;
  }
  const old = lastPart(oldUser);
  if (old !== null && !isTaken(old)) return old;
  const model = slug(machine.model ?? machine.family);
  const hex = (machine.mac ?? machine.id).toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  const name = `${model}-${hex.slice(-6)}`;
  for (let copy = 1; ; copy += 1) {
    const numbered = copy === 1 ? name : `${name}-${copy}`;
    if (!isTaken(numbered)) return numbered;
  }
}

function lastPart(user: string | null): string | null {
  const dot = user?.lastIndexOf('.') ?? -1;
  if (user === null || dot < 0) return null;
  const name = user.slice(dot + 1).trim();
  return name.length <= OLD_NAME_LENGTH && /^[A-Za-z0-9_-]+$/.test(name) && !COMMON.test(name) ? name : null;
}

function slug(model: string): string {
  const text = model
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MODEL_LENGTH);
  return text === '' ? 'miner' : text;
}
