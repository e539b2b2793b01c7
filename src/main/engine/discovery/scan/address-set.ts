import type { AddressRange } from './ipv4.ts';

/** Addresses to scan: sorted ranges without overlap, counted, and walked in any order without a list of them. */
export class AddressSet {
  readonly ranges: readonly AddressRange[];
  readonly size: number;
  /** Addresses before each range. */
  readonly #before: number[] = [];

  constructor(ranges: readonly AddressRange[]) {
    this.ranges = merge(ranges);
    let size = 0;
    for (const { first, last } of this.ranges) {
      this.#before.push(size);
      size += last - first + 1;
    }
    this.size = size;
  }

  /** The address at `index`, 0 to size - 1, in ascending order. */
  at(index: number): number {
    let low = 0;
    let high = this.#before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#before[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const range = this.ranges[low];
    if (range === undefined || index < 0 || index >= this.size) throw new Error(`no address ${index}`);
    return range.first + index - (this.#before[low] ?? 0);
  }

  /** Every index once, in an order that `seed` decides, so that no subnet gets all connects at once. */
  *shuffled(seed: number): Generator<number> {
    if (this.size === 0) return;
    const halfBits = Math.max(1, Math.ceil(Math.log2(this.size) / 2));
    for (let counter = 0; counter < 4 ** halfBits; counter += 1) {
      const index = scramble(counter, halfBits, seed);
      if (index < this.size) yield index;
    }
  }
}

function merge(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last !== undefined && range.first <= last.last + 1) last.last = Math.max(last.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}

/** Four Feistel rounds: a permutation of the numbers of 2 × `halfBits` bits, whatever the round function. */
function scramble(value: number, halfBits: number, seed: number): number {
  const mask = 2 ** halfBits - 1;
  let left = value >>> halfBits;
  let right = value & mask;
  for (let round = 1; round <= 4; round += 1) {
    const next = left ^ (hash(right, seed + round * 0x9e37) & mask);
    left = right;
    right = next;
  }
  return left * (mask + 1) + right;
}

/** The finalizer of MurmurHash3 (32 bits). */
function hash(value: number, seed: number): number {
  let mixed = (value ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
