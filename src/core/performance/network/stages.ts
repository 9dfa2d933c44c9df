import type { NetworkConstants } from './constants.ts';
import { type CollectiveOperation, type Line, levelLines } from './level-cost.ts';
import type { Level } from './levels.ts';

/** What a collective of one member costs. */
export const NOTHING: readonly Line[] = Object.freeze([
  Object.freeze({ latencySeconds: 0, secondsPerByte: 0 }),
]);

const efficiencyOf = (constants: NetworkConstants, operation: CollectiveOperation): number => {
  switch (operation) {
    case 'all-reduce':
      return constants.allReduceEfficiency;
    case 'all-gather':
      return constants.allGatherEfficiency;
    case 'reduce-scatter':
      return constants.reduceScatterEfficiency;
    case 'all-to-all':
      return constants.allToAllEfficiency;
    case 'send':
      return constants.sendEfficiency;
  }
};

const scaleOutEfficiencyOf = (constants: NetworkConstants, operation: CollectiveOperation): number =>
  operation === 'all-to-all'
    ? (constants.allToAllScaleOutEfficiency ?? constants.allToAllEfficiency)
    : efficiencyOf(constants, operation);

/** The algorithms of an operation inside one tier, at the share of its rate that they reach. */
export const linesInLevel = (
  constants: NetworkConstants,
  operation: CollectiveOperation,
  level: Level,
): readonly Line[] => {
  const efficiency =
    level.tier.name === 'scale-out'
      ? scaleOutEfficiencyOf(constants, operation) * constants.scaleOutEfficiency
      : efficiencyOf(constants, operation);
  return levelLines(
    operation,
    level,
    efficiency,
    constants.hopScale,
    constants.directAccess === 1,
    constants.torusLinks,
  );
};

/** The first of the lines; one that costs nothing where there are none. */
export const firstLine = (lines: readonly Line[]): Line =>
  lines[0] ?? { latencySeconds: 0, secondsPerByte: 0 };

/** Stages on different tiers, one after the other or pipelined as far as `hierarchyOverlap` says. */
export const joined = (constants: NetworkConstants, stages: readonly Line[]): Line => {
  let latencySeconds = constants.collectiveLaunchSeconds;
  let sum = 0;
  let slowest = 0;
  for (const stage of stages) {
    latencySeconds += stage.latencySeconds;
    sum += stage.secondsPerByte;
    slowest = Math.max(slowest, stage.secondsPerByte);
  }
  return { latencySeconds, secondsPerByte: sum - constants.hierarchyOverlap * (sum - slowest) };
};

/** A stage that handles `share` of the bytes, `times` over. */
export const scaledLine = (line: Line, share: number, times = 1): Line => ({
  latencySeconds: times * line.latencySeconds,
  secondsPerByte: times * share * line.secondsPerByte,
});
