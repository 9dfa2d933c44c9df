import { describe, expect, it } from 'vitest';
import { testContext } from '../memory/host/context.testing.ts';
import { select } from '../memory/select.ts';
import { slice } from '../memory/slice.ts';
import { wholeView } from '../memory/whole.ts';
import { stepsOf } from '../timing/step-table.ts';
import { createMachine } from './create.ts';
import { testGeneration } from './generation.testing.ts';
import { allocated, instructionOf, lineSite, testOptions, valuesIn } from './machine.testing.ts';
import { startPartitions } from './placement.ts';
import { assembleProgram } from './record.ts';
import { argumentStorage, createSharedMemory } from './shared-memory.ts';

const context = testContext();

describe('a machine that holds data', () => {
  it('runs instructions at once and keeps what they wrote', () => {
    const machine = createMachine(testOptions());
    const source = allocated(machine, 'sbuf', [2, 3]);
    const target = allocated(machine, 'sbuf', [2, 3], { dtype: 'bfloat16' });
    machine.issue(instructionOf('fill', 0, { dst: source }, { attributes: { value: 2.5 } }));
    machine.issue(instructionOf('copy', 0, { dst: target, src: source }));
    expect(valuesIn(target)).toEqual([2.5, 2.5, 2.5, 2.5, 2.5, 2.5]);
    expect(machine.diagnostics).toEqual([]);
  });

  it('warns once for each place that reads what nothing has written', () => {
    const machine = createMachine(testOptions());
    const source = allocated(machine, 'sbuf', [2, 4]);
    const target = allocated(machine, 'sbuf', [2, 4]);
    const left = slice(source, 1, { start: 0, end: 2, step: 1 });
    machine.issue(instructionOf('fill', 0, { dst: left }, { attributes: { value: 1 } }));
    const part = slice(target, 1, { start: 0, end: 2, step: 1 });
    machine.issue(instructionOf('copy', 0, { dst: part, src: left }));
    expect(machine.diagnostics).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      machine.issue(instructionOf('copy', 0, { dst: target, src: source }));
    }
    expect(machine.diagnostics).toMatchObject([{ rule: 'uninitialised-read', severity: 'warning' }]);
    expect(valuesIn(target)).toEqual([1, 1, Number.NaN, Number.NaN, 1, 1, Number.NaN, Number.NaN]);
  });

  it('does not take a window read over and over for the whole tensor', () => {
    const machine = createMachine(testOptions());
    const table = allocated(machine, 'hbm', [16]);
    const windows = { ...table, shape: [4, 4], strides: [1, 1] };
    machine.issue(instructionOf('fill', 0, { dst: windows }, { attributes: { value: 1 } }));
    machine.issue(instructionOf('copy', 0, { dst: allocated(machine, 'hbm', [4, 4]), src: windows }));
    expect(machine.diagnostics).toEqual([]);
    machine.issue(instructionOf('copy', 0, { dst: allocated(machine, 'hbm', [16]), src: table }));
    expect(machine.diagnostics).toMatchObject([{ rule: 'uninitialised-read' }]);
  });

  it('lets storages at overlapping addresses share their bytes', () => {
    const machine = createMachine(testOptions());
    const first = allocated(machine, 'sbuf', [64, 4], { address: [0, 1024] });
    const second = allocated(machine, 'sbuf', [32, 2], { address: [32, 1032] });
    machine.issue(instructionOf('fill', 0, { dst: first }, { attributes: { value: 7 } }));
    const target = allocated(machine, 'sbuf', [32, 2]);
    machine.issue(instructionOf('copy', 0, { dst: target, src: second }));
    expect(valuesIn(target).every((value) => value === 7)).toBe(true);
    expect(machine.diagnostics).toEqual([]);
    expect(second.storage.contents.base).toBe(32 * 224 * 1024 + 1032);
  });

  it('loads registers from what was written, and from nothing else', () => {
    const machine = createMachine(testOptions());
    const index = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
    expect(() => machine.readScalar(index, context)).toThrow(/which nothing has written/);
    machine.issue(instructionOf('fill', 0, { dst: index }, { attributes: { value: 3 } }));
    expect(machine.readScalar(index, context)).toBe(3);
    const row = allocated(machine, 'sbuf', [1, 2]);
    expect(() => machine.readScalar(row, context)).toThrow(/it takes one element/);
    expect(machine.allocateRegister(4).id).not.toBe(machine.allocateRegister(4).id);
  });

  it('ends with the place when its memory is spent', () => {
    const machine = createMachine(testOptions({ shared: createSharedMemory(1000) }));
    const big = allocated(machine, 'hbm', [1024]);
    expect(() => machine.issue(instructionOf('fill', 0, { dst: big }, { site: lineSite(9) }))).toThrow(
      /kernel.py:9:5: the emulator needs 4096 bytes more/,
    );
  });

  it('takes the bytes of arguments as they are', () => {
    const options = testOptions();
    const bytes = new Uint8Array(Float32Array.from([1, 2]).buffer);
    const request = { name: 'a', shape: [2], dtype: 'float32', space: 'shared_hbm' } as const;
    const view = wholeView(argumentStorage(options.shared, request, bytes), [2], 'float32');
    const machine = createMachine(options);
    const target = allocated(machine, 'sbuf', [1, 2]);
    machine.issue(instructionOf('copy', 0, { dst: target, src: view }));
    expect(valuesIn(target)).toEqual([1, 2]);
    expect(() => argumentStorage(options.shared, request, bytes.subarray(1))).toThrow(
      'a takes 8 bytes, not 7',
    );
  });
});

describe('what fits on a core', () => {
  const machine = createMachine(testOptions());

  it('refuses too many partitions, too many bytes and addresses outside', () => {
    expect(() => allocated(machine, 'sbuf', [256, 4])).toThrow(/has 256 partitions .*; sbuf has 128/);
    expect(() => allocated(machine, 'sbuf', [128, 60000])).toThrow(/takes 240000 bytes .* has 229376/);
    expect(() => allocated(machine, 'psum', [128, 8192])).toThrow(/a partition of psum has 16384/);
    expect(() => allocated(machine, 'sbuf', [64, 4], { address: [96, 0] })).toThrow(/address \(96, 0\)/);
    expect(() => allocated(machine, 'hbm', [64, 4], { address: [0, 0] })).toThrow(/on chip/);
    expect(() => allocated(machine, 'sbuf', [4, 0])).toThrow(/not a positive integer/);
    expect(allocated(machine, 'sbuf', [32, 4], { address: [96, 0] }).shape).toEqual([32, 4]);
  });

  it('starts accesses where the hardware can', () => {
    expect([128, 65, 64, 33, 32, 1].map(startPartitions)).toEqual([
      [0],
      [0],
      [0, 64],
      [0, 64],
      [0, 32, 64, 96],
      [0, 32, 64, 96],
    ]);
    const tensor = allocated(machine, 'sbuf', [128, 4]);
    const from = (start: number, end: number) => slice(tensor, 0, { start, end, step: 1 });
    const issue = (start: number, end: number) =>
      machine.issue(instructionOf('fill', 0, { dst: from(start, end) }, { attributes: { value: 0 } }));
    expect(() => issue(16, 32)).toThrow(/starts at partition 16; 16 partitions start at 0, 32, 64, 96/);
    expect(() => issue(32, 96)).toThrow(/64 partitions start at 0, 64/);
    expect(() => issue(32, 64)).not.toThrow();
    const dma = instructionOf('fill', 0, { dst: from(16, 32) }, { engine: 'dma', attributes: { value: 0 } });
    expect(() => machine.issue(dma)).not.toThrow();
  });

  it('collects errors and goes on when it is lenient', () => {
    const lenient = createMachine(testOptions({ strictness: 'lenient' }));
    const tensor = slice(allocated(lenient, 'sbuf', [128, 4]), 0, { start: 8, end: 16, step: 1 });
    lenient.issue(instructionOf('fill', 0, { dst: tensor }, { attributes: { value: 0 } }));
    expect(lenient.diagnostics).toMatchObject([{ rule: 'start-partition', severity: 'error' }]);
  });
});

describe('the program that a machine records', () => {
  it('keeps regions, shapes, scopes and loops, and no data', () => {
    const machine = createMachine(testOptions({ holdsData: false }));
    const tensor = allocated(machine, 'sbuf', [128, 4], { name: 'x' });
    const table = allocated(machine, 'hbm', [8, 4], { name: 'table' });
    const index = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32', name: 'index' });
    machine.issue(instructionOf('fill', 0, { dst: tensor }));
    machine.enterNoReorder();
    machine.loopMark('begin');
    machine.loopMark('iterate');
    machine.enterNoReorder();
    machine.issue(instructionOf('fill', 0, { dst: slice(tensor, 1, { start: 1, end: 3, step: 1 }) }));
    machine.leaveNoReorder();
    machine.loopMark('iterate');
    const row = slice(tensor, 0, { start: 0, end: 1, step: 1 });
    machine.issue(instructionOf('copy', 0, { dst: row, src: select(table, 0, index) }));
    machine.loopMark('end');
    machine.leaveNoReorder();
    machine.issue(instructionOf('fill', 0, { dst: tensor }));
    const program = assembleProgram(testGeneration('v3'), [machine.recording]);
    expect(
      stepsOf(program).map(({ sequence, loop, iteration, noReorderScope }) => [
        sequence,
        loop,
        iteration,
        noReorderScope,
      ]),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 1, 0, 1],
      [2, 1, 1, 1],
      [3, 0, 0, 0],
    ]);
    expect(stepsOf(program)[1]?.writes).toEqual([
      { storage: tensor.storage.id, partitionStart: 0, partitionEnd: 128, byteStart: 4, byteEnd: 12 },
    ]);
    expect(stepsOf(program)[2]?.reads.map(({ storage }) => storage)).toEqual([
      table.storage.id,
      index.storage.id,
    ]);
    expect(program.storages.get(tensor.storage.id)).toEqual({
      id: tensor.storage.id,
      name: 'x',
      space: 'sbuf',
      core: 0,
      partitions: 128,
      bytesPerPartition: 16,
      address: null,
      site: tensor.storage.site,
    });
    expect(tensor.storage.contents.bytes).toBeNull();
  });

  it('asks for scalars it cannot know without data', () => {
    const machine = createMachine(
      testOptions({
        holdsData: false,
        scalarValue: (view) => (view.storage.name === 'count' ? 6 : undefined),
      }),
    );
    const count = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32', name: 'count' });
    expect(machine.readScalar(count, context)).toBe(6);
    const other = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
    expect(() => machine.readScalar(other, context)).toThrow(/not known in a run for timing only/);
  });
});
