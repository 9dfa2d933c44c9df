import type { Machine } from '../machine.ts';
import type { NetworkConstants } from './constants.ts';
import type { CollectiveOperation, Line } from './level-cost.ts';
import { type Level, levelsOf, type RankGroup } from './levels.ts';
import { firstLine, joined, linesInLevel, NOTHING, scaledLine } from './stages.ts';

export type { CollectiveOperation, Line } from './level-cost.ts';
export type { RankGroup } from './levels.ts';

/** Reduce-scatter inwards, all-reduce in the outermost tier, all-gather back; each tier handles what the inner ones left. */
const allReduceLines = (constants: NetworkConstants, levels: readonly Level[]): readonly Line[] => {
  const outermost = levels.at(-1);
  if (outermost === undefined) return NOTHING;
  let share = 1;
  const inner: Line[] = [];
  for (const level of levels.slice(0, -1)) {
    const scatter = firstLine(linesInLevel(constants, 'reduce-scatter', level));
    const gather = firstLine(linesInLevel(constants, 'all-gather', level));
    inner.push({
      latencySeconds: scatter.latencySeconds + gather.latencySeconds,
      secondsPerByte: share * (scatter.secondsPerByte + gather.secondsPerByte),
    });
    share /= level.members;
  }
  return linesInLevel(constants, 'all-reduce', outermost).map((line) =>
    joined(constants, [...inner, scaledLine(line, share)]),
  );
};

const gatherLines = (
  constants: NetworkConstants,
  operation: 'all-gather' | 'reduce-scatter',
  levels: readonly Level[],
): readonly Line[] => {
  let share = 1;
  const stages: Line[] = [];
  for (const level of levels) {
    stages.push(scaledLine(firstLine(linesInLevel(constants, operation, level)), share));
    share /= level.members;
  }
  return [joined(constants, stages)];
};

/** Every pair exchanges S/n; a tier carries the pairs that meet in it and, on rails, inner tiers also bring data to its rail. */
const allToAllLines = (constants: NetworkConstants, levels: readonly Level[]): readonly Line[] => {
  const total = levels.reduce((product, level) => product * level.members, 1);
  let united = 1;
  const stages: Line[] = [];
  for (const [index, level] of levels.entries()) {
    united *= level.members;
    const next = levels[index + 1];
    const toRail = next?.tier.topology.kind === 'rail-optimised';
    const share = toRail ? 1 : united / total;
    stages.push(scaledLine(firstLine(linesInLevel(constants, 'all-to-all', level)), share));
  }
  return [joined(constants, stages)];
};

const sendLines = (constants: NetworkConstants, levels: readonly Level[]): readonly Line[] => {
  const outermost = levels.at(-1);
  return outermost === undefined
    ? NOTHING
    : [joined(constants, [firstLine(linesInLevel(constants, 'send', outermost))])];
};

/**
 * Every algorithm the machine offers for a collective, as lines over S, the full buffer per rank in bytes (the input
 * of a reduce-scatter, the output of an all-gather, what one rank holds before an all-to-all, the message of a send).
 * The collective takes the least of them. A send goes from each member to the next and costs what the slowest such
 * step costs.
 */
export const collectiveLines = (
  machine: Machine,
  constants: NetworkConstants,
  operation: CollectiveOperation,
  group: RankGroup,
): readonly Line[] => {
  const levels = levelsOf(machine, group);
  if (levels.length === 0) return NOTHING;
  switch (operation) {
    case 'all-reduce':
      return allReduceLines(constants, levels);
    case 'all-gather':
    case 'reduce-scatter':
      return gatherLines(constants, operation, levels);
    case 'all-to-all':
      return allToAllLines(constants, levels);
    case 'send':
      return sendLines(constants, levels);
  }
};

/** Seconds of the fastest of the given algorithms for S bytes. */
export const fastestSeconds = (lines: readonly Line[], bytes: number): number => {
  let best = Number.POSITIVE_INFINITY;
  // Counted, not iterated: this is the innermost loop of every search, and an iterator would allocate.
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line !== undefined) best = Math.min(best, line.latencySeconds + bytes * line.secondsPerByte);
  }
  return best;
};

/** The straight line of the algorithm that is best at the given size (large messages unless told otherwise). */
export const collectiveCost = (
  machine: Machine,
  constants: NetworkConstants,
  operation: CollectiveOperation,
  group: RankGroup,
  atBytes = 1e12,
): Line => {
  const lines = collectiveLines(machine, constants, operation, group);
  const best = fastestSeconds(lines, atBytes);
  return (
    lines.find((line) => line.latencySeconds + atBytes * line.secondsPerByte === best) ?? firstLine(lines)
  );
};

/** Seconds a collective on `bytes` (full buffer per rank) takes; 0 for a group of one or for nothing to send. */
export const collectiveSeconds = (
  machine: Machine,
  constants: NetworkConstants,
  operation: CollectiveOperation,
  bytes: number,
  group: RankGroup,
): number => (bytes === 0 ? 0 : fastestSeconds(collectiveLines(machine, constants, operation, group), bytes));

export const allReduceSeconds = (m: Machine, c: NetworkConstants, bytes: number, group: RankGroup): number =>
  collectiveSeconds(m, c, 'all-reduce', bytes, group);

export const allGatherSeconds = (m: Machine, c: NetworkConstants, bytes: number, group: RankGroup): number =>
  collectiveSeconds(m, c, 'all-gather', bytes, group);

export const reduceScatterSeconds = (
  m: Machine,
  c: NetworkConstants,
  bytes: number,
  group: RankGroup,
): number => collectiveSeconds(m, c, 'reduce-scatter', bytes, group);

export const allToAllSeconds = (m: Machine, c: NetworkConstants, bytes: number, group: RankGroup): number =>
  collectiveSeconds(m, c, 'all-to-all', bytes, group);

/** Seconds to pass `bytes` to the next member of the group, at its slowest boundary. */
export const sendSeconds = (m: Machine, c: NetworkConstants, bytes: number, group: RankGroup): number =>
  collectiveSeconds(m, c, 'send', bytes, group);
