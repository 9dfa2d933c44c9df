import { describe, expect, it } from 'vitest';
import type { KernelCall } from './call.ts';
import { callOfRank, expectedOfRank } from './ranks.ts';
import { kernelCallSchema } from './schema.ts';

const tensor = (seed: number) => ({ shape: [2, 2], dtype: 'float32', seed });
const parsed = (more: Readonly<Record<string, unknown>>): KernelCall =>
  kernelCallSchema.parse({ function: 'f', ranks: 2, ...more });

describe('a call on several ranks', () => {
  it('gives each rank its own argument where they differ, and the same object where they do not', () => {
    const call = parsed({
      args: [tensor(1), { ranks: [tensor(2), tensor(3)] }, [{ ranks: [7, 8] }, 'x']],
      keywords: { flag: { ranks: [true, null] } },
    });
    const [first, second] = [callOfRank(call, 0), callOfRank(call, 1)];
    expect(first.args[0]).toBe(second.args[0]);
    expect(second.args[1]).toMatchObject({ kind: 'generated', seed: 3 });
    expect(second.args[2]).toEqual({
      kind: 'list',
      items: [
        { kind: 'int', value: 8 },
        { kind: 'string', value: 'x' },
      ],
    });
    expect([first.keywords['flag'], second.keywords['flag']]).toEqual([
      { kind: 'bool', value: true },
      { kind: 'none' },
    ]);
  });

  it('compares each rank with its own tensor, or all with one', () => {
    const call = parsed({ expect: [{ tensor: { ranks: [tensor(4), tensor(5)] } }, { tensor: tensor(6) }] });
    const seeds = call.expect.map((each) => [0, 1].map((rank) => expectedOfRank(each, rank)));
    expect(seeds).toMatchObject([
      [{ seed: 4 }, { seed: 5 }],
      [{ seed: 6 }, { seed: 6 }],
    ]);
  });

  it.each([
    ['arguments', { args: [{ ranks: [1, 2, 3] }] }],
    ['nested arguments', { args: [[{ ranks: [1] }]] }],
    ['keywords', { keywords: { x: { ranks: [] } } }],
    ['expectations', { expect: [{ tensor: { ranks: [tensor(1)] } }] }],
    ['calls of one rank', { ranks: 1, args: [{ ranks: [1, 2] }] }],
  ])('refuses lists of another length than the ranks among %s', (_, more) => {
    const read = kernelCallSchema.safeParse({ function: 'f', ranks: 2, ...more });
    expect(read.error?.issues[0]?.message).toMatch(/as many entries in every \{"ranks"/);
  });

  it.each([0, 129, 1.5, '2'])('refuses %j ranks', (ranks) => {
    expect(kernelCallSchema.safeParse({ function: 'f', ranks }).success).toBe(false);
  });
});
