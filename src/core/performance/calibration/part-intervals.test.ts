import { describe, expect, it } from 'vitest';
import { neededWidenings, type PartRow, partInterval } from './part-intervals.ts';
import type { RowKind } from './row-kinds.ts';

const chip = (part: string, bias: number, rows: number, of: Partial<PartRow> = {}): PartRow[] =>
  Array.from({ length: rows }, (_, k) => {
    const ratio = bias * (1 + (k - (rows - 1) / 2) / (20 * rows));
    const kind = { quantity: 'training-step' as const, vendor: 'Acme', experts: false, open: false };
    return { ...kind, ...of, part, unit: part, overLow: ratio, overHigh: ratio };
  });

const anyone: RowKind = { quantity: 'training-step', vendor: null, experts: null, open: false };
const interval = (rows: readonly PartRow[], kind = anyone) => {
  const found = partInterval(rows, neededWidenings(rows), kind);
  if (found === null) throw new Error('too few rows');
  return { low: Math.exp(found.low), high: Math.exp(found.high) };
};

describe('intervals for whole chips left out', () => {
  it('say nothing from fewer than twelve rows', () => {
    expect(partInterval(chip('a', 1, 11), [], anyone)).toBeNull();
  });

  it('are widened where chips are off in directions of their own', () => {
    const together = ['a', 'b', 'c', 'd'].flatMap((part) => chip(part, 1.2, 20));
    const apart = [0.6, 0.9, 1.1, 1.7].flatMap((bias, k) => chip(`chip ${k}`, bias, 20));
    // Each of the outer two is held only by ends a good deal beyond those of the other three.
    expect(interval(together).high).toBeLessThan(1.35);
    expect(interval(apart).high).toBeGreaterThan(1.8);
    expect(interval(apart).low).toBeLessThan(0.55);
  });

  it('let a chip with many rows speak for itself only with their root', () => {
    const many = chip('many', 1, 400);
    const few = ['a', 'b', 'c', 'd'].flatMap((part) => chip(part, 2, 4));
    // 16 rows of 416 are 4 %, but their roots are 8 of 28.
    expect(interval([...many, ...few]).high).toBeGreaterThan(1.9);
  });

  it('pull a vendor with one chip towards all others, and one with many chips less', () => {
    const others = ['a', 'b', 'c', 'd', 'e'].flatMap((part, k) => chip(part, 0.5 + 0.25 * k, 12));
    const alone = chip('f', 1, 12, { vendor: 'Bolt' });
    const several = ['f', 'g', 'h', 'i', 'j', 'k'].flatMap((part) => chip(part, 1, 12, { vendor: 'Bolt' }));
    const bolt: RowKind = { ...anyone, vendor: 'Bolt', experts: false };
    const wide = interval([...others, ...alone], bolt);
    const narrow = interval([...others, ...several], bolt);
    expect(Math.log(wide.high / wide.low)).toBeGreaterThan(1.5 * Math.log(narrow.high / narrow.low));
  });

  it('lean on chips left out of other quantities where a quantity has few of its own', () => {
    const steps = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((part, k) => chip(part, 0.7 + 0.12 * k, 20));
    const ofPrompts = { quantity: 'prefill-time' } as const;
    const prompts = ['a', 'b'].flatMap((part) =>
      chip(part, 1, 20, { ...ofPrompts, unit: `${part} prompts` }),
    );
    const alone = interval(prompts, { ...anyone, ...ofPrompts });
    const beside = interval([...steps, ...prompts], { ...anyone, ...ofPrompts });
    // Two chips that happen to agree hold nothing else; six others are a fifth off and more.
    expect(alone.high).toBeLessThan(1.1);
    expect(beside.high).toBeGreaterThan(1.15);
    expect(beside.high).toBeLessThan(interval([...steps, ...prompts]).high);
  });

  it('hold more than nine tenths of no row when every chip agrees to the last digit', () => {
    const same = ['a', 'b', 'c'].flatMap((part) =>
      chip(part, 1, 1).concat(chip(part, 1, 1), chip(part, 1, 1), chip(part, 1, 1)),
    );
    const { low, high } = interval(same);
    expect(high).toBeLessThan(1.05);
    expect(low).toBeGreaterThan(0.95);
  });
});
