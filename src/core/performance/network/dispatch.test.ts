import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, bytesPerSecond, flopsPerSecond, seconds } from '../../quantity/unit.ts';
import type { Machine, NetworkTier, Topology } from '../machine.ts';
import { allToAllSeconds, fastestSeconds } from './collectives.ts';
import type { NetworkConstants } from './constants.ts';
import { dispatchLines } from './dispatch.ts';

const library: NetworkConstants = {
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
const direct: NetworkConstants = { ...library, directAccess: 1 };

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

const servers = (scaleUp: number, oversubscription = 1): Machine => ({
  systemId: 'worked',
  chipId: 'worked',
  vendor: 'worked',
  peakFlopsPerSecond: { bf16: flopsPerSecond(1e15) },
  hbmBytes: bytes(80e9),
  hbmBytesPerSecond: bytesPerSecond(3e12),
  tiers: [
    tier('scale-up', 8, { kind: 'switch', reduces: false }, scaleUp, 1),
    tier('scale-out', Number.POSITIVE_INFINITY, { kind: 'rail-optimised', oversubscription }, 50, 5),
  ],
  chipsPerUnit: 8,
  cores: null,
});
const server = servers(450);
const group = (size: number) => ({ size, stride: 1 });
const at = (machine: Machine, constants: NetworkConstants, size: number, copies: number, sent: number) =>
  fastestSeconds(dispatchLines(machine, constants, group(size), copies), sent);

describe('a library that sends tokens to their experts', () => {
  // 8 servers of 8: a token's 8 experts lie on 8 (1 - (7/8)^8) = 5.251 servers, so 5.251/8 of the copies cross, 7/8 of
  // them to another server: 160 MB x 0.6564 x 7/8 / 50 GB/s = 1.838 ms; they lie on 64 (1 - (63/64)^8) = 7.574 ranks, so
  // that inside 0.94674 of the copies move: 7/8 x 0.94674 x 160 MB / 450 GB/s.
  it('crosses to another server once per token, and goes to each rank inside once', () => {
    const hops = 7e-6 + 7 * 5e-6;
    const inside = (7 / 8) * 0.94674 * (160e6 / 450e9);
    expect(at(server, library, 64, 8, 160e6)).toBeCloseTo(
      (160e6 * 0.65639 * (7 / 8)) / 50e9 + inside + hops,
      6,
    );
  });

  // Two ranks: nearly every token with eight experts goes to the other rank, once: 2 (1 - 1/256) / 8 of the copies.
  it('gathers every token once where there are more experts than ranks', () => {
    expect(at(server, library, 2, 8, 160e6)).toBeCloseTo((160e6 * (1 - 1 / 256)) / 8 / 450e9 + 1e-6, 12);
  });

  // 256 experts on 64 ranks in 8 servers: eight in a row lie on two ranks of four, in one server of 32.
  it('crosses to one server alone where tokens take experts in turn', () => {
    const lines = dispatchLines(server, library, { size: 64, stride: 1 }, 8, 256);
    const hops = 7e-6 + 7 * 5e-6;
    const inside = (7 / 8) * (2 / 8) * (160e6 / 450e9);
    expect(fastestSeconds(lines, 160e6)).toBeCloseTo((160e6 * (1 / 8) * (7 / 8)) / 50e9 + inside + hops, 12);
  });

  it('counts the ranks that experts taken in turn lie on as dealing them out does', () => {
    const anyDealing = fc
      .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 8 }))
      .filter(([ranks, perRank, copies]) => 2 * copies <= (ranks - 1) * perRank);
    fc.assert(
      fc.property(anyDealing, ([ranks, perRank, copies]) => {
        const experts = ranks * perRank;
        let visited = 0;
        // As many tokens as there are experts come back to where they began.
        for (let token = 0; token < experts; token += 1) {
          const taken = Array.from({ length: copies }, (_, copy) => (token * copies + copy) % experts);
          visited += new Set(taken.map((expert) => Math.floor(expert / perRank))).size;
        }
        const lines = dispatchLines(server, library, { size: ranks, stride: 1 }, copies, experts);
        const [line] = lines;
        const expected = ((visited / experts / copies) * (ranks - 1)) / ranks / 450e9;
        expect(line?.secondsPerByte).toBeCloseTo(expected, 20);
      }),
    );
  });

  it('works as an all-to-all for tokens with one expert', () => {
    for (const size of [8, 64])
      expect(at(server, library, size, 1, 160e6)).toBeCloseTo(
        allToAllSeconds(server, library, 160e6, group(size)),
        12,
      );
  });
});

describe('kernels with direct access that send tokens to their experts', () => {
  // 4 servers: 8 experts lie on 4 (1 - (3/4)^8) = 3.5995 of them. 4,096 tokens of 7,168 bytes cross 3.5995 x 3/4 times:
  // 79.26 MB / (0.9 x 50 GB/s) = 1.761 ms. H100 with DeepEP takes 1.79 to 1.80 ms (aiconfigurator, wideep_deepep_normal).
  it('are as fast between servers as the network alone, as measured on four servers of H100', () => {
    const constants = { ...direct, scaleOutEfficiency: 0.9, allToAllEfficiency: 0.5 };
    const predicted = at(server, constants, 32, 8, 4096 * 8 * 7168);
    expect(predicted).toBeCloseTo(79.26e6 / 45e9 + 1e-6 + 3 * 5e-6, 6);
    expect(predicted / 1.8e-3).toBeGreaterThan(0.95);
    expect(predicted / 1.8e-3).toBeLessThan(1.05);
  });

  // 64 ranks at 25 GB/s inside: 7/8 x 0.94674 of the copies move there, which is more than what crosses at 50 GB/s.
  it('wait for links inside a server where those are slower than the network', () => {
    const [forwarded] = dispatchLines(servers(25), direct, group(64), 8);
    expect(forwarded?.secondsPerByte).toBeCloseTo(((7 / 8) * 0.9467) / 25e9, 13);
  });

  // 16 servers, 64 tokens: 3.67 MB x 15/16 / 50 GB/s + one hop = 73.8 us; forwarding takes 15 hops and 1 us first.
  it('send few tokens straight to their experts', () => {
    const sent = 64 * 8 * 7168;
    expect(at(server, direct, 128, 8, sent)).toBeCloseTo((sent * 15) / 16 / 50e9 + 5e-6, 12);
  });

  it('pay for the crossing of rails when they go straight', () => {
    const [, line] = dispatchLines(servers(450, 2), direct, group(128), 8);
    expect(line?.secondsPerByte).toBeCloseTo((2 * 15) / 16 / 50e9, 16);
  });

  it('are never slower than a library', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 8, 16, 32, 64, 128),
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        (size, copies, sent) => {
          const slower = at(server, library, size, copies, sent);
          expect(at(server, direct, size, copies, sent)).toBeLessThanOrEqual(slower * (1 + 1e-9));
        },
      ),
    );
  });

  it('cost nothing in a group of one', () => {
    expect(at(server, direct, 1, 8, 1e6)).toBe(0);
  });
});
