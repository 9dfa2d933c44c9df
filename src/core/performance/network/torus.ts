import type { Level } from './levels.ts';

/** The piece of one torus dimension a group occupies. */
interface Extent {
  readonly members: number;
  /** Links between neighbouring members; other groups use the same links for theirs, so each gets 1/spacing. */
  readonly spacing: number;
  /** The group goes all the way round, so that blocks can travel both ways. */
  readonly wraps: boolean;
}

export interface TorusShape {
  readonly extents: readonly Extent[];
  readonly dimensions: number;
}

const chipsOf = (dimensions: readonly number[]): number => dimensions.reduce((product, k) => product * k, 1);

/** Lays a group over a torus in row-major order, first dimension fastest. */
export const torusShape = (level: Level, dimensions: readonly number[], wrapped: boolean): TorusShape => {
  // A tier may describe its dimensions in chips or in the blocks it joins.
  const inChips = chipsOf(dimensions) * level.blockChips > level.tier.chips;
  let stride = level.stride * (inChips ? level.blockChips : 1);
  let remaining = level.members;
  const extents: Extent[] = [];
  for (const length of dimensions) {
    if (stride >= length) {
      stride = Math.max(1, Math.floor(stride / length));
      continue;
    }
    const members = Math.min(remaining, Math.max(1, Math.floor(length / stride)));
    if (members > 1) {
      extents.push({ members, spacing: stride, wraps: wrapped && members * stride === length });
    }
    remaining = Math.ceil(remaining / members);
    stride = 1;
    if (remaining <= 1) break;
  }
  return { extents, dimensions: dimensions.length };
};

const members = (shape: TorusShape): number =>
  shape.extents.reduce((product, extent) => product * extent.members, 1);

/** Links one chip can drive at once for its group, in links: two per wrapped dimension, one per line. */
const links = (shape: TorusShape): number =>
  shape.extents.reduce((sum, extent) => sum + (extent.wraps ? 2 : 1) / extent.spacing, 0);

/** Hops of one round of a multi-ring gather. */
export const gatherHops = (shape: TorusShape): number =>
  shape.extents.reduce((sum, extent) => sum + (extent.members - 1) * extent.spacing, 0);

/**
 * Seconds per byte of a reduce-scatter or all-gather with one ring per dimension and direction:
 * (N-1)/N x 1/(links x link rate). `linkSecondsPerByte` is for one link, one direction; software that runs fewer rings
 * at a time drives at most `mostLinks` of a chip's links.
 */
export const gatherSecondsPerByte = (
  shape: TorusShape,
  linkSecondsPerByte: number,
  mostLinks = Number.POSITIVE_INFINITY,
): number => {
  const n = members(shape);
  return n <= 1 ? 0 : (((n - 1) / n) * linkSecondsPerByte) / Math.min(mostLinks, links(shape));
};

/**
 * Seconds per byte of a uniform all-to-all: the bisection across the longest dimension, k/(8 x link rate), twice that
 * without wraparound; never less than what one chip has to send.
 */
export const allToAllSecondsPerByte = (shape: TorusShape, linkSecondsPerByte: number): number =>
  shape.extents.reduce(
    (worst, extent) =>
      Math.max(worst, ((extent.members * extent.spacing * (extent.wraps ? 1 : 2)) / 8) * linkSecondsPerByte),
    gatherSecondsPerByte(shape, linkSecondsPerByte),
  );
