import { describe, expect, it } from 'vitest';
import { hostAvailability, replicasIn, spareHosts, unitsFor } from './fleet.ts';

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
  // A = 48 / (48 + 2) = 0.96. One host of two up: 1 - 0.04^2 = 0.9984. Four of five: 0.96^5 + 5 x 0.04 x 0.96^4 = 0.9852.
  const failures = { chipsPerHost: 1, chipHoursBetweenFailures: 48, hostRepairHours: 2 };

  it('are as many as the binomial law asks for', () => {
    expect(hostAvailability({ ...failures, target: 0 })).toBeCloseTo(0.96, 12);
    expect(spareHosts(1, { ...failures, target: 0.95 })).toBe(0);
    expect(spareHosts(1, { ...failures, target: 0.998 })).toBe(1);
    expect(spareHosts(4, { ...failures, target: 0.985 })).toBe(1);
    expect(spareHosts(4, { ...failures, target: 0.9853 })).toBe(2);
  });

  it('grow more slowly than the fleet', () => {
    const of = (hosts: number) => spareHosts(hosts, { ...failures, target: 0.99 }) / hosts;
    expect(of(1000)).toBeLessThan(of(100));
    expect(of(100)).toBeLessThan(of(10));
  });
});
