import { expect, it } from 'vitest';
import { type Adjustable, PACE } from './factors.ts';
import { type CalibrationRow, fitHierarchy, scopesWithEvidence } from './hierarchy.ts';
import { isOfSoftware, levelOf } from './scopes.ts';

interface Constants {
  readonly computeEfficiency: number;
}

const ADJUSTABLE: readonly Adjustable[] = [
  { name: PACE, min: 0.1, max: 10, spread: 0.3, ofSoftware: true },
  { name: 'computeEfficiency', min: 0.01, max: 1, spread: 0.3, pace: 1 },
];

/** A second of work, run by a release on a chip; measured in `value` seconds. */
const row = (chipId: string, release: string, value: number): CalibrationRow<Constants> => ({
  id: `${chipId}-${release}`,
  readings: () => null,
  evaluate: ({ computeEfficiency }) => 1 / computeEfficiency,
  value,
  target: { chipId, vendor: 'Acme', engine: 'fast', release, family: 'mix-experts', experts: true },
  quantity: 'time-per-output-token',
  inverse: false,
  experts: true,
  saturated: false,
  configuration: `${chipId}-${release}`,
  group: 'test',
  model: 'mix',
  stratum: chipId,
});

it('gives a pace to engines, releases and ports alone, and lays a slow release to it', () => {
  const rows = ['a', 'b', 'c'].flatMap((chip) => [row(chip, '1.0', 4), row(chip, '2.0', 2)]);
  const fitted = fitHierarchy(rows, { computeEfficiency: 0.5 }, { adjustable: ADJUSTABLE });
  const paced = [...fitted].filter(([, factors]) => PACE in factors).map(([scope]) => scope);
  expect(paced).toContain('release/fast@1.0');
  expect(paced.every((scope) => isOfSoftware(levelOf(scope)))).toBe(true);
  expect(fitted.get('release/fast@1.0')?.[PACE]).toBeLessThan(1);
  expect(fitted.get('chip/a')?.computeEfficiency).toBeGreaterThan(0);
});

it('keeps what kernels of a chip are known to reach, also of a chip without rows, on the evidence of no run', () => {
  const known = new Map([
    ['kernels/a', { computeEfficiency: 0.5 }],
    ['kernels/z', { computeEfficiency: 1.2 }],
  ]);
  // 1 / (0.5 x 0.5) = 4 s: what is known of chip a says it all.
  const rows = [row('a', '1.0', 4), row('b', '1.0', 2)];
  const fitted = fitHierarchy(rows, { computeEfficiency: 0.5 }, { adjustable: ADJUSTABLE, known });
  expect(fitted.get('kernels/a')).toEqual({ computeEfficiency: 0.5 });
  expect(fitted.get('kernels/z')).toEqual({ computeEfficiency: 1.2 });
  expect(fitted.get('chip/a')).toEqual({});
  expect(fitted.has('kernels/b')).toBe(false);
  const kept = scopesWithEvidence(rows, fitted);
  const kernels = kept.filter(({ scope }) => scope.startsWith('kernels/'));
  expect(
    kernels.map(({ scope, rows: of, configurations, groups }) => [scope, of, configurations, groups]),
  ).toEqual([
    ['kernels/a', 0, 0, []],
    ['kernels/z', 0, 0, []],
  ]);
  expect(kept.find(({ scope }) => scope === 'chip/a')?.rows).toBe(1);
});

it('moves what kernel tables know less, in the scopes of chips that have tables and in no others', () => {
  const adjustable: readonly Adjustable[] = [
    { name: 'computeEfficiency', min: 0.01, max: 1, spread: 0.3, kernelSpread: 0.03 },
  ];
  // Chips of two vendors, each twice as slow as 0.5 of the peak would be; one of them has tables, which say 0.5.
  const of = (chipId: string, vendor: string): CalibrationRow<Constants> => {
    const one = row(chipId, '1.0', 4);
    return { ...one, target: { chipId, vendor, engine: vendor } };
  };
  const rows = [of('a', 'Acme'), of('z', 'Other')];
  const moves = (known: Map<string, { computeEfficiency: number }>) => {
    const fitted = fitHierarchy(rows, { computeEfficiency: 0.5 }, { adjustable, known });
    const moved = (scope: string) => Math.abs(Math.log(fitted.get(scope)?.computeEfficiency ?? 1));
    return { tabled: moved('vendor/Acme'), other: moved('vendor/Other') };
  };
  const without = moves(new Map());
  expect(without.tabled).toBeCloseTo(without.other, 6);
  const withTables = moves(new Map([['kernels/a', { computeEfficiency: 1 }]]));
  expect(withTables.tabled).toBeLessThan(0.1 * withTables.other);
  expect(withTables.other).toBeGreaterThan(without.other);
});
