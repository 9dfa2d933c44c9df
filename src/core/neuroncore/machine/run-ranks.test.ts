import { describe, expect, it } from 'vitest';
import { allGather, allReduce, collectivePermuteImplicit } from '../isa/collectives.ts';
import type { IsaDefinition } from '../isa/definition.ts';
import { hosted } from '../isa/machine.testing.ts';
import { registerLoad } from '../isa/registers.ts';
import { testContext } from '../memory/host/context.testing.ts';
import { registerHost } from '../memory/host/register.ts';
import type { View } from '../memory/view.ts';
import type { PyValue } from '../python/values.ts';
import type { SpecialisedMachine } from './create.ts';
import { KernelFault } from './diagnostic.ts';
import { allocated, instructionOf, testOptions, valuesIn } from './machine.testing.ts';
import { runOnRanks } from './run-ranks.ts';
import { createSharedMemory } from './shared-memory.ts';

const context = testContext();
const group = (...ranks: number[]): PyValue => ({ kind: 'list', items: [{ kind: 'list', items: ranks }] });
const list = (...views: View[]): PyValue => ({ kind: 'list', items: views.map(hosted) });

const onRanks = (
  rankCount: number,
  specialise: (machine: SpecialisedMachine) => void,
  { coreCount = 1, holdsData = true } = {},
) =>
  runOnRanks({
    ...testOptions({ holdsData }),
    rankCount,
    coreCount,
    sharedOf: () => createSharedMemory(2 ** 30),
    specialise,
  });

const call = (
  definition: IsaDefinition,
  machine: SpecialisedMachine,
  args: Record<string, PyValue>,
): void => {
  definition.call(args, machine, context);
};

const filled = (machine: SpecialisedMachine, value: number, shape: number[] = [2]): View => {
  const view = allocated(machine, 'hbm', shape);
  machine.issue(instructionOf('fill', 0, { dst: view }, { attributes: { value } }));
  return view;
};

const rankOf = (machine: SpecialisedMachine): number => machine.rank as number;

describe('a kernel on several ranks', () => {
  it('meets in collectives and goes on with what they gave', () => {
    const outputs: View[] = [];
    onRanks(3, (machine) => {
      const src = filled(machine, rankOf(machine) + 1);
      const sum = allocated(machine, 'hbm', [2]);
      call(allReduce, machine, {
        srcs: list(src),
        dsts: list(sum),
        replica_group: group(0, 1, 2),
        op: 'add',
      });
      const copy = allocated(machine, 'sbuf', [1, 2]);
      machine.issue(instructionOf('copy', 0, { dst: copy, src: sum }));
      outputs.push(copy);
    });
    expect(outputs.map(valuesIn)).toEqual([
      [6, 6],
      [6, 6],
      [6, 6],
    ]);
  });

  it('keeps groups apart and goes round a ring step by step', () => {
    const outputs: View[] = [];
    onRanks(4, (machine) => {
      const rank = rankOf(machine);
      const ranks = rank < 2 ? group(0, 1) : group(2, 3);
      const gathered = allocated(machine, 'hbm', [4]);
      const src = filled(machine, rank);
      call(allGather, machine, {
        srcs: list(src),
        dsts: list(gathered),
        replica_group: ranks,
        collective_dim: 0,
      });
      const [first, second] = [allocated(machine, 'hbm', [4]), allocated(machine, 'hbm', [4])];
      for (const [from, to] of [
        [gathered, first],
        [first, second],
      ] as const) {
        call(collectivePermuteImplicit, machine, {
          srcs_by_channel: { kind: 'list', items: [list(from)] },
          dsts_by_channel: { kind: 'list', items: [list(to)] },
          replica_group: group(0, 1, 2, 3),
        });
      }
      outputs.push(second);
    });
    expect(outputs.map(valuesIn)).toEqual([
      [2, 2, 3, 3],
      [2, 2, 3, 3],
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
  });

  it('evaluates the other ranks first when a register needs what they send', () => {
    const loaded: number[] = [];
    onRanks(2, (machine) => {
      const src = filled(machine, 5 + rankOf(machine), [1]);
      const sum = allocated(machine, 'hbm', [1]);
      call(allReduce, machine, {
        srcs: list(src),
        dsts: list(sum),
        replica_group: group(0, 1),
        op: 'maximum',
      });
      if (rankOf(machine) === 0) {
        const register = registerHost(machine.allocateRegister(Number.NaN));
        call(registerLoad, machine, { dst: register, src: hosted(sum) });
        loaded.push(register.value.value);
      }
    });
    expect(loaded).toEqual([6]);
  });

  it('says who waits for whom when ranks never meet', () => {
    const run = () =>
      onRanks(2, (machine) => {
        if (rankOf(machine) === 1) return;
        const src = filled(machine, 1);
        call(allReduce, machine, { srcs: list(src), dsts: list(src), replica_group: group(0, 1), op: 'add' });
      });
    expect(run).toThrow(KernelFault);
    expect(run).toThrow(/rank 0 waits at all_reduce of ranks 0, 1 .*; rank 1 has ended/);
  });

  it('says so in runs for timing only too', () => {
    const run = () =>
      onRanks(
        2,
        (machine) => {
          const views = [allocated(machine, 'hbm', [2]), allocated(machine, 'hbm', [2])] as const;
          const definition = rankOf(machine) === 0 ? allReduce : allGather;
          const [src, dst] = rankOf(machine) === 0 ? views : [views[0], allocated(machine, 'hbm', [4])];
          call(definition, machine, {
            srcs: list(src),
            dsts: list(dst),
            replica_group: group(0, 1),
            op: 'add',
            collective_dim: 0,
          });
        },
        { holdsData: false },
      );
    expect(run).toThrow(/rank 0 waits at all_reduce .*; rank 1 waits at all_gather/);
  });
});

describe('ranks of two cores', () => {
  /** Each core writes its half of a tensor both share, then both sum the whole over the ranks. */
  const halves = (machine: SpecialisedMachine, name: 'shared_hbm' | 'hbm'): { own: View; sum: View } => {
    const own = allocated(machine, name, [4]);
    const sum = allocated(machine, name, [4]);
    const half = { ...own, shape: [2], offset: 2 * machine.core };
    machine.issue(
      instructionOf(
        'fill',
        machine.core,
        { dst: half },
        { attributes: { value: 10 * rankOf(machine) + machine.core + 1 } },
      ),
    );
    return { own, sum };
  };

  it('sum what lies in shared HBM once, when both cores of each rank are there', () => {
    const sums: View[] = [];
    onRanks(
      2,
      (machine) => {
        const { own, sum } = halves(machine, 'shared_hbm');
        call(allReduce, machine, { srcs: list(own), dsts: list(sum), replica_group: group(0, 1), op: 'add' });
        // In place: a sum that each core made would be twice as large.
        call(allReduce, machine, { srcs: list(sum), dsts: list(sum), replica_group: group(0, 1), op: 'add' });
        sums.push(sum);
      },
      { coreCount: 2 },
    );
    for (const sum of sums) expect(valuesIn(sum)).toEqual([24, 24, 28, 28]);
  });

  it('exchange SBUF and parts of shared HBM that differ core by core', () => {
    const results: View[] = [];
    onRanks(
      2,
      (machine) => {
        const { own } = halves(machine, 'shared_hbm');
        const half = { ...own, shape: [2], offset: 2 * machine.core };
        const whole = allocated(machine, 'shared_hbm', [2, 4]);
        const gathered = { ...whole, shape: [4], strides: [1], offset: 4 * machine.core };
        call(allGather, machine, {
          srcs: list(half),
          dsts: list(gathered),
          replica_group: group(0, 1),
          collective_dim: 0,
        });
        const tile = allocated(machine, 'sbuf', [1, 4]);
        machine.issue(instructionOf('copy', machine.core, { dst: tile, src: gathered }));
        const turned = allocated(machine, 'sbuf', [1, 4]);
        call(collectivePermuteImplicit, machine, {
          srcs_by_channel: { kind: 'list', items: [list(tile)] },
          dsts_by_channel: { kind: 'list', items: [list(turned)] },
          replica_group: group(0, 1),
        });
        results.push(turned);
      },
      { coreCount: 2 },
    );
    expect(results.map(valuesIn)).toEqual([
      [1, 1, 11, 11],
      [2, 2, 12, 12],
      [1, 1, 11, 11],
      [2, 2, 12, 12],
    ]);
  });

  it('keep collectives in order with barriers of the two cores', () => {
    const seen: View[] = [];
    onRanks(
      2,
      (machine) => {
        const { own, sum } = halves(machine, 'shared_hbm');
        machine.issue(instructionOf('core_barrier', machine.core, {}, { engine: 'gpsimd' }));
        call(allReduce, machine, { srcs: list(own), dsts: list(sum), replica_group: group(0, 1), op: 'add' });
        machine.issue(instructionOf('core_barrier', machine.core, {}, { engine: 'gpsimd' }));
        const copy = allocated(machine, 'sbuf', [1, 4]);
        machine.issue(instructionOf('copy', machine.core, { dst: copy, src: sum }));
        seen.push(copy);
      },
      { coreCount: 2 },
    );
    for (const copy of seen) expect(valuesIn(copy)).toEqual([12, 12, 14, 14]);
  });

  it('says which core is missing', () => {
    const run = () =>
      onRanks(
        2,
        (machine) => {
          const { own } = halves(machine, 'shared_hbm');
          if (machine.core === 1 && rankOf(machine) === 1) return;
          call(allReduce, machine, {
            srcs: list(own),
            dsts: list(own),
            replica_group: group(0, 1),
            op: 'add',
          });
        },
        { coreCount: 2 },
      );
    expect(run).toThrow(/core 0 of rank 0 waits at all_reduce .*; core 1 of rank 1 has ended/);
  });
});
