import { describe, expect, it } from 'vitest';
import { checksum, deviation } from '../../src/core/neuroncore/call/compare.ts';
import { KernelFault } from '../../src/core/neuroncore/machine/diagnostic.ts';
import type { GenerationId } from '../../src/core/neuroncore/machine/generation.ts';
import type { DType } from '../../src/core/neuroncore/memory/dtype.ts';
import { runSource } from '../../src/core/neuroncore/run.testing.ts';
import type { KernelOutput, KernelRun } from '../../src/core/neuroncore/run.ts';
import { stepsOf } from '../../src/core/neuroncore/timing/step-table.ts';
import {
  type ExpectedOutput,
  inputTensor,
  type KernelCase,
  kernelCases,
  kernelText,
  uniformWords,
} from './fixtures.ts';
import { decodeValues } from './values.ts';

/**
 * Largest |result - numpy| / |numpy| by the type of the result: two steps of its mantissa, and for float32 what sums of
 * some hundred products and activation functions in float32 leave. Beside it, a share of the largest value.
 */
const RELATIVE: Readonly<Partial<Record<DType, number>>> = {
  float32: 4e-6,
  tfloat32: 2 ** -9,
  bfloat16: 2 ** -7,
  float16: 2 ** -9,
  float8_e4m3: 2 ** -2,
  float8_e4m3fn: 2 ** -2,
  float8_e5m2: 2 ** -1,
};
const SHARE_OF_LARGEST = 1e-6;

const bytesOf = (output: KernelOutput | undefined): Uint8Array => {
  if (output?.bytes === undefined || output.bytes === null) throw new RangeError('the result holds no data');
  return output.bytes;
};

const toleranceOf = (expected: ExpectedOutput, values: Float64Array) => {
  if (expected.checksum !== undefined) return { relative: 0, absolute: 0 };
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return {
    relative: expected.relative ?? (RELATIVE[expected.dtype] as number),
    absolute: expected.absolute ?? SHARE_OF_LARGEST * largest,
  };
};

const compare = (output: KernelOutput | undefined, expected: ExpectedOutput, label: string): void => {
  expect([output?.shape, output?.dtype], label).toEqual([expected.shape, expected.dtype]);
  const bytes = bytesOf(output);
  const found = decodeValues(bytes, expected.dtype);
  const wanted = decodeValues(new Uint8Array(Buffer.from(expected.words, 'base64')), expected.dtype);
  const chosen = wanted.map((_, at) => found[Math.floor((at * found.length) / wanted.length)] as number);
  const tolerance = toleranceOf(expected, wanted);
  expect({ ...deviation(chosen, wanted, tolerance), outside: 0 }, label).toEqual(
    deviation(chosen, wanted, tolerance),
  );
  if (expected.checksum !== undefined) expect(checksum(bytes), label).toBe(expected.checksum);
  else if (expected.signed_sum !== undefined) expectSignedSum(found, expected.signed_sum, tolerance, label);
};

/** Every element counts in the sum, so that one that was not stored cannot be far off. */
const expectSignedSum = (
  found: Float64Array,
  wanted: number,
  tolerance: { readonly relative: number; readonly absolute: number },
  label: string,
): void => {
  const signs = uniformWords(found.length, 97);
  let sum = 0;
  let room = 0;
  for (let at = 0; at < found.length; at++) {
    const value = found[at] as number;
    sum += ((signs[at] as number) & 1) === 1 ? value : -value;
    room += (tolerance.absolute + tolerance.relative * Math.abs(value)) ** 2;
  }
  // Errors of either sign add up like a random walk; eight deviations leave no room for a wrong element.
  expect(Math.abs(sum - wanted), `${label}, sum with signs`).toBeLessThanOrEqual(8 * Math.sqrt(room));
};

const optionsOf = ({ cores, keywords, version }: KernelCase, generation: GenerationId) => ({
  generation,
  cores: cores ?? 1,
  keywords: keywords ?? {},
  ...(version === undefined ? {} : { version }),
});

/** Without data, calls that repeat earlier ones are not checked again: the program is the same. */
const expectSameStepsBare = (each: KernelCase, generation: GenerationId, full: KernelRun): void => {
  const options = { ...optionsOf(each, generation), holdsData: false };
  let bare: KernelRun;
  try {
    bare = runSource(kernelText(each.topic), each.kernel, each.inputs.map(inputTensor), options);
  } catch (error) {
    // A kernel whose control flow reads its data cannot run without them.
    if (error instanceof KernelFault && error.diagnostic.rule === 'register-unknown') return;
    throw error;
  }
  expect(stepsOf(bare.program), `steps without data on ${generation}`).toEqual(stepsOf(full.program));
};

const cases = kernelCases();
const titleOf = ({ kernel, label, inputs }: KernelCase): string =>
  `${kernel}${label === undefined ? '' : `, ${label}`}: ${inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(' ')}`;

for (const topic of [...new Set(cases.map((each) => each.topic))])
  describe(`kernels of ${topic}.py give what numpy gives`, () => {
    const text = kernelText(topic);
    for (const each of cases.filter((made) => made.topic === topic))
      it(titleOf(each), () => {
        const tensors = each.inputs.map(inputTensor);
        tensors.forEach(({ bytes }, at) => {
          expect(checksum(bytes as Uint8Array), `argument ${at}`).toBe(each.inputs[at]?.checksum);
        });
        for (const generation of each.generations) {
          const run = runSource(text, each.kernel, tensors, optionsOf(each, generation));
          expectSameStepsBare(each, generation, run);
          expect(run.outputs.length).toBe(each.outputs.length);
          each.outputs.forEach((expected, at) => {
            compare(run.outputs[at], expected, `result ${at} on ${generation}`);
          });
        }
      });
  });
