import { describe, expect, it } from 'vitest';
import { systemOf } from '../catalog/system.testing.ts';
import type { Figure } from '../quantity/figure.ts';
import { inputsOf, outcomeOf } from './plan.testing.ts';
import { plan } from './plan.ts';

const below = (figure: Figure): readonly Figure[] => [
  figure,
  ...(figure.origin.kind === 'formula' ? Object.values(figure.origin.inputs).flatMap(below) : []),
];

describe('units of a plan', () => {
  const result = plan(
    inputsOf([systemOf()], { sizeWorkload: (system, workload) => outcomeOf(system, workload, 3) }),
  );
  const [candidate] = result.candidates;

  it('carry what the search found them from, as sure as the prediction', () => {
    const count = candidate?.unitCount;
    expect(count).toMatchObject({ estimate: 3, low: 3, high: 3, unit: 'units', standing: 'anchored' });
    expect(count?.origin.kind === 'formula' && count.origin.formula).toMatch(/in 3 whole units, and 0 spare/);
    expect(count?.origin.kind === 'formula' && Object.keys(count.origin.inputs).length).toBe(2);
  });

  it('are nowhere passed off as given by the user', () => {
    const roots = [candidate?.itWatts, candidate?.cost?.totalUsd, candidate?.site?.racks];
    const units = roots
      .flatMap((root) => (root === undefined ? [] : below(root)))
      .filter(({ unit }) => unit === 'units' || unit === 'chips');
    expect(units.length).toBeGreaterThan(0);
    expect(units.filter(({ standing }) => standing === 'user')).toEqual([]);
  });
});
