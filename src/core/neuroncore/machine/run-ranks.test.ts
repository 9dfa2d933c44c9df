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

const onRanks = (rankCount: number, specialise: (machine: SpecialisedMachine) => void) =>
  runOnRanks({
    ...testOptions(),
    rankCount,
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
});
