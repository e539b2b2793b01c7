/** Seeded random numbers (xoshiro128**, Blackman and Vigna 2018), so that a simulation can be repeated. */
export class SeededRandom {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    // SplitMix32 spreads a small seed over the whole state.
    let value = seed >>> 0;
    for (let index = 0; index < 4; index += 1) {
      value = (value + 0x9e37_79b9) >>> 0;
      let mixed = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
      this.#state[index] = mixed ^ (mixed >>> 16);
    }
  }

  /** Even between 0 (excluded) and 1 (excluded). */
  next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    state[1] = b ^ third;
    state[0] = a ^ fourth;
    state[2] = third ^ (b << 9);
    state[3] = rotated(fourth, 11);
    return (result + 0.5) / 2 ** 32;
  }

  /** Time to the next of events that come at random, `mean` apart. */
  exponential(mean: number): number {
    return -Math.log(this.next()) * mean;
  }
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
