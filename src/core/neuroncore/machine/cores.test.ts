import { describe, expect, it } from 'vitest';
import type { IsaDefinition } from '../isa/definition.ts';
import { testContext } from '../memory/host/context.testing.ts';
import { directViews } from '../memory/resolve.ts';
import { select } from '../memory/select.ts';
import type { View } from '../memory/view.ts';
import { copyBits } from '../numeric/transfer.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { SpecialisedMachine } from './create.ts';
import type { Instruction } from './instruction.ts';
import { allocated, instructionOf, lineSite, testOptions, valuesIn } from './machine.testing.ts';
import { type CoresRun, runOnRanks } from './run-ranks.ts';
import { createSharedMemory } from './shared-memory.ts';

const context = testContext();

/** Runs one list of actions on each core of a pair. */
const onPair = (actions: (machine: SpecialisedMachine) => void, holdsData = true): CoresRun => {
  const [run] = runOnRanks({
    ...testOptions({ holdsData }),
    definitions: new Map([...testOptions().definitions, ['copy row', copyRowDefinition]]),
    coreCount: 2,
    rankCount: 1,
    sharedOf: () => createSharedMemory(2 ** 30),
    specialise: actions,
  });
  return run as CoresRun;
};

const fill = (machine: SpecialisedMachine, dst: View, value: number): void =>
  machine.issue(instructionOf('fill', machine.core, { dst }, { attributes: { value } }));

const copy = (machine: SpecialisedMachine, dst: View, src: View): void =>
  machine.issue(instructionOf('copy', machine.core, { dst, src }));

/** Copies a view whose run-time index is read now. */
const copyRow = (machine: SpecialisedMachine, dst: View, src: View): void =>
  machine.issue(instructionOf('copy row', machine.core, { dst, src }));

const copyRowDefinition: IsaDefinition = {
  name: 'copy row',
  call: () => null,
  execute: ({ outputs: [to], inputs: [from] }) => {
    const [src] = from === undefined ? [] : directViews(from.view);
    if (to === undefined || src === undefined || src === null) throw new Error('no row');
    copyBits(to.view, src);
  },
};

const swap = (
  machine: SpecialisedMachine,
  tiles: { readonly src: View; readonly dst: View },
  pipe: number,
  changes: Partial<Instruction> = {},
): void => {
  const other = 1 - machine.core;
  machine.issue(
    instructionOf('sendrecv', machine.core, tiles, {
      engine: 'dma',
      attributes: { pipe_id: pipe, send_to_rank: other, recv_from_rank: other },
      ...changes,
    }),
  );
};

const barrier = (machine: SpecialisedMachine, line = 1): void =>
  machine.issue(instructionOf('core_barrier', machine.core, {}, { engine: 'gpsimd', site: lineSite(line) }));

describe('two cores', () => {
  it('swap tiles, and what follows on the first core runs when the second has come', () => {
    const results: View[] = [];
    onPair((machine) => {
      const src = allocated(machine, 'sbuf', [2, 2]);
      const dst = allocated(machine, 'sbuf', [2, 2]);
      const result = allocated(machine, 'sbuf', [2, 2]);
      fill(machine, src, 10 + machine.core);
      swap(machine, { src, dst }, 0);
      copy(machine, result, dst);
      fill(machine, src, 0);
      results.push(result);
    });
    expect(results.map((result) => valuesIn(result)[0])).toEqual([11, 10]);
  });

  it('may receive where they send from', () => {
    const tiles: View[] = [];
    onPair((machine) => {
      const tile = allocated(machine, 'sbuf', [1, 2]);
      fill(machine, tile, machine.core + 1);
      swap(machine, { src: tile, dst: tile }, 0);
      tiles.push(tile);
    });
    expect(tiles.map(valuesIn)).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  it('see after a barrier what the other one wrote to shared memory before it', () => {
    const results: View[] = [];
    onPair((machine) => {
      const shared = allocated(machine, 'shared_hbm', [2, 4], { name: 'out' });
      const half = { ...shared, shape: [1, 4], offset: machine.core * 4 };
      const otherHalf = { ...shared, shape: [1, 4], offset: (1 - machine.core) * 4 };
      const result = allocated(machine, 'sbuf', [1, 4]);
      fill(machine, half, machine.core + 1);
      barrier(machine);
      copy(machine, result, otherHalf);
      results.push(result);
    });
    expect(results.map(valuesIn)).toEqual([
      [2, 2, 2, 2],
      [1, 1, 1, 1],
    ]);
  });

  it('run side by side: what one clears first does not undo what the other stores later', () => {
    let shared: View | undefined;
    onPair((machine) => {
      const whole = allocated(machine, 'shared_hbm', [2, 4], { name: 'out' });
      shared = whole;
      fill(machine, { ...whole, shape: [1, 4], offset: machine.core * 4 }, 0);
      fill(machine, { ...whole, shape: [1, 4], offset: (1 - machine.core) * 4 }, 1 + machine.core);
      barrier(machine);
    });
    expect(shared === undefined ? [] : valuesIn(shared)).toEqual([2, 2, 2, 2, 1, 1, 1, 1]);
  });

  it('run to the end what has no other core to wait for', () => {
    const results: View[] = [];
    onPair((machine) => {
      const own = allocated(machine, 'sbuf', [1, 1]);
      for (let time = 0; time < 5 - 3 * machine.core; time += 1) fill(machine, own, time);
      results.push(own);
    });
    expect(results.map((result) => valuesIn(result)[0])).toEqual([4, 1]);
  });

  it('start the other one when a register needs what it sends', () => {
    const order: string[] = [];
    const run = onPair((machine) => {
      order.push(`begin ${machine.core}`);
      const src = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
      const dst = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
      fill(machine, src, 5 + machine.core);
      swap(machine, { src, dst }, 0);
      order.push(`core ${machine.core} reads ${machine.readScalar(dst, context)}`);
    });
    expect(order).toEqual(['begin 0', 'begin 1', 'core 1 reads 5', 'core 0 reads 6']);
    expect(stepsOf(run.program).map(({ core, opcode }) => `${core} ${opcode}`)).toEqual([
      '0 fill',
      '0 sendrecv',
      '1 fill',
      '1 sendrecv',
    ]);
  });

  it('read what their own waiting instructions do not write without the other one', () => {
    const order: string[] = [];
    onPair((machine) => {
      order.push(`begin ${machine.core}`);
      const own = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
      fill(machine, own, 3);
      barrier(machine);
      order.push(`core ${machine.core} reads ${machine.readScalar(own, context)}`);
    });
    expect(order).toEqual(['begin 0', 'core 0 reads 3', 'begin 1', 'core 1 reads 3']);
  });

  it('say so when a value can never be there in time', () => {
    expect(() =>
      onPair((machine) => {
        const src = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
        const dst = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
        fill(machine, src, 1);
        if (machine.core === 0) swap(machine, { src, dst }, 0);
        machine.readScalar(dst, context);
      }),
    ).toThrow(/which nothing has written/);
    expect(() =>
      onPair((machine) => {
        const src = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
        const dst = allocated(machine, 'sbuf', [1, 1], { dtype: 'int32' });
        fill(machine, src, 1);
        swap(machine, { src, dst }, machine.core);
        machine.readScalar(dst, context);
      }),
    ).toThrow(/core 1 waits at sendrecv with pipe_id 1 .*core 0 waits at sendrecv with pipe_id 0/);
  });

  it('keep register values that indices had when they were issued', () => {
    const results: View[] = [];
    onPair((machine) => {
      const table = allocated(machine, 'hbm', [4, 2]);
      const register = machine.allocateRegister(1);
      fill(machine, table, 0);
      fill(machine, { ...table, shape: [1, 2], offset: 2 }, 8);
      barrier(machine);
      const result = allocated(machine, 'sbuf', [1, 2]);
      copyRow(machine, result, select(table, 0, register));
      register.value = 3;
      results.push(result);
    });
    expect(results.map(valuesIn)).toEqual([
      [8, 8],
      [8, 8],
    ]);
  });
});

describe('cores that do not match', () => {
  const tiles = (machine: SpecialisedMachine, shape: readonly number[] = [2, 2]) => {
    const src = allocated(machine, 'sbuf', shape);
    fill(machine, src, 1);
    return { src, dst: allocated(machine, 'sbuf', shape) };
  };

  it('are found when one never comes', () => {
    expect(() =>
      onPair((machine) => {
        if (machine.core === 0) barrier(machine, 7);
      }),
    ).toThrow(
      /kernel.py:7:5: the cores never meet: core 0 waits at core_barrier \(kernel.py:7:5\); core 1 has ended/,
    );
  });

  it('are found in runs for timing only too', () => {
    expect(() =>
      onPair((machine) => {
        if (machine.core === 0) barrier(machine);
        else swap(machine, tiles(machine), 0);
      }, false),
    ).toThrow(/core 0 waits at core_barrier .*core 1 waits at sendrecv with pipe_id 0/);
  });

  it('are found when what is sent is not what is received', () => {
    expect(() => onPair((machine) => swap(machine, tiles(machine, [2, 2 + machine.core]), 0))).toThrow(
      /core 0 sends float32 t of shape \(2, 2\).* core 1 receives it in float32 t of shape \(2, 3\)/,
    );
    expect(() =>
      onPair((machine) =>
        swap(machine, tiles(machine), 0, {
          attributes: { pipe_id: 0, send_to_rank: 0, recv_from_rank: 0 },
        }),
      ),
    ).toThrow(/core 0 sends to rank 0/);
  });

  it('are no fault when independent pipes come in another order', () => {
    const results: (readonly number[])[] = [];
    const received: View[] = [];
    onPair((machine) => {
      const first = tiles(machine);
      const second = tiles(machine);
      fill(machine, first.src, 10 * (machine.core + 1));
      fill(machine, second.src, 10 * (machine.core + 1) + 1);
      const both = [() => swap(machine, first, 1), () => swap(machine, second, 2)];
      for (const each of machine.core === 0 ? both : both.toReversed()) each();
      received.push(first.dst, second.dst);
    });
    results.push(...received.map(valuesIn));
    expect(results.map(([value]) => value)).toEqual([20, 21, 10, 11]);
  });

  it('are a deadlock when a pipe depends on the one before it', () => {
    expect(() =>
      onPair((machine) => {
        const first = tiles(machine);
        const second = { src: first.dst, dst: allocated(machine, 'sbuf', [2, 2]) };
        const both = [() => swap(machine, first, 1), () => swap(machine, second, 2)];
        for (const each of machine.core === 0 ? both : both.toReversed()) each();
      }),
    ).toThrow(/the cores never meet/);
  });

  it('are found when they allocate other tensors in shared memory', () => {
    expect(() => onPair((machine) => void allocated(machine, 'shared_hbm', [4 + machine.core]))).toThrow(
      /this is tensor 1 in shared_hbm on this core, of 20 bytes; on the other core it has 16/,
    );
  });
});
