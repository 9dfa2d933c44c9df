import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GenerationId } from '../../src/core/neuroncore/machine/generation.ts';
import type { DType } from '../../src/core/neuroncore/memory/dtype.ts';
import type { TensorData } from '../../src/core/neuroncore/run.ts';
import { encodeValues } from './values.ts';

const folder = new URL('numerics/', import.meta.url);

/** How a tensor argument is filled; numerics/reference.py fills it in the same way. */
export interface ExpectedInput {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly fill: 'uniform' | 'integers' | 'given' | 'shuffled';
  readonly low?: number;
  readonly high?: number;
  readonly seed?: number;
  readonly values?: readonly number[];
  readonly checksum: string;
}

/** What a result must be: all its words, or evenly spread ones and a sum with signs over all elements. */
export interface ExpectedOutput {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly words: string;
  /** Of results that must agree to the bit. */
  readonly checksum?: string;
  readonly relative?: number;
  readonly absolute?: number;
  readonly signed_sum?: number;
}

/** One call of a kernel with what numpy expects of it. */
export interface KernelCase {
  readonly topic: string;
  readonly kernel: string;
  readonly label?: string;
  readonly generations: readonly GenerationId[];
  readonly cores?: 1 | 2;
  readonly version?: readonly [number, number];
  readonly keywords?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly ExpectedInput[];
  readonly outputs: readonly ExpectedOutput[];
}

const parsed = (line: string): KernelCase => JSON.parse(line) as KernelCase;

/** All cases, read from numerics/expected. */
export const kernelCases = (): readonly KernelCase[] =>
  readdirSync(new URL('expected/', folder))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(`expected/${name}`, folder), 'utf8')
        .trimEnd()
        .split('\n')
        .map(parsed),
    );

/** The topics that have a kernel file. */
export const kernelTopics = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.py') && !name.startsWith('ref_') && name !== 'reference.py')
    .map((name) => name.slice(0, -'.py'.length));

/** The text of a kernel file. */
export const kernelText = (topic: string): string =>
  readFileSync(fileURLToPath(new URL(`${topic}.py`, folder)), 'utf8');

/** Unsigned 32-bit words that look random: a mix of the position and the seed, as in numerics/reference.py. */
export const uniformWords = (count: number, seed: number): Uint32Array => {
  const words = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    let word = (at + seed * 7919) >>> 0;
    word = Math.imul(word ^ (word >>> 16), 0x45d9f3b) >>> 0;
    word = Math.imul(word ^ (word >>> 16), 0x45d9f3b) >>> 0;
    words[at] = word ^ (word >>> 16);
  }
  return words;
};

const ranksOf = (words: Uint32Array): readonly number[] => {
  const order = Array.from(words.keys()).sort(
    (left, right) => (words[left] as number) - (words[right] as number) || left - right,
  );
  const ranks = new Array<number>(words.length);
  order.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return ranks;
};

/** The values of a tensor argument before they are rounded to its type. */
export const inputValues = ({ shape, fill, values, ...rest }: ExpectedInput): Float64Array => {
  if (fill === 'given') return Float64Array.from(values as readonly number[]);
  const { low, high, seed } = rest as { low: number; high: number; seed: number };
  const count = shape.reduce((product, size) => product * size, 1);
  const words = uniformWords(count, seed);
  if (fill === 'shuffled') {
    const columns = shape[1] as number;
    return Float64Array.from(
      Array.from({ length: shape[0] as number }, (_, row) =>
        ranksOf(words.subarray(row * columns, (row + 1) * columns)),
      ).flat(),
      (rank) => low + high * rank,
    );
  }
  const shares = Float64Array.from(words, (word) => low + (high - low) * (word / 2 ** 32));
  return fill === 'integers' ? shares.map(Math.floor) : shares;
};

/** The tensor argument with its bytes. */
export const inputTensor = (input: ExpectedInput): TensorData => ({
  shape: input.shape,
  dtype: input.dtype,
  bytes: encodeValues(inputValues(input), input.dtype),
});
