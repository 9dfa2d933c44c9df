import type { Machine } from '../machine/machine.ts';

/**
 * The generators of random numbers of a core. The chip's Vector engine uses a linear feedback shift register before
 * NeuronCore-v4 and XORWOW from then on, GpSimd XORWOW (aws-neuron-sdk nki/guides/architecture/trainium3_arch.rst); how
 * they are seeded and in which order lanes draw is not published. Here every lane of every engine runs XORWOW
 * (Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8, 2003, section 3.1), so that streams are repeatable but
 * not those of the chip.
 */
export type RandomEngine = 'vector' | 'gpsimd';

/** Words of one state: five of the shift register and the counter. */
export const STATE_WORDS = 6;
const LANES = 128;
const WEYL_STEP = 362437;

/** States that one lane runs in turn: four on the Vector engine, one on GpSimd. */
export const STATES_PER_LANE: Readonly<Record<RandomEngine, number>> = { vector: 4, gpsimd: 1 };

interface Generator {
  /** [lane, state, word] */
  readonly words: Uint32Array;
  /** Which of its states each lane runs next. */
  readonly turn: Uint8Array;
}

type Generators = Record<RandomEngine, Generator>;

const generators = new WeakMap<Machine, Generators>();

/** Words spread from one seed (the finaliser of MurmurHash3 over a counter), never all zero. */
const spread = (seed: number, count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => {
    let word = (seed + Math.imul(index + 1, 0x9e3779b9)) >>> 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  });

const freshGenerator = (engine: RandomEngine, seed: number): Generator => ({
  words: spread(seed, LANES * STATES_PER_LANE[engine] * STATE_WORDS),
  turn: new Uint8Array(LANES),
});

const generatorsOf = (machine: Machine): Generators => {
  const known = generators.get(machine);
  if (known !== undefined) return known;
  const made = { vector: freshGenerator('vector', 1), gpsimd: freshGenerator('gpsimd', 2) };
  generators.set(machine, made);
  return made;
};

/** Seeds all lanes of the Vector engine from one word. */
export const seedVector = (machine: Machine, seed: number): void => {
  generatorsOf(machine).vector = freshGenerator('vector', seed);
};

const advance = (words: Uint32Array, at: number): number => {
  const x = words[at] as number;
  const v = words[at + 4] as number;
  const t = x ^ (x >>> 2);
  words.copyWithin(at, at + 1, at + 5);
  words[at + 4] = v ^ (v << 4) ^ (t ^ (t << 1));
  words[at + 5] = (words[at + 5] as number) + WEYL_STEP;
  return ((words[at + 4] as number) + (words[at + 5] as number)) >>> 0;
};

/** Draws `count` words in one lane. */
export const drawWords = (
  machine: Machine,
  engine: RandomEngine,
  lane: number,
  count: number,
): Uint32Array => {
  const { words, turn } = generatorsOf(machine)[engine];
  const states = STATES_PER_LANE[engine];
  return Uint32Array.from({ length: count }, () => {
    const state = turn[lane] as number;
    turn[lane] = (state + 1) % states;
    return advance(words, (lane * states + state) * STATE_WORDS);
  });
};

/** The words of a lane's states, as one array that can be written. */
export const stateOf = (machine: Machine, engine: RandomEngine, lane: number): Uint32Array => {
  const size = STATES_PER_LANE[engine] * STATE_WORDS;
  return generatorsOf(machine)[engine].words.subarray(lane * size, (lane + 1) * size);
};

/** Makes a lane begin with its first state again. */
export const restartLane = (machine: Machine, engine: RandomEngine, lane: number): void => {
  generatorsOf(machine)[engine].turn[lane] = 0;
};
