import { describe, expect, it } from 'vitest';
import { hostAvailability, replicasIn, unitsFor, unitsWithSpares } from './fleet.ts';

describe('packing replicas into units', () => {
  it('wastes the chips that are left over in a unit', () => {
    expect(unitsFor({ chipsPerUnit: 8, chipsPerReplica: 4 }, 5)).toBe(3);
    expect(unitsFor({ chipsPerUnit: 72, chipsPerReplica: 16 }, 5)).toBe(2);
    expect(replicasIn({ chipsPerUnit: 72, chipsPerReplica: 16 }, 2)).toBe(8);
  });

  it('gives a replica that is larger than a unit whole units of its own', () => {
    expect(unitsFor({ chipsPerUnit: 8, chipsPerReplica: 12 }, 3)).toBe(6);
    expect(replicasIn({ chipsPerUnit: 8, chipsPerReplica: 12 }, 7)).toBe(3);
  });
});

describe('spares', () => {
  const reserve = {
    chipsPerUnit: 8,
    hostsPerUnit: 1,
    failureHeadroom: 0,
    chipHoursPerHardwareFailure: 8 * 48,
    repairHours: 2,
    confidence: 0.985,
  };

  it('take the time between failures and the time to repair: 48 h of 50 h', () => {
    expect(hostAvailability(reserve, 8)).toBeCloseTo(0.96, 12);
  });

  // Four of five up: 0.96^5 + 5 x 0.04 x 0.96^4 = 0.9852; one of one: 0.96.
  it('are as many servers as the binomial law asks for', () => {
    expect(unitsWithSpares(reserve, 8, 4)).toBe(5);
    expect(unitsWithSpares({ ...reserve, confidence: 0.9853 }, 8, 4)).toBe(6);
    expect(unitsWithSpares({ ...reserve, confidence: 0.9 }, 8, 1)).toBe(1);
  });

  it('need no second rack where one has hosts to spare', () => {
    const rack = { ...reserve, chipsPerUnit: 72, hostsPerUnit: 18 };
    expect(unitsWithSpares(rack, 4, 10)).toBe(1);
    expect(unitsWithSpares(rack, 4, 18)).toBe(2);
  });

  it('cover the reserve of rate that was asked for', () => {
    expect(unitsWithSpares({ ...reserve, confidence: 0, failureHeadroom: 0.05 }, 8, 20)).toBe(21);
    expect(unitsWithSpares({ ...reserve, confidence: 0, failureHeadroom: 0.5 }, 8, 4)).toBe(6);
  });
});
