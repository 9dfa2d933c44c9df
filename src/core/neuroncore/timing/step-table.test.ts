import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperandShape, Region, Step } from './program.ts';
import { joinTables } from './step-join.ts';
import { tableOf } from './step-list.ts';
import { stepsOf } from './step-table.ts';

const site = (line: number) => ({
  file: { path: 'kernel.py', text: '' },
  line,
  column: 1,
  endLine: line,
  endColumn: 2,
});
const SITES = [site(1), site(2)];

const operand = (elements: number): OperandShape => ({
  role: 'dst',
  dtype: 'float32',
  space: 'sbuf',
  partitions: 128,
  elementsPerPartition: elements,
  innermostStrideBytes: 4,
  contiguousBytes: 4 * elements,
  indirect: false,
});

const region: fc.Arbitrary<Region> = fc
  .record({
    storage: fc.nat(9),
    row: fc.nat(3),
    rows: fc.integer({ min: 1, max: 4 }),
    element: fc.nat(20),
    elements: fc.integer({ min: 1, max: 9 }),
    form: fc.constantFrom('box', 'rows', 'strided', 'indirect'),
  })
  .map(({ storage, row, rows, element, elements, form }) => ({
    storage,
    partitionStart: row,
    partitionEnd: row + rows,
    byteStart: 4 * element,
    byteEnd: 4 * (element + elements),
    ...(form === 'rows' ? { pitchBytes: 64 } : {}),
    ...(form === 'indirect' ? { indirect: true as const } : {}),
    ...(form === 'strided'
      ? { elements: { elementBytes: 4, offset: element, shape: [2, elements], strides: [elements, 1] } }
      : {}),
  }));

const stepsOfCore = (core: number): fc.Arbitrary<Step[]> =>
  fc
    .array(
      fc.record({
        opcode: fc.constantFrom('tensor_copy', 'dma_copy'),
        site: fc.constantFrom(...SITES),
        reads: fc.array(region, { maxLength: 3 }),
        writes: fc.array(region, { maxLength: 2 }),
        elements: fc.constantFrom(64, 512),
        attributes: fc.constantFrom({}, { op: 'add' }, { group: [0, 1] }),
        noReorderScope: fc.nat(2),
        loop: fc.nat(2),
        iteration: fc.nat(2),
      }),
      { maxLength: 12 },
    )
    .map((choices) =>
      choices.map(({ elements, ...each }, sequence) => ({
        ...each,
        sequence,
        core,
        engine: 'vector',
        trigger: 'vector',
        name: null,
        operands: [operand(elements)],
      })),
    );

describe('a table of steps', () => {
  it('gives back the steps that it was made of', () => {
    fc.assert(
      fc.property(stepsOfCore(0), (steps) => {
        expect(stepsOf({ steps: tableOf(steps) })).toEqual(steps);
      }),
      { numRuns: 100 },
    );
  });

  it('holds the steps of several cores one core after the other, each numbered by itself', () => {
    fc.assert(
      fc.property(stepsOfCore(0), stepsOfCore(1), (first, second) => {
        const steps = joinTables([tableOf(first), tableOf(second)]);
        expect(stepsOf({ steps })).toEqual([...first, ...second]);
        expect(steps.storageCount).toBe(tableOf([...first, ...second]).storageCount);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what repeats once, however long the program is', () => {
    const box = { storage: 1, partitionStart: 0, partitionEnd: 128, byteStart: 0, byteEnd: 2048 };
    const steps = Array.from(
      { length: 5000 },
      (_, sequence): Step => ({
        sequence,
        core: 0,
        opcode: 'tensor_copy',
        engine: 'vector',
        trigger: 'vector',
        name: null,
        site: SITES[0] as Step['site'],
        reads: [{ ...box, storage: sequence, byteStart: 4 * sequence, byteEnd: 4 * sequence + 2048 }],
        writes: [box],
        operands: [operand(512)],
        attributes: { op: 'copy' },
        noReorderScope: 0,
        loop: 0,
        iteration: 0,
      }),
    );
    const table = tableOf(steps);
    expect([table.kinds.length, table.extents.length, table.storageCount]).toEqual([1, 1, 5000]);
    expect(stepsOf({ steps: table })).toEqual(steps);
  });
});
