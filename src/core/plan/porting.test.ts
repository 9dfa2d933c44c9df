import { describe, expect, it } from 'vitest';
import { factOf } from '../catalog/system.testing.ts';
import type { ChipSpec } from '../catalog/system.ts';
import { portingCases } from '../portability/porting.ts';
import { requested } from '../quantity/figure.ts';
import { inputsOf, requestOf, systemOf } from './plan.testing.ts';
import { plan } from './plan.ts';

const effort = (daysLow: number, daysHigh: number) => ({ daysLow, daysHigh, driver: 'kernels' });
const audited = {
  subject: 'repository',
  targets: [
    { target: 'trn2', verdict: 'port', reason: '3 kernels', effort: effort(10, 30), drivers: [] },
    { target: 'rocm', verdict: 'keep-on-gpu', reason: 'rasterisation', effort: effort(0, 0), drivers: [] },
  ],
} as const;

const withChip = (id: string, vendor: string, usd: number) => {
  const system = systemOf({ id, name: id, vendor, purchaseUsdPerUnit: factOf('USD', `${id}#price`, usd) });
  return { ...system, chip: { ...system.chip, id, vendor } satisfies ChipSpec };
};

const planned = (systems: ReturnType<typeof withChip>[]) =>
  plan({
    ...inputsOf(systems),
    request: requestOf({
      software: { repository: 'code', engineerDayUsd: requested('USD', 1000, 'software.engineer_day') },
    }),
    portingOf: portingCases(audited),
  });

describe('porting the code of the buyer', () => {
  it('adds its days to the bill of the vendor it is for, once', () => {
    const result = planned([withChip('trainium2', 'AWS', 3e6), withChip('h100', 'NVIDIA', 3e6)]);
    const [first, second] = result.candidates;
    expect(first?.chipId).toBe('h100');
    expect(first?.cost?.lines.some(({ name }) => name === 'porting')).toBe(false);
    const line = second?.cost?.lines.find(({ name }) => name === 'porting')?.usdOverHorizon;
    expect(line).toMatchObject({ low: 10_000, estimate: 20_000, high: 30_000 });
    const difference = Number(second?.cost?.totalUsd.estimate) - Number(first?.cost?.totalUsd.estimate);
    expect(difference).toBeCloseTo(20_000, 3);
    const months = (candidate: typeof first) => candidate?.cost?.cumulativeUsdByMonth ?? [];
    for (const [month, cash] of months(second).entries())
      expect(cash.estimate - Number(months(first)[month]?.estimate)).toBeCloseTo(20_000, 3);
    expect(second?.risk).toContain('the code must be ported, 10 to 30 days (3 kernels)');
  });

  it('puts what should stay on GPUs behind everything that keeps its promises, with the reason', () => {
    const result = planned([withChip('mi300x', 'AMD', 1e6), withChip('h100', 'NVIDIA', 9e6)]);
    expect(result.candidates.map(({ chipId }) => chipId)).toEqual(['h100', 'mi300x']);
    expect(result.candidates[1]?.reason).toBe('The audit of the code keeps it on GPUs: rasterisation.');
  });

  it('says that an audit does not cover a chip instead of taking its porting for free', () => {
    const [candidate] = planned([withChip('gaudi3', 'Intel', 1e6)]).candidates;
    expect(candidate?.porting).toBeNull();
    expect(candidate?.risk).toContain('the audit of the code does not cover this chip');
  });
});
