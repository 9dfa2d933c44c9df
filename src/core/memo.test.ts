import { describe, expect, it } from 'vitest';
import { createMemo, NO_MEMO } from './memo.ts';

const counted = () => {
  let made = 0;
  return { make: () => ++made, made: () => made };
};

describe('createMemo', () => {
  it('gives what was made for an equal key, whoever built it', () => {
    const { make, made } = counted();
    const memo = createMemo();
    const key = () => [{ chips: 8, tiers: [{ rate: 1.5 }] }, 'bf16', null, 3] as const;
    expect(memo.recall('steps', key(), make)).toBe(memo.recall('steps', key(), make));
    expect(made()).toBe(1);
  });

  it('tells tables, kinds of value, and open limits from missing ones apart', () => {
    const { make, made } = counted();
    const memo = createMemo();
    const keys = [
      ['a', [1]],
      ['b', [1]],
      ['a', ['1']],
      ['a', [null]],
      ['a', ['null']],
      ['a', [{ limit: Number.POSITIVE_INFINITY }]],
      ['a', [{ limit: Number.NEGATIVE_INFINITY }]],
      ['a', [{ limit: null }]],
      ['a', [{ limit: Number.NaN }]],
      ['a', [1, 2]],
      ['a', [12]],
    ] as const;
    for (const [table, key] of keys) memo.recall(table, key, make);
    expect(made()).toBe(keys.length);
  });

  it('keeps a bounded number of results, those asked for last', () => {
    const { make, made } = counted();
    const memo = createMemo(2);
    memo.recall('t', [1], make);
    memo.recall('t', [2], make);
    memo.recall('t', [1], make);
    memo.recall('t', [3], make);
    expect(made()).toBe(3);
    memo.recall('t', [1], make);
    expect(made()).toBe(3);
    memo.recall('t', [2], make);
    expect(made()).toBe(4);
  });

  it('compares what it gave by what that was made from, not by its text', () => {
    const memo = createMemo();
    const sized = (chips: number) => memo.recall('sized', [chips], () => ({ text: () => 'the same text' }));
    const bill = (chips: number) => memo.recall('bill', [sized(chips)], () => ({ chips }));
    expect(bill(8)).toBe(bill(8));
    expect(bill(16)).toEqual({ chips: 16 });
  });

  it('keeps results beside an object, by table, and beside no other of equal content', () => {
    const { make, made } = counted();
    const memo = createMemo();
    const chip = { name: 'chip' };
    expect(memo.beside('low', chip, make)).toBe(memo.beside('low', chip, make));
    memo.beside('high', chip, make);
    memo.beside('low', { ...chip }, make);
    expect(made()).toBe(3);
  });

  it('remembers nothing when asked not to', () => {
    const { make, made } = counted();
    NO_MEMO.beside('t', [1], make);
    NO_MEMO.beside('t', [1], make);
    expect(made()).toBe(2);
    NO_MEMO.recall('t', [1], make);
    NO_MEMO.recall('t', [1], make);
    expect(made()).toBe(4);
  });
});
