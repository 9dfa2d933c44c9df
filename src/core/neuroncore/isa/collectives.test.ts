import { describe, expect, it } from 'vitest';
import type { RegisterValue, View } from '../memory/view.ts';
import type { PyHost, PyValue } from '../python/values.ts';
import { executeCollective } from './collective-numbers.ts';
import {
  allGather,
  allGatherV,
  allReduce,
  allToAll,
  allToAllV,
  collectivePermute,
  collectivePermuteImplicit,
  collectivePermuteImplicitReduce,
  currentProcessingRank,
  rankId,
  reduceScatter,
} from './collectives.ts';
import type { IsaDefinition } from './definition.ts';
import {
  callWith,
  context,
  faultOf,
  hosted,
  type TestMachine,
  tensor,
  testMachine,
  valuesIn,
} from './machine.testing.ts';
import { REPLICA_GROUP_CLASS } from './replica-group.ts';

const lists = (...groups: number[][]): PyValue => ({
  kind: 'list',
  items: groups.map((items) => ({ kind: 'list' as const, items })),
});
const group = (...groups: number[][]): PyValue =>
  REPLICA_GROUP_CLASS.construct?.call([lists(...groups)], context) ?? null;
const list = (...views: View[]): PyValue => ({ kind: 'list', items: views.map(hosted) });
const byChannel = (...views: View[]): PyValue => ({ kind: 'list', items: views.map((view) => list(view)) });

/** Rank `rank` of `count` that run together; instructions are only issued. */
const ranked = (rank: number, count: number): TestMachine => ({
  ...testMachine('v3', []),
  rank,
  rankCount: count,
});

/** Issues the same call on every rank and executes them together. */
const together = (
  count: number,
  definition: IsaDefinition,
  args: (machine: TestMachine, rank: number) => Parameters<typeof callWith>[2],
): void => {
  const issued = Array.from({ length: count }, (_, rank) => {
    const machine = ranked(rank, count);
    callWith(definition, machine, args(machine, rank));
    const [instruction] = machine.issued;
    if (instruction === undefined) throw new Error('nothing was issued');
    return instruction;
  });
  executeCollective(issued);
};

const pair = group([0, 1]);
const hbm = (machine: TestMachine, values: number[], shape = [values.length]) =>
  tensor(machine, 'hbm', 'float32', shape, values);

describe('collectives of several ranks', () => {
  it('reduce over the group', () => {
    const results: View[] = [];
    together(2, allReduce, (machine, rank) => {
      const dst = hbm(machine, [0, 0]);
      results.push(dst);
      return {
        srcs: list(hbm(machine, [1 + rank, 5 - rank])),
        dsts: list(dst),
        replica_group: pair,
        op: 'add',
      };
    });
    expect(results.map(valuesIn)).toEqual([
      [3, 9],
      [3, 9],
    ]);
  });

  it('gather along the free dimension of SBUF', () => {
    const results: View[] = [];
    together(2, allGather, (machine, rank) => {
      const src = tensor(machine, 'sbuf', 'bfloat16', [2, 1], [10 * rank, 10 * rank + 1]);
      const dst = tensor(machine, 'sbuf', 'bfloat16', [2, 2]);
      results.push(dst);
      return { srcs: list(src), dsts: list(dst), replica_group: pair, collective_dim: 1 };
    });
    expect(results.map(valuesIn)).toEqual([
      [0, 10, 1, 11],
      [0, 10, 1, 11],
    ]);
  });

  it('scatter the maximum, and exchange part j of rank i with part i of rank j', () => {
    const scattered: View[] = [];
    together(2, reduceScatter, (machine, rank) => {
      const dst = hbm(machine, [0]);
      scattered.push(dst);
      const src = hbm(machine, rank === 0 ? [1, 8] : [3, 2]);
      return { srcs: list(src), dsts: list(dst), replica_group: pair, collective_dim: 0, op: 'maximum' };
    });
    expect(scattered.map(valuesIn)).toEqual([[3], [8]]);
    const exchanged: View[] = [];
    together(2, allToAll, (machine, rank) => {
      const dst = hbm(machine, [0, 0]);
      exchanged.push(dst);
      const src = hbm(machine, [10 * rank, 10 * rank + 1]);
      return { srcs: list(src), dsts: list(dst), replica_group: pair, collective_dim: 0 };
    });
    expect(exchanged.map(valuesIn)).toEqual([
      [0, 10],
      [1, 11],
    ]);
  });

  it('send chunks of lengths known at run time and say how much arrived', () => {
    const results: View[] = [];
    const metadata: View[] = [];
    together(2, allToAllV, (machine, rank) => {
      // Rank 0 sends 1 element to itself and 2 to rank 1; rank 1 sends 2 and 0.
      const rows = rank === 0 ? [1, 2, 0, 1, 0, 0] : [2, 0, 1, 0, 0, 0];
      const meta = tensor(machine, 'hbm', 'uint32', [3, 2], rows);
      const dst = hbm(machine, [9, 9, 9, 9]);
      results.push(dst);
      metadata.push(meta);
      const src = hbm(machine, [100 * rank, 100 * rank + 1, 100 * rank + 2]);
      return { srcs: list(src), dsts: list(dst), replica_group: pair, metadata_tensor: meta };
    });
    expect(results.map(valuesIn)).toEqual([
      [0, 9, 101, 102],
      [1, 2, 9, 9],
    ]);
    expect(metadata.map((meta) => valuesIn(meta).slice(4))).toEqual([
      [1, 2],
      [2, 0],
    ]);
    const gathered: View[] = [];
    together(2, allGatherV, (machine, rank) => {
      const meta = tensor(machine, 'hbm', 'uint32', [3, 2], [1 + rank, 7, rank, 7, 0, 0]);
      const dst = hbm(machine, [9, 9, 9, 9]);
      gathered.push(dst);
      const src = hbm(machine, [10 * rank, 10 * rank + 1, 10 * rank + 2]);
      return { srcs: list(src), dsts: list(dst), replica_group: pair, metadata_tensor: meta };
    });
    expect(gathered.map(valuesIn)).toEqual([
      [0, 9, 11, 12],
      [0, 9, 11, 12],
    ]);
  });

  it('permute as listed, and keep what receives nothing', () => {
    const results: View[] = [];
    together(3, collectivePermute, (machine, rank) => {
      const dst = hbm(machine, [-1]);
      results.push(dst);
      return {
        srcs: list(hbm(machine, [rank])),
        dsts: list(dst),
        source_target_pairs: lists([0, 2], [2, 1]),
      };
    });
    expect(results.map(valuesIn)).toEqual([[-1], [2], [0]]);
  });

  it('go round a ring, whose data a rank holds is known for each step', () => {
    const ring = group([0, 1, 2]);
    const results: View[] = [];
    together(3, collectivePermuteImplicit, (machine, rank) => {
      const dst = hbm(machine, [-1]);
      results.push(dst);
      return {
        srcs_by_channel: byChannel(hbm(machine, [rank])),
        dsts_by_channel: byChannel(dst),
        replica_group: ring,
      };
    });
    expect(results.map(valuesIn)).toEqual([[2], [0], [1]]);
    const held = [0, 1, 2].map((rank) => {
      const args = { iteration_id: 1, replica_group: ring };
      const register = callWith(currentProcessingRank, ranked(rank, 3), args) as PyHost<RegisterValue>;
      return register.value.value;
    });
    expect(held).toEqual([2, 0, 1]);
  });

  it('combine two sources before they send them round', () => {
    const results: View[] = [];
    together(2, collectivePermuteImplicitReduce, (machine, rank) => {
      const dst = hbm(machine, [-1]);
      results.push(dst);
      return {
        srcs0_by_channel: byChannel(hbm(machine, [rank])),
        srcs1_by_channel: byChannel(hbm(machine, [10])),
        dsts_by_channel: byChannel(dst),
        replica_group: pair,
        op: 'add',
      };
    });
    expect(results.map(valuesIn)).toEqual([[11], [10]]);
  });
});

describe('collectives of a kernel that runs alone', () => {
  it('join a group of one', () => {
    const machine = testMachine('v3', [allGather]);
    const dst = hbm(machine, [0, 0]);
    const given = { srcs: list(hbm(machine, [4, 5])), dsts: list(dst), collective_dim: 0 };
    callWith(allGather, machine, { ...given, replica_group: group([0]) });
    expect(valuesIn(dst)).toEqual([4, 5]);
    expect((callWith(rankId, machine, {}) as PyHost<RegisterValue>).value.value).toBe(0);
  });

  it('say that data of other ranks are missing, except when only time is asked', () => {
    const call = (holdsData: boolean, ranks: number[]) => {
      const machine = testMachine('v3', [], { holdsData });
      const src = tensor(machine, 'hbm', 'float32', [2]);
      const dst = tensor(machine, 'hbm', 'float32', [2]);
      const given = { srcs: list(src), dsts: list(dst), op: 'add', replica_group: group(ranks) };
      return faultOf(() => callWith(allReduce, machine, given));
    };
    expect(call(true, [0, 1])).toBe('collective-ranks');
    expect(call(false, [0, 1])).toBeNull();
    expect(call(true, [1, 2])).toBe('collective-ranks');
  });
});

describe('what collectives refuse', () => {
  const rule = (change: (machine: TestMachine) => Parameters<typeof callWith>[2], definition = allGather) => {
    const machine = testMachine('v3', []);
    const given = {
      srcs: list(tensor(machine, 'hbm', 'float32', [2, 4])),
      dsts: list(tensor(machine, 'hbm', 'float32', [2, 4])),
      replica_group: group([0]),
      collective_dim: 0,
      op: 'add',
    };
    return faultOf(() => callWith(definition, machine, { ...given, ...change(machine) }));
  };

  it('tensors in several memories, several in SBUF, other shapes, dimensions and operations', () => {
    const sbuf = (machine: TestMachine) => tensor(machine, 'sbuf', 'float32', [2, 4]);
    expect(rule(() => ({}))).toBeNull();
    expect(rule((machine) => ({ dsts: list(sbuf(machine)) }))).toBe('collective-space');
    expect(
      rule((machine) => ({
        srcs: list(sbuf(machine), sbuf(machine)),
        dsts: list(sbuf(machine), sbuf(machine)),
      })),
    ).toBe('collective-coalesced');
    expect(rule((machine) => ({ srcs: list(sbuf(machine)), dsts: list(sbuf(machine)) }), allToAll)).toBe(
      'collective-space',
    );
    expect(rule((machine) => ({ dsts: list(tensor(machine, 'hbm', 'float32', [4, 4])) }))).toBe(
      'collective-shape',
    );
    expect(rule(() => ({ collective_dim: 1 }))).toBe('collective-dimension');
    expect(rule(() => ({ op: 'multiply' }), allReduce)).toBe('collective-operation');
    expect(rule(() => ({ priority: 1 }))).toBe('dma-priority');
  });

  it('ranks that stand in two groups', () => {
    expect(() => group([0, 1], [1, 2])).toThrow('ValueError');
  });
});
