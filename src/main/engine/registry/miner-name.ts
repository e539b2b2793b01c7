import { cleanPeerText } from '#engine/stratum/protocol-error.ts';

/** Longest id and name kept. */
const MAX_LENGTH = 64;

/**
 * The miner's own name: the part of its user name after the last dot when there is one, else all; else its address.
 * Others read it in the window, in messages and in files, so it holds nothing that is not printed.
 */
export function minerNameOf(workerName: string, address: string): string {
  const dot = workerName.lastIndexOf('.');
  const name = cleanPeerText(dot >= 0 ? workerName.slice(dot + 1) : workerName, workerName.length);
  return (name === '' ? address : name).toWellFormed().slice(0, MAX_LENGTH).toWellFormed();
}

/** A name in the alphabet of ids: other characters become `_`. */
export function toStableId(name: string): string {
  const id = name.replaceAll(/[^A-Za-z0-9._~-]/g, '_').slice(0, MAX_LENGTH);
  return id === '' ? '_' : id;
}

/** The id of the `copy`-th live session of a name (2 or more), kept within 64 characters. */
export function numberedId(id: string, copy: number): string {
  const suffix = `~${copy}`;
  return id.slice(0, MAX_LENGTH - suffix.length) + suffix;
}
