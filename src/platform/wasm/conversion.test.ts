import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DTYPE_BYTES, type DType } from '../../core/neuroncore/memory/dtype.ts';
import { seenAs, viewOf } from '../../core/neuroncore/numeric/conversion.testing.ts';
import { readBlock, valuesPerElement, writeBlock } from '../../core/neuroncore/numeric/transfer.ts';
import { createKernels } from './create.ts';

const kernels = createKernels(2 * 1024 * 1024);
const DTYPES = (Object.keys(DTYPE_BYTES) as DType[]).filter((dtype) => kernels.conversion?.knows(dtype));

const wordsOf = (block: Float32Array): Uint32Array =>
  new Uint32Array(block.buffer, block.byteOffset, block.length);

/** Every kind of float32, about a million apart, with those around the ties of narrow types. */
const samples = (count: number): Float32Array => {
  const words = Uint32Array.from({ length: count }, (_, index) => {
    const spread = Math.imul(index, 0x9e3779b1) >>> 0;
    return index % 3 === 0 ? spread : ((spread & 0x8fffffff) | 0x30000000) & (0xffffffff << (index % 24));
  });
  return new Float32Array(words.buffer);
};

describe('conversion by the kernels', () => {
  it('covers all types but the float32-like ones and those without a width of whole bytes or a sign', () => {
    const left = (Object.keys(DTYPE_BYTES) as DType[]).filter((dtype) => !DTYPES.includes(dtype));
    expect(left).toEqual(['tfloat32', 'float32', 'float8_e8m0fnu', 'float4_e2m1fn_x4']);
  });

  it.each(DTYPES)('decodes every pattern of %s as the loops do', (dtype) => {
    const width = DTYPE_BYTES[dtype];
    const elements = width === 1 ? 1027 : 65536 + 5;
    const view = viewOf(dtype, 1, elements);
    const bytes = view.storage.contents.bytes as Uint8Array;
    for (let index = 0; index < bytes.length; index += 1) {
      if (width === 1) bytes[index] = index;
      else if (width === 2) bytes[index] = (index >> 1) >> (8 * (index & 1));
      else bytes[index] = Math.imul(index, 0x9e3779b1) >>> 24;
    }
    const size = elements * valuesPerElement(dtype);
    const slow = new Float32Array(size);
    const fast = new Float32Array(size);
    readBlock(view, slow);
    readBlock(view, fast, kernels);
    const fastWords = wordsOf(fast);
    const differs = wordsOf(slow).findIndex(
      (word, index) => word !== fastWords[index] && !(Number.isNaN(slow[index]) && Number.isNaN(fast[index])),
    );
    expect(differs).toBe(-1);
  });

  it.each(DTYPES)('encodes to %s as the loops do, with either way of overflow', (dtype) => {
    const x = samples(60_004);
    for (const overflow of ['infinity', 'saturate'] as const) {
      const views = [0, 1].map(() => viewOf(dtype, 1, x.length / valuesPerElement(dtype)));
      const [slow, fast] = views as [ReturnType<typeof viewOf>, ReturnType<typeof viewOf>];
      writeBlock(slow, x, null, overflow);
      writeBlock(fast, x, kernels, overflow);
      const [got, expected] = [fast, slow].map((view) => view.storage.contents.bytes as Uint8Array);
      expect(Buffer.compare(got as Uint8Array, expected as Uint8Array)).toBe(0);
    }
  });

  it('keeps rows apart where the storage does, for blocks in its memory and elsewhere', () => {
    const shape = fc.record({
      partitions: fc.integer({ min: 1, max: 5 }),
      columns: fc.integer({ min: 120, max: 400 }),
      inMemory: fc.boolean(),
      base: fc.nat(7),
    });
    fc.assert(
      fc.property(shape, ({ partitions, columns, inMemory, base }) => {
        const whole = viewOf('float16', partitions, 500, { base, pitch: 1004 });
        const view = seenAs(whole, { shape: [partitions, columns], offset: 3 });
        const mark = kernels.mark();
        const block = inMemory ? kernels.block(partitions * columns) : new Float32Array(partitions * columns);
        block.forEach((_, index) => {
          block[index] = index % 2000;
        });
        writeBlock(view, block, kernels);
        const slow = new Float32Array(partitions * columns);
        readBlock(view, slow);
        expect(slow).toEqual(Float32Array.from(block));
        block.fill(-1);
        readBlock(view, block, kernels);
        expect(Float32Array.from(block)).toEqual(slow);
        block.fill(-1);
        readBlock(view, block);
        expect(Float32Array.from(block)).toEqual(slow);
        const bytes = whole.storage.contents.bytes as Uint8Array;
        expect([...bytes.subarray(0, base + 6)].every((byte) => byte === 0)).toBe(true);
        kernels.release(mark);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves to the loops what has no room in the memory', () => {
    const small = createKernels(65536);
    const view = viewOf('bfloat16', 1, 20_000);
    writeBlock(view, new Float32Array(20_000).fill(3), small);
    const out = new Float32Array(20_000);
    readBlock(view, out, small);
    expect(out[19_999]).toBe(3);
    expect(small.mark()).toBe(0);
  });
});
