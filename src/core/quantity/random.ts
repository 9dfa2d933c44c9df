/** A source of random numbers. The same seed and stream always give the same numbers. */
export interface RandomStream {
  /** The next 32 random bits, 0 to 2^32 - 1. */
  readonly nextBits: () => number;
  /** A number in (0, 1), never 0 or 1, with 53 random bits. */
  readonly nextUniform: () => number;
}

type Words = readonly [number, number, number, number];

/** Polynomial that moves the generator ahead by 2^64 numbers. */
const JUMP: Words = [0x8764000b, 0xf542d2d3, 0x6fa035c3, 0x77f2db5b];
const WORD_BITS = 32;
/** Streams that may be asked for; each costs one jump more than the one before. */
const MOST_STREAMS = 4096;

const rotated = (x: number, by: number): number => (x << by) | (x >>> (WORD_BITS - by));

/** One step of SplitMix32, which spreads a seed over the generator's state (Steele, Lea and Flood, OOPSLA 2014). */
const spread = (seed: number): Words => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
};

/**
 * xoshiro128** with a given state, which must not be all zero. Source: Blackman and Vigna, Scrambled Linear Pseudorandom
 * Number Generators, ACM TOMS 47:4 (2021), reference implementation 1.1 at prng.di.unimi.it. `jumps` moves ahead by
 * that many times 2^64 numbers, so that streams of one state never overlap.
 */
export const xoshiro128 = (state: Words, jumps = 0): RandomStream => {
  let [a, b, c, d] = state;
  const advance = (): void => {
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
  };
  for (let jump = 0; jump < jumps; jump++) {
    const sum: [number, number, number, number] = [0, 0, 0, 0];
    for (const word of JUMP)
      for (let bit = 0; bit < WORD_BITS; bit++) {
        if ((word & (1 << bit)) !== 0) {
          sum[0] ^= a;
          sum[1] ^= b;
          sum[2] ^= c;
          sum[3] ^= d;
        }
        advance();
      }
    [a, b, c, d] = sum;
  }
  const nextBits = (): number => {
    const bits = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    advance();
    return bits;
  };
  return Object.freeze({
    nextBits,
    // 27 and 26 bits side by side, in the middle of their cell so that no logarithm meets a zero.
    nextUniform: () => ((nextBits() >>> 5) * 2 ** 26 + (nextBits() >>> 6) + 0.5) * 2 ** -53,
  });
};

/**
 * Stream number `stream` (0 to 4095) of a seed (a whole number, 0 to 2^32 - 1). Streams of one seed are 2^64 numbers apart
 * and never overlap. Throws RangeError for other values.
 */
export const randomStream = (seed: number, stream = 0): RandomStream => {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** WORD_BITS)
    throw new RangeError(`a seed is a whole number from 0 to 2^32 - 1, got ${seed}`);
  if (!Number.isInteger(stream) || stream < 0 || stream >= MOST_STREAMS)
    throw new RangeError(`a stream is a whole number from 0 to ${MOST_STREAMS - 1}, got ${stream}`);
  return xoshiro128(spread(seed), stream);
};
