import { describe, expect, it } from 'vitest';
import type { Candidate } from '../plan/result.ts';
import { figure, requested } from '../quantity/figure.ts';
import { servingPlan } from './fixture.testing.ts';
import { portingTexts } from './porting-text.ts';

const formula = { kind: 'formula', formula: 'test', inputs: {} } as const;
const ported = {
  verdict: 'port',
  reason: '3 kernels',
  days: figure('d', { low: 5, estimate: 10, high: 15 }, 'estimate', formula),
  usd: figure('USD', { low: 4000, estimate: 12_000, high: 30_000 }, 'estimate', formula),
} as const;

const planWith = (porting: Candidate['porting']) => {
  const plan = servingPlan();
  const software = { repository: '../code', engineerDayUsd: requested('USD', 1200, 'software.engineer_day') };
  return {
    ...plan,
    request: { ...plan.request, software },
    candidates: plan.candidates.map((candidate) => ({
      ...candidate,
      ...(porting === undefined ? {} : { porting }),
    })),
  };
};

describe('what porting takes', () => {
  it('is told once for all chips that are alike, with verdict, days, money and reason', () => {
    const texts = portingTexts(planWith(ported));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(
      /^Code in \.\.\/code on .+: port, 5–15 days, \$12k \(4–30\) in the bill \(3 kernels\)\.$/,
    );
  });

  it('says where the audit does not reach', () => {
    expect(portingTexts(planWith(null))[0]).toMatch(/: not covered by the audit\.$/);
  });

  it('is silent where the request names no code', () => {
    expect(portingTexts(servingPlan())).toEqual([]);
  });
});
