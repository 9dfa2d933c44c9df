import { describe, expect, it } from 'vitest';
import type { RowKind } from './row-kinds.ts';
import { type RunRow, usualErrors } from './usual-errors.ts';

const runs = (vendor: string, factor: number, count: number, of: Partial<RunRow> = {}): RunRow[] =>
  Array.from({ length: count }, (_, k) => {
    const ratio = k % 2 === 0 ? factor : 1 / factor;
    const kind = { quantity: 'training-step' as const, vendor, experts: false, open: false };
    return { ...kind, ...of, unit: `${vendor} ${of.quantity ?? ''} ${k}`, overLow: ratio, overHigh: ratio };
  });

const anyone: RowKind = { quantity: 'training-step', vendor: null, experts: null, open: false };

describe('what is usual for a kind of run', () => {
  it('is how far nine tenths of its runs are off, too long and too short alike', () => {
    expect(usualErrors(runs('Acme', 1.2, 200))(anyone)).toBeCloseTo(Math.log(1.2), 9);
  });

  it('is pulled towards what is usual for all, the more the fewer runs a vendor has', () => {
    const usual = usualErrors([...runs('Acme', 1.1, 1000), ...runs('Bolt', 2, 10), ...runs('Coil', 2, 90)]);
    const of = (vendor: string): number => usual({ ...anyone, vendor });
    expect(of('Acme')).toBeCloseTo(Math.log(1.1), 2);
    // Ten runs count as much as everybody else's: half way between in logarithms.
    expect(of('Bolt')).toBeCloseTo(Math.sqrt(usual(anyone) * Math.log(2)), 9);
    expect(of('Coil')).toBeGreaterThan(0.8 * Math.log(2));
  });

  it('differs by quantity', () => {
    const prompts = { quantity: 'prefill-time' } as const;
    const usual = usualErrors([...runs('Acme', 1.1, 500), ...runs('Acme', 1.6, 500, prompts)]);
    expect(usual({ ...anyone, ...prompts }) / usual(anyone)).toBeGreaterThan(4);
  });

  /** How much further off than everybody's a vendor's runs are expected to be: those that leave nothing open, and the others. */
  const furtherThanAll = (vendorFactor: number) => {
    const open = { open: true } as const;
    const usual = usualErrors([
      ...runs('Acme', 1.1, 5000),
      ...runs('Acme', 1.05, 500, open),
      ...runs('Bolt', vendorFactor, 100),
    ]);
    const over = (kind: RowKind): number => usual({ ...kind, vendor: 'Bolt' }) / usual(kind);
    return { closed: over(anyone), open: over({ ...anyone, ...open }) };
  };

  it('is as much more for a vendor whose runs leave inputs open as for those that leave none', () => {
    const { closed, open } = furtherThanAll(1.15);
    expect(closed).toBeGreaterThan(1.01);
    expect(open).toBeCloseTo(closed, 9);
  });

  it('is at most twice as much for what leaves inputs open, whatever the closed ones say', () => {
    const { closed, open } = furtherThanAll(3);
    expect(closed).toBeGreaterThan(5);
    expect(open).toBeCloseTo(2, 9);
  });

  it('counts no row twice where too few leave inputs open to be asked', () => {
    const usual = usualErrors([...runs('Acme', 1.1, 500), ...runs('Bolt', 1.4, 100)]);
    const bolt = { ...anyone, vendor: 'Bolt' };
    expect(usual({ ...bolt, open: true })).toBe(usual(bolt));
  });

  it('is what their own say where a vendor has many that leave inputs open', () => {
    const open = { open: true, vendor: 'Bolt' } as const;
    const usual = usualErrors([...runs('Bolt', 1.4, 500), ...runs('Bolt', 1.1, 5000, { open: true })]);
    expect(usual({ ...anyone, ...open })).toBeCloseTo(Math.log(1.1), 2);
  });

  it('is the same for all where fewer than twelve runs speak', () => {
    const usual = usualErrors(runs('Acme', 1.2, 11));
    expect(usual({ ...anyone, vendor: 'Acme' })).toBe(usual(anyone));
  });

  it('is no less than three per cent, however exactly runs were predicted', () => {
    expect(usualErrors(runs('Acme', 1.0001, 100))(anyone)).toBeCloseTo(0.03, 9);
  });
});
