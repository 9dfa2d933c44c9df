/** How the elements of a tensor are made up. */
export type Fill =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  /** Evenly spread over [least, most). */
  | { readonly kind: 'uniform'; readonly least: number; readonly most: number; readonly seed: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number; readonly seed: number }
  /** start, start + step, ... in row-major order. */
  | { readonly kind: 'arange'; readonly start: number; readonly step: number }
  /** 1 where the last two indices are equal, else 0. */
  | { readonly kind: 'identity' }
  /** Whole numbers from `least` to `most`, both included. */
  | { readonly kind: 'integers'; readonly least: number; readonly most: number; readonly seed: number };

/** A source of evenly spread whole numbers of 32 bits. */
export type Random = () => number;

/**
 * Random numbers from a seed, the same everywhere: xoshiro128++ 1.0 of Blackman and Vigna (public domain,
 * prng.di.unimi.it), its state filled by splitmix32 from the low and the high half of the seed.
 */
export const createRandom = (seed: number): Random => {
  let mixed = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = mixed ^ (mixed >>> 16);
    word = Math.imul(word, 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
};

/** Evenly spread over [0, 1) in steps of 2^-53. */
const unit = (random: Random): number => ((random() >>> 5) * 67108864 + (random() >>> 6)) / 9007199254740992;

/** Independent values of the normal law, two at a time by the method of Box and Muller. */
const fillNormal = (out: Float64Array, mean: number, deviation: number, random: Random): void => {
  for (let index = 0; index < out.length; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - unit(random)));
    const angle = 2 * Math.PI * unit(random);
    out[index] = mean + deviation * (radius * Math.cos(angle));
    if (index + 1 < out.length) out[index + 1] = mean + deviation * (radius * Math.sin(angle));
  }
};

const fillIdentity = (out: Float64Array, shape: readonly number[]): void => {
  const columns = shape.at(-1);
  const rows = shape.at(-2);
  if (columns === undefined || rows === undefined)
    throw new RangeError('identity needs at least two dimensions');
  for (let start = 0; start < out.length; start += rows * columns) {
    for (let index = 0; index < Math.min(rows, columns); index += 1) out[start + index * columns + index] = 1;
  }
};

/**
 * The elements of a tensor of that shape in row-major order, in float64; `writeNumbers` brings them to a type.
 * @throws {RangeError} when the fill makes no sense: an empty range, or identity of fewer than two dimensions
 */
export const filled = (fill: Fill, shape: readonly number[]): Float64Array => {
  const out = new Float64Array(shape.reduce((product, size) => product * size, 1));
  switch (fill.kind) {
    case 'zeros':
      return out;
    case 'ones':
      return out.fill(1);
    case 'constant':
      return out.fill(fill.value);
    case 'arange':
      return out.map((_, index) => fill.start + fill.step * index);
    case 'identity':
      fillIdentity(out, shape);
      return out;
    case 'normal':
      fillNormal(out, fill.mean, fill.deviation, createRandom(fill.seed));
      return out;
    case 'uniform': {
      requireRange(fill.least, fill.most);
      const random = createRandom(fill.seed);
      return out.map(() => fill.least + (fill.most - fill.least) * unit(random));
    }
    case 'integers': {
      requireRange(fill.least, fill.most);
      const random = createRandom(fill.seed);
      const span = Math.floor(fill.most) - Math.ceil(fill.least) + 1;
      return out.map(() => Math.ceil(fill.least) + Math.floor(unit(random) * span));
    }
  }
};

const requireRange = (least: number, most: number): void => {
  if (!(least <= most)) throw new RangeError(`random numbers from ${least} to ${most}: the range is empty`);
};
