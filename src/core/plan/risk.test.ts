import { describe, expect, it } from 'vitest';
import { systemOf } from '../catalog/system.testing.ts';
import { figure } from '../quantity/figure.ts';
import { outcomeOf, workloadOf } from './plan.testing.ts';
import { riskOf } from './risk.ts';

const predicted = <U extends 'ms' | '1'>(unit: U, low: number, estimate: number, high: number) =>
  figure(unit, { low, estimate, high }, 'anchored', { kind: 'formula', formula: 'test', inputs: {} });

const base = outcomeOf(systemOf(), { name: 'chat' }, 1);

describe('riskOf', () => {
  it('names the promises that the unfavourable end of the interval breaks, with the limits', () => {
    const outcome = {
      ...base,
      timePerOutputTokenMs: predicted('ms', 20, 30, 73),
      load: predicted('1', 0.5, 0.8, 1.41),
    };
    expect(riskOf([outcome], [workloadOf()])).toBe(
      'promises are kept at the estimate, but the interval reaches TPOT 73 ms (limit 50 ms), a load of 141 %',
    );
  });

  it('is silent where the whole interval keeps every promise', () => {
    expect(riskOf([base], [workloadOf()])).toBeNull();
  });

  it('says which of several workloads is at risk', () => {
    const outcomes = [base, { ...base, workload: 'labels', load: predicted('1', 0.6, 0.9, 1.2) }];
    const workloads = [workloadOf(), workloadOf({ name: 'labels' })];
    expect(riskOf(outcomes, workloads)).toBe(
      'promises are kept at the estimate, but the interval reaches labels: a load of 120 %',
    );
  });
});
