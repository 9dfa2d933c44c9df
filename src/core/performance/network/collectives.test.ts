import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, bytesPerSecond, flopsPerSecond, seconds } from '../../quantity/unit.ts';
import type { Machine, NetworkTier, Topology } from '../machine.ts';
import {
  allReduceSeconds,
  allToAllSeconds,
  collectiveCost,
  collectiveSeconds,
  reduceScatterSeconds,
  sendSeconds,
} from './collectives.ts';
import type { NetworkConstants } from './constants.ts';

const ideal: NetworkConstants = {
  allReduceEfficiency: 1,
  allGatherEfficiency: 1,
  reduceScatterEfficiency: 1,
  allToAllEfficiency: 1,
  sendEfficiency: 1,
  scaleOutEfficiency: 1,
  collectiveLaunchSeconds: 0,
  hopScale: 1,
  hierarchyOverlap: 0,
  directAccess: 0,
};

const tier = (
  name: NetworkTier['name'],
  chips: number,
  topology: Topology,
  gigabytesPerSecond: number,
  hopMicroseconds: number,
): NetworkTier => ({
  name,
  chips,
  topology,
  bytesPerSecondPerChip: bytesPerSecond(gigabytesPerSecond * 1e9),
  hopSeconds: seconds(hopMicroseconds * 1e-6),
});

const machine = (...tiers: NetworkTier[]): Machine => ({
  systemId: 'worked',
  chipId: 'worked',
  vendor: 'worked',
  peakFlopsPerSecond: { bf16: flopsPerSecond(1e15) },
  hbmBytes: bytes(80e9),
  hbmBytesPerSecond: bytesPerSecond(3e12),
  tiers,
  chipsPerUnit: 8,
  cores: null,
});

const switched = (reduces = false): Topology => ({ kind: 'switch', reduces });
const rails = (oversubscription = 1): Topology => ({ kind: 'rail-optimised', oversubscription });
const scaleOut = tier('scale-out', Number.POSITIVE_INFINITY, rails(), 50, 5);
const server = machine(tier('scale-up', 8, switched(), 450, 1), scaleOut);
const torus = (dimensions: number[], wrapped: boolean, gigabytesPerSecond: number) =>
  machine(
    tier(
      'scale-up',
      dimensions.reduce((a, b) => a * b),
      { kind: 'torus', dimensions, wrapped },
      gigabytesPerSecond,
      1,
    ),
    scaleOut,
  );

describe('collectives, worked by hand', () => {
  // 2 x 7 hops of 1 us and 2 x 7/8 x 900 MB / 450 GB/s = 3.5 ms (Thakur, Rabenseifner and Gropp 2005, section 4).
  it('passes a large all-reduce round a ring of eight behind a switch', () => {
    expect(allReduceSeconds(server, ideal, 900e6, { size: 8, stride: 1 })).toBeCloseTo(14e-6 + 3.5e-3, 12);
  });

  it('prefers a tree for a small all-reduce: 2 x 3 hops and 2 x 450 kB / 450 GB/s against 14 us and 1.75 us', () => {
    expect(allReduceSeconds(server, ideal, 450e3, { size: 8, stride: 1 })).toBeCloseTo(6e-6 + 2e-6, 12);
  });

  it('sends each buffer once where the switch adds up', () => {
    const sharp = machine(tier('scale-up', 8, switched(true), 450, 1), scaleOut);
    expect(allReduceSeconds(sharp, ideal, 900e6, { size: 8, stride: 1 })).toBeCloseTo(1e-6 + 2e-3, 12);
  });

  it('takes one shot where kernels reach into peers: one hop and 7 x 9 kB / 450 GB/s', () => {
    const direct = { ...ideal, directAccess: 1 as const };
    expect(allReduceSeconds(server, direct, 9e3, { size: 8, stride: 1 })).toBeCloseTo(1e-6 + 0.14e-6, 12);
  });

  // A 4 x 4 wrapped torus has 4 links per chip; 2 x 15/16 x 160 MB over 4 x 50 GB/s = 1.5 ms; 2 x (3 + 3) hops.
  it('runs a ring in each direction of each dimension of a 2D torus', () => {
    const trn = torus([4, 4], true, 200);
    expect(allReduceSeconds(trn, ideal, 160e6, { size: 16, stride: 1 })).toBeCloseTo(12e-6 + 1.5e-3, 12);
  });

  // 4 x 4 x 4, six links of 100 GB/s: 2 x 63/64 x 640 MB / 600 GB/s = 2.1 ms; 2 x 9 hops.
  it('does the same in three dimensions', () => {
    const pod = torus([4, 4, 4], true, 600);
    expect(allReduceSeconds(pod, ideal, 640e6, { size: 64, stride: 1 })).toBeCloseTo(18e-6 + 2.1e-3, 12);
  });

  it('uses one direction only where a torus does not wrap, so an all-reduce takes twice as long', () => {
    const open = torus([4, 4], false, 200);
    expect(allReduceSeconds(open, ideal, 160e6, { size: 16, stride: 1 })).toBeCloseTo(12e-6 + 3e-3, 12);
  });

  it('gives a column of a torus only the links of its dimension', () => {
    const trn = torus([4, 4], true, 200);
    // 2 x 3/4 x 100 MB over the two 50 GB/s links of that dimension.
    expect(allReduceSeconds(trn, ideal, 100e6, { size: 4, stride: 4 })).toBeCloseTo(6e-6 + 1.5e-3, 12);
  });

  // Bisection of an 8 x 8 wrapped torus: 8 x S / (8 x 25 GB/s) = S / 25 GB/s = 4 ms; 14 hops.
  it('bounds an all-to-all on a torus by the bisection', () => {
    const pod = torus([8, 8], true, 100);
    expect(allToAllSeconds(pod, ideal, 100e6, { size: 64, stride: 1 })).toBeCloseTo(14e-6 + 4e-3, 12);
  });

  // RS 7/8 x 800 MB / 450 GB/s + AR 2 x 1/2 x 100 MB / 50 GB/s + AG as RS; 7 + 2 x 5 + 7 us of hops.
  it('composes an all-reduce over two servers', () => {
    const inner = (7 / 8) * (800e6 / 450e9);
    expect(allReduceSeconds(server, ideal, 800e6, { size: 16, stride: 1 })).toBeCloseTo(
      2 * inner + 2e-3 + 14e-6 + 10e-6,
      12,
    );
  });

  it('sends strided groups of one chip per server over the scale-out network alone', () => {
    expect(reduceScatterSeconds(server, ideal, 100e6, { size: 4, stride: 8 })).toBeCloseTo(
      15e-6 + 0.75 * 2e-3,
      12,
    );
  });

  it('uses only the links between members of a full mesh', () => {
    const mesh = machine(tier('scale-up', 8, { kind: 'mesh' }, 448, 1), scaleOut);
    // Two of eight share one link of 64 GB/s each way: 2 x 1/2 x 64 MB / 64 GB/s.
    expect(allReduceSeconds(mesh, ideal, 64e6, { size: 2, stride: 1 })).toBeCloseTo(2e-6 + 1e-3, 12);
    expect(allReduceSeconds(mesh, ideal, 64e6, { size: 8, stride: 1 })).toBeCloseTo(14e-6 + 0.25e-3, 12);
  });

  it('charges oversubscription to groups that leave their rail, not to those that keep it', () => {
    const crowded = machine(
      tier('scale-up', 8, switched(), 450, 1),
      tier('scale-out', Number.POSITIVE_INFINITY, rails(2), 50, 5),
    );
    const seconds = (stride: number) => sendSeconds(crowded, ideal, 50e6, { size: 2, stride });
    expect(seconds(8)).toBeCloseTo(1.005e-3, 12);
    expect(seconds(12)).toBeCloseTo(2.005e-3, 12);
  });

  it('keeps an all-to-all between servers on rails by first moving data inside the server', () => {
    // Two servers: half of 160 MB leaves at 50 GB/s; all of it crosses the inner switch, 7/8 x 160 MB / 450 GB/s.
    expect(allToAllSeconds(server, ideal, 160e6, { size: 16, stride: 1 })).toBeCloseTo(
      1.6e-3 + (7 / 8) * (160e6 / 450e9) + 7e-6 + 5e-6,
      12,
    );
  });
});

describe('an all-to-all between servers', () => {
  // As above, at half of what the inner switch and nine tenths of what the adapters have.
  it('runs at its own share of the adapters where one is given', () => {
    const shares = { ...ideal, allToAllEfficiency: 0.5, allToAllScaleOutEfficiency: 0.9 };
    expect(allToAllSeconds(server, shares, 160e6, { size: 16, stride: 1 })).toBeCloseTo(
      80e6 / 45e9 + (7 / 8) * (160e6 / 225e9) + 7e-6 + 5e-6,
      12,
    );
  });

  it('runs at the share of the inner switch where none is given', () => {
    const shares = { ...ideal, allToAllEfficiency: 0.5 };
    expect(allToAllSeconds(server, shares, 160e6, { size: 16, stride: 1 })).toBeCloseTo(
      80e6 / 25e9 + (7 / 8) * (160e6 / 225e9) + 7e-6 + 5e-6,
      12,
    );
  });
});

const operations = ['all-reduce', 'all-gather', 'reduce-scatter', 'all-to-all', 'send'] as const;
const anyTopology = fc.constantFrom<Topology>(
  switched(),
  switched(true),
  { kind: 'ring' },
  { kind: 'mesh' },
  { kind: 'torus', dimensions: [4, 4], wrapped: true },
  { kind: 'torus', dimensions: [4, 4], wrapped: false },
);
const anyMachine = fc
  .tuple(anyTopology, fc.integer({ min: 50, max: 1000 }), fc.integer({ min: 1, max: 50 }))
  .map(([topology, fast, slow]) =>
    machine(
      tier('scale-up', 16, topology, fast, 1),
      tier('scale-out', Number.POSITIVE_INFINITY, rails(), slow, 5),
    ),
  );
const anyGroup = fc.record({
  size: fc.integer({ min: 1, max: 256 }),
  stride: fc.integer({ min: 1, max: 64 }),
});
const anyBytes = fc.integer({ min: 1, max: 1e9 });

describe('collectives, laws', () => {
  it('never take less time for more bytes', () => {
    fc.assert(
      fc.property(
        anyMachine,
        anyGroup,
        anyBytes,
        fc.constantFrom(...operations),
        (m, group, size, operation) => {
          const at = (bytes: number) => collectiveSeconds(m, ideal, operation, bytes, group);
          return at(size) <= at(size * 2);
        },
      ),
    );
  });

  it('never take less time for more members of a switched or rail network', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), anyBytes, (size, volume) => {
        const at = (n: number) => allReduceSeconds(server, ideal, volume, { size: n, stride: 8 });
        return at(size) <= at(size + 1) * (1 + 1e-12);
      }),
    );
  });

  it('make the bytes of an all-reduce cost at least as much as those of an all-gather', () => {
    fc.assert(
      fc.property(anyMachine, anyGroup, (m, group) => {
        const perByte = (operation: 'all-reduce' | 'all-gather') =>
          collectiveCost(m, ideal, operation, group).secondsPerByte;
        return perByte('all-reduce') >= perByte('all-gather') * (1 - 1e-12);
      }),
    );
  });

  it('are never slower with twice the bandwidth', () => {
    fc.assert(
      fc.property(
        anyMachine,
        anyGroup,
        anyBytes,
        fc.constantFrom(...operations),
        (m, group, size, operation) => {
          const doubled: Machine = {
            ...m,
            tiers: m.tiers.map((t) => ({
              ...t,
              bytesPerSecondPerChip: bytesPerSecond(2 * t.bytesPerSecondPerChip),
            })),
          };
          return (
            collectiveSeconds(doubled, ideal, operation, size, group) <=
            collectiveSeconds(m, ideal, operation, size, group)
          );
        },
      ),
    );
  });

  it('cost nothing within one chip', () => {
    for (const operation of operations) {
      expect(collectiveSeconds(server, ideal, operation, 1e9, { size: 1, stride: 1 })).toBe(0);
    }
  });
});

describe('software that runs fewer rings than a torus has', () => {
  const torus = machine(tier('scale-up', 16, { kind: 'torus', dimensions: [4, 4], wrapped: true }, 400, 1));
  const group = { size: 16, stride: 1 };

  it('moves blocks at the rate of the links it drives, over as few hops as the torus has', () => {
    // Four links of 100 GB/s each way: 2 x 15/16 x 1e9 / 400e9 s over 2 x 6 hops with all, half the rate with two.
    const all = allReduceSeconds(torus, ideal, 1e9, group);
    const two = allReduceSeconds(torus, { ...ideal, torusLinks: 2 }, 1e9, group);
    expect(all).toBeCloseTo((2 * 15 * 1e9) / 16 / 400e9 + 12e-6, 12);
    expect(two).toBeCloseTo((2 * 15 * 1e9) / 16 / 200e9 + 12e-6, 12);
  });
});
