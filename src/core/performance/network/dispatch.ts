import type { Machine, NetworkTier } from '../machine.ts';
import type { NetworkConstants } from './constants.ts';
import type { Line } from './level-cost.ts';
import { type Level, levelsOf, type RankGroup } from './levels.ts';
import { firstLine, joined, linesInLevel, NOTHING, scaledLine } from './stages.ts';

const isSwitched = ({ topology }: NetworkTier): boolean =>
  topology.kind === 'switch' || topology.kind === 'rail-optimised';

/** Of `copies` that fall evenly on `places`, the share that is left when each place is sent to once. */
const distinctShare = (places: number, copies: number): number =>
  Math.min(1, (places * (1 - (1 - 1 / places) ** copies)) / copies);

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** The same where a token's copies sit side by side, each token's after those of the one before. */
const neighboursShare = (places: number, copies: number, experts: number): number => {
  const perPlace = Math.max(1, Math.round(experts / places));
  return Math.min(1, (copies + perPlace - commonDivisor(copies, perPlace)) / perPlace / copies);
};

/** How the copies of a token are spread over the experts. */
interface Spread {
  readonly copiesPerToken: number;
  /** Of how many experts tokens take the next ones in turn; null where they fall evenly on all of them. */
  readonly dealtOutOf: number | null;
}

const shareSent = (places: number, { copiesPerToken, dealtOutOf }: Spread): number =>
  dealtOutOf === null
    ? distinctShare(places, copiesPerToken)
    : neighboursShare(places, copiesPerToken, dealtOutOf);

/**
 * Every copy straight to the rank of its expert over the outermost tier, all at once: kernels for few tokens save the hops
 * of forwarding at the price of more bytes (low-latency kernels of DeepEP).
 */
const directLine = (constants: NetworkConstants, { tier, members }: Level): Line => {
  const { topology, bytesPerSecondPerChip, hopSeconds } = tier;
  // Ranks at different places of their servers are on different rails.
  const crowding = topology.kind === 'rail-optimised' ? Math.max(1, topology.oversubscription) : 1;
  return {
    latencySeconds: constants.collectiveLaunchSeconds + hopSeconds * constants.hopScale,
    secondsPerByte: (crowding * (1 - 1 / members)) / (bytesPerSecondPerChip * constants.scaleOutEfficiency),
  };
};

/** One after the other where a library exchanges blocks in each tier. */
const forwardedLine = (
  constants: NetworkConstants,
  levels: readonly Level[],
  group: RankGroup,
  spread: Spread,
): Line => {
  const total = levels.reduce((product, level) => product * level.members, 1);
  let united = 1;
  const stages = levels.map((level, index) => {
    const { tier, members } = level;
    united *= members;
    const toRail = levels[index + 1]?.tier.topology.kind === 'rail-optimised';
    const places = index === 0 ? group.size : members;
    const distinct = isSwitched(tier) ? shareSent(places, spread) : 1;
    const line = firstLine(linesInLevel(reached(constants, tier), 'all-to-all', level));
    return scaledLine(line, (toRail ? 1 : united / total) * distinct);
  });
  return joined(constants, stages);
};

/** Kernels that write into their peers' memory from start to end leave only the network's own share between servers. */
const reached = (constants: NetworkConstants, tier: NetworkTier): NetworkConstants =>
  constants.directAccess === 1 && tier.name === 'scale-out'
    ? { ...constants, allToAllEfficiency: 1, allToAllScaleOutEfficiency: 1 }
    : constants;

/**
 * Sending every token to the ranks of its experts: as an all-to-all of all copies, but a token goes to another rank, and
 * crosses to another switched domain, once however many of its experts sit there; what comes back has been summed
 * there (DeepEP's `is_token_in_rank`; arXiv 2412.19437, section 3.2.2; TensorRT-LLM gathers every token once).
 * `copiesPerToken` experts fall evenly on the ranks, or next to each other where `dealtOutOf` says of how many experts
 * tokens take the next ones in turn. Lines are over the bytes of all copies.
 *
 * Kernels with direct access hand copies on inside while others cross, so that the slower tier is all that counts:
 * between 4 servers DeepEP is as fast as its network cards, 44 to 47 of 50 GB/s (docs/legacy.md there; for H100
 * ai-dynamo/aiconfigurator@095f58a, wideep_deepep_normal). Few tokens go straight to their experts.
 */
export const dispatchLines = (
  machine: Machine,
  constants: NetworkConstants,
  group: RankGroup,
  copiesPerToken: number,
  dealtOutOf: number | null = null,
): readonly Line[] => {
  const levels = levelsOf(machine, group);
  const outermost = levels.at(-1);
  if (outermost === undefined) return NOTHING;
  const direct = constants.directAccess === 1;
  const joining = direct ? { ...constants, hierarchyOverlap: 1 } : constants;
  const forwarded = forwardedLine(joining, levels, group, { copiesPerToken, dealtOutOf });
  return direct && outermost.tier.name === 'scale-out' && isSwitched(outermost.tier)
    ? [forwarded, directLine(constants, outermost)]
    : [forwarded];
};
