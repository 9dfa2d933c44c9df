import { describe, expect, it } from 'vitest';
import { factOf, siteConstants, siteOf, systemOf } from '../catalog/system.testing.ts';
import { figure } from '../quantity/figure.ts';
import { checkSite } from '../site/check.ts';
import { outcomeOf, workloadOf } from './plan.testing.ts';
import { riskOf } from './risk.ts';

const predicted = <U extends 'ms' | '1'>(unit: U, low: number, estimate: number, high: number) =>
  figure(unit, { low, estimate, high }, 'anchored', { kind: 'formula', formula: 'test', inputs: {} });

const base = { ...outcomeOf(systemOf(), { name: 'chat' }, 2), spareUnits: 1 };

describe('riskOf', () => {
  it('names the promises that the unfavourable end of the interval breaks, with the limits', () => {
    const outcome = {
      ...base,
      timePerOutputTokenMs: predicted('ms', 20, 30, 73),
      load: predicted('1', 0.5, 0.8, 1.41),
    };
    expect(riskOf({ outcomes: [outcome], site: null }, [workloadOf()])).toBe(
      'promises are kept at the estimate, but the interval reaches TPOT 73 ms (limit 50 ms), a load of 141 %',
    );
  });

  it('is silent where the whole interval keeps every promise', () => {
    expect(riskOf({ outcomes: [base], site: null }, [workloadOf()])).toBeNull();
  });

  it('says which of several workloads is at risk', () => {
    const outcomes = [base, { ...base, workload: 'labels', load: predicted('1', 0.6, 0.9, 1.2) }];
    const workloads = [workloadOf(), workloadOf({ name: 'labels' })];
    expect(riskOf({ outcomes, site: null }, workloads)).toBe(
      'promises are kept at the estimate, but the interval reaches labels: a load of 120 %',
    );
  });

  it('says that one failure breaks the promise where there is no unit to spare', () => {
    expect(riskOf({ outcomes: [{ ...base, spareUnits: 0 }], site: null }, [workloadOf()])).toContain(
      'one unit down',
    );
  });

  it('says where the site falls short at the estimate, with the repair', () => {
    const system = systemOf({
      peakWattsPerUnit: factOf('W', 'x#peak', { low: 80_000, estimate: 400_000, high: 500_000 }),
    });
    const site = checkSite(system, 1, system.peakWattsPerUnit, siteOf(), siteConstants);
    expect(site.verdict).toBe('marginal');
    expect(riskOf({ outcomes: [base], site }, [workloadOf()])).toMatch(
      /^the site falls short at the estimate \(.+; repair: .+\)$/,
    );
  });
});
