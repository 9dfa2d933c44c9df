import type { Machine, NetworkTier } from '../machine.ts';

/** Chips of one collective: ranks first, first + stride, first + 2 stride, ... of a numbering that fills inner tiers first. */
export interface RankGroup {
  readonly size: number;
  readonly stride: number;
}

/** The part a collective has in one tier: `members` blocks, each already united by the tiers inside. */
export interface Level {
  readonly tier: NetworkTier;
  readonly members: number;
  /** Distance between neighbours of the group, counted in the blocks that this tier joins. */
  readonly stride: number;
  /** Chips in one block that this tier joins (1 in the innermost tier). */
  readonly blockChips: number;
  /** Neighbours sit at the same place of their blocks, so that a rail-optimised network keeps them on one rail. */
  readonly aligned: boolean;
}

/**
 * Splits a strided group over the machine's tiers, innermost first, leaving out tiers in which it has one member.
 * A group that does not divide evenly counts its fullest block. Empty for a group of one.
 */
export const levelsOf = (machine: Machine, group: RankGroup): readonly Level[] => {
  const levels: Level[] = [];
  let remaining = group.size;
  let stride = group.stride;
  let blockChips = 1;
  let aligned = true;
  for (const [index, tier] of machine.tiers.entries()) {
    if (remaining <= 1) break;
    const outermost = index === machine.tiers.length - 1;
    const room = outermost ? remaining : Math.max(1, Math.floor(tier.chips / stride));
    const members = Math.min(remaining, room);
    if (members > 1) {
      levels.push({ tier, members, stride: Math.max(1, stride / blockChips), blockChips, aligned });
    }
    if (remaining > members) {
      aligned &&= members === 1 ? stride % tier.chips === 0 : (members * stride) % tier.chips === 0;
    }
    remaining = Math.ceil(remaining / members);
    stride = Math.max(stride * members, Math.min(tier.chips, Number.MAX_SAFE_INTEGER));
    blockChips = tier.chips;
  }
  return levels;
};
