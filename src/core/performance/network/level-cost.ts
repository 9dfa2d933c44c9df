import type { Level } from './levels.ts';
import { allToAllSecondsPerByte, gatherHops, gatherSecondsPerByte, torusShape } from './torus.ts';

export type CollectiveOperation = 'all-reduce' | 'all-gather' | 'reduce-scatter' | 'all-to-all' | 'send';

/** Time of one algorithm as a straight line over the bytes of the full buffer of one rank. */
export interface Line {
  readonly latencySeconds: number;
  readonly secondsPerByte: number;
}

interface LevelRates {
  /** One hop, software included. */
  readonly hop: number;
  /** 1 / (rate of one chip in this tier, after efficiency). */
  readonly inverse: number;
  readonly directAccess: boolean;
  /** Most links of a torus that one chip's rings drive at once. */
  readonly torusLinks: number;
}

const gatherLines = (n: number, perByte: number, rates: LevelRates): readonly Line[] => [
  { latencySeconds: rates.directAccess ? rates.hop : (n - 1) * rates.hop, secondsPerByte: perByte },
];

/** Ring, tree, one-shot and two-shot, and reduction inside the switch (Thakur et al. 2005; NCCL; NVLink SHARP). */
const switchLines = (
  operation: CollectiveOperation,
  n: number,
  reduces: boolean,
  rates: LevelRates,
): readonly Line[] => {
  const { hop, inverse, directAccess } = rates;
  const share = ((n - 1) / n) * inverse;
  switch (operation) {
    case 'all-gather':
    case 'reduce-scatter':
    case 'all-to-all':
      return gatherLines(n, share, rates);
    case 'send':
      return [{ latencySeconds: hop, secondsPerByte: inverse }];
    case 'all-reduce':
      return [
        { latencySeconds: 2 * (n - 1) * hop, secondsPerByte: 2 * share },
        { latencySeconds: 2 * Math.ceil(Math.log2(n)) * hop, secondsPerByte: 2 * inverse },
        ...(reduces ? [{ latencySeconds: hop, secondsPerByte: inverse }] : []),
        ...(directAccess
          ? [
              { latencySeconds: hop, secondsPerByte: (n - 1) * inverse },
              { latencySeconds: 2 * hop, secondsPerByte: 2 * share },
            ]
          : []),
      ];
  }
};

/** Every chip has a link to every other; a group uses only the links between its members. */
const meshLines = (
  operation: CollectiveOperation,
  n: number,
  peers: number,
  rates: LevelRates,
): readonly Line[] => {
  const { hop, directAccess } = rates;
  const link = peers * rates.inverse;
  switch (operation) {
    case 'all-gather':
    case 'reduce-scatter':
    case 'all-to-all':
      return gatherLines(n, link / n, rates);
    case 'send':
      return [{ latencySeconds: hop, secondsPerByte: link }];
    case 'all-reduce':
      return [
        { latencySeconds: (directAccess ? 2 : 2 * (n - 1)) * hop, secondsPerByte: (2 * link) / n },
        ...(directAccess ? [{ latencySeconds: hop, secondsPerByte: link }] : []),
      ];
  }
};

const torusLines = (
  operation: CollectiveOperation,
  level: Level,
  dimensions: readonly number[],
  wrapped: boolean,
  rates: LevelRates,
): readonly Line[] => {
  const shape = torusShape(level, dimensions, wrapped);
  const link = 2 * dimensions.length * rates.inverse;
  const hops = gatherHops(shape) * rates.hop;
  const gather = gatherSecondsPerByte(shape, link, rates.torusLinks);
  switch (operation) {
    case 'all-gather':
    case 'reduce-scatter':
      return [{ latencySeconds: hops, secondsPerByte: gather }];
    case 'all-reduce':
      return [{ latencySeconds: 2 * hops, secondsPerByte: 2 * gather }];
    case 'all-to-all':
      return [{ latencySeconds: hops, secondsPerByte: allToAllSecondsPerByte(shape, link) }];
    case 'send':
      return [{ latencySeconds: rates.hop, secondsPerByte: link }];
  }
};

/**
 * The algorithms a group can use inside one tier, as lines over S, the full buffer per rank. `efficiency` is the share
 * of the nominal rate that the operation reaches; a rail-optimised network charges its oversubscription to groups that
 * leave their rail.
 */
export const levelLines = (
  operation: CollectiveOperation,
  level: Level,
  efficiency: number,
  hopScale: number,
  directAccess: boolean,
  torusLinks = Number.POSITIVE_INFINITY,
): readonly Line[] => {
  const { tier, members } = level;
  const { topology } = tier;
  const crowding =
    topology.kind === 'rail-optimised' && !level.aligned ? Math.max(1, topology.oversubscription) : 1;
  const rates: LevelRates = {
    hop: tier.hopSeconds * hopScale,
    inverse: crowding / (tier.bytesPerSecondPerChip * efficiency),
    directAccess,
    torusLinks,
  };
  switch (topology.kind) {
    case 'switch':
      return switchLines(operation, members, topology.reduces, rates);
    case 'rail-optimised':
      return switchLines(operation, members, false, { ...rates, directAccess: false });
    case 'mesh':
      return meshLines(operation, members, Math.max(1, tier.chips / level.blockChips - 1), rates);
    case 'ring':
      return torusLines(operation, level, [Math.max(1, tier.chips / level.blockChips)], true, rates);
    case 'torus':
      return torusLines(operation, level, topology.dimensions, topology.wrapped, rates);
  }
};
