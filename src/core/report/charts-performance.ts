import type {
  MemoryBreakdown,
  ParetoPoint,
  ServingOutcome,
  TimeBreakdown,
  WorkloadOutcome,
} from '../performance/outcome.ts';
import type { Candidate } from '../plan/result.ts';
import { type Interval, intervalOf } from '../quantity/figure.ts';
import type { ServiceLevel } from '../workload/request.ts';
import type { ParetoChart, RooflineChart, StackChart } from './chart-spec.ts';
import { axisScale, formatValue } from './format.ts';

/** One system with its outcome for the workload drawn. */
export interface Drawn<Outcome extends WorkloadOutcome = WorkloadOutcome> {
  readonly candidate: Candidate;
  readonly outcome: Outcome;
}

const MS_PER_SECOND = 1000;

const frontierOf = (points: readonly ParetoPoint[]): ReadonlySet<ParetoPoint> => {
  const fastestFirst = points.toSorted(
    (a, b) =>
      b.tokensPerSecondPerUser - a.tokensPerSecondPerUser ||
      b.tokensPerSecondPerChip - a.tokensPerSecondPerChip,
  );
  let best = Number.NEGATIVE_INFINITY;
  const kept = new Set<ParetoPoint>();
  for (const point of fastestFirst) {
    if (point.tokensPerSecondPerChip <= best) continue;
    best = point.tokensPerSecondPerChip;
    kept.add(point);
  }
  return kept;
};

const place = (point: ParetoPoint) => ({ x: point.tokensPerSecondPerUser, y: point.tokensPerSecondPerChip });

/** Keeps an open end of an interval inside the picture: twice the estimate. */
const drawable = ({ low, estimate, high }: Interval): Interval => ({
  low: Number.isFinite(low) ? low : 0,
  estimate,
  high: Number.isFinite(high) ? high : 2 * estimate,
});

/**
 * Work per chip at the rate asked for: what goes with the latency found at that rate. It is asked, not predicted, so it
 * has no interval.
 */
const workAskedFor = ({ outputTokensPerSecondPerChip, load }: ServingOutcome): Interval => {
  const work = outputTokensPerSecondPerChip.estimate * Math.min(1, load.estimate);
  return { low: work, estimate: work, high: work };
};

/** Work per chip against speed per user, the fronts of the given systems. Null without points to draw. */
export const paretoChart = (
  id: string,
  drawn: readonly Drawn<ServingOutcome>[],
  serviceLevel: ServiceLevel | null,
): ParetoChart | null => {
  const series = drawn
    .filter(({ outcome }) => outcome.pareto.length > 0)
    .map(({ candidate, outcome }) => {
      const front = frontierOf(outcome.pareto);
      const { timePerOutputTokenMs } = outcome;
      return {
        name: candidate.systemName,
        vendor: candidate.vendor,
        frontier: [...front].map(place).toSorted((a, b) => a.x - b.x),
        beaten: outcome.pareto.filter((point) => !front.has(point)).map(place),
        chosen: {
          x: drawable(intervalOf({ timePerOutputTokenMs }, (v) => MS_PER_SECOND / v.timePerOutputTokenMs)),
          y: workAskedFor(outcome),
        },
      };
    });
  if (series.length === 0) return null;
  const limit = serviceLevel?.timePerOutputTokenMs ?? null;
  return {
    kind: 'pareto',
    id,
    title: 'Work per chip against speed for one user',
    description: `Pareto fronts of ${series.length} systems: output tokens per second per chip against tokens per second per user, with the operating point of each and its interval.`,
    xAxis: 'tokens/s for one user',
    yAxis: 'output tokens/s per chip',
    series,
    slowestUser:
      limit === null
        ? null
        : { x: MS_PER_SECOND / limit, label: `slowest allowed: TPOT ${formatValue(limit, 'ms')}` },
  };
};

/** Names of all parts, in the order first met: the order of their colours. */
export const partNames = (
  rows: readonly { readonly parts: readonly { readonly name: string }[] }[],
): readonly string[] => [...new Set(rows.flatMap((row) => row.parts.map((part) => part.name)))];

/** Memory of a chip, part by part, against its capacity. Null without systems. */
export const memoryChart = (
  id: string,
  memories: readonly { readonly label: string; readonly memory: MemoryBreakdown }[],
): StackChart | null => {
  if (memories.length === 0) return null;
  const { by, label: axis } = axisScale('B', Math.max(...memories.map(({ memory }) => memory.capacityBytes)));
  const rows = memories.map(({ label, memory }) => ({
    label,
    parts: memory.parts.map((part) => ({
      name: part.name,
      value: part.bytes / by,
      text: formatValue(part.bytes, 'B'),
    })),
    text: `${formatValue(memory.totalBytes, 'B')} of ${formatValue(memory.capacityBytes, 'B')}`,
    capacity: memory.capacityBytes / by,
  }));
  return {
    kind: 'stack',
    id,
    title: 'Memory of one chip against its capacity',
    description: `Memory per chip by part for ${rows.length} systems: ${rows.map((row) => `${row.label} ${row.text}`).join('; ')}.`,
    axis: `${axis} per chip`,
    rows,
    names: partNames(rows),
  };
};

/** Where the time of one step goes, part by part. Null without systems. */
export const timeChart = (
  id: string,
  title: string,
  times: readonly { readonly label: string; readonly time: TimeBreakdown }[],
): StackChart | null => {
  if (times.length === 0) return null;
  const largest = Math.max(...times.map(({ time }) => time.totalSeconds));
  const { by, label: axis } = axisScale('s', largest);
  const rows = times.map(({ label, time }) => ({
    label,
    parts: time.parts.map((part) => ({
      name: part.name,
      value: part.seconds / by,
      text: `${formatValue(part.seconds, 's')}, bound by ${part.bound}`,
    })),
    text: formatValue(time.totalSeconds, 's'),
    capacity: null,
  }));
  return {
    kind: 'stack',
    id,
    title,
    description: `${title}, by part: ${rows.map((row) => `${row.label} ${row.text}`).join('; ')}.`,
    axis,
    rows,
    names: partNames(rows),
  };
};

const FLOPS_PER_TERAFLOP = 1e12;

/** Ceilings of the chips and where the phases of the work sit below them. Null without points. */
export const rooflineChart = (id: string, drawn: readonly Drawn[]): RooflineChart | null => {
  const series = drawn
    .map(({ candidate, outcome }) => ({
      name: candidate.systemName,
      vendor: candidate.vendor,
      roof:
        candidate.ceilings === undefined
          ? null
          : {
              peak: candidate.ceilings.peakFlopsPerSecond.estimate / FLOPS_PER_TERAFLOP,
              slope: candidate.ceilings.hbmBytesPerSecond.estimate / FLOPS_PER_TERAFLOP,
            },
      points: outcome.roofline
        .filter((point) => point.intensity > 0 && point.achievedFlopsPerSecondPerChip > 0)
        .map((point) => ({
          name: point.name,
          x: point.intensity,
          y: point.achievedFlopsPerSecondPerChip / FLOPS_PER_TERAFLOP,
        })),
    }))
    .filter((each) => each.points.length > 0);
  if (series.length === 0) return null;
  return {
    kind: 'roofline',
    id,
    title: 'Roofline: how near the work comes to the ceilings of a chip',
    description: `Achieved rate against arithmetic intensity for ${series.map((each) => each.name).join(', ')}, below the ceilings set by memory bandwidth and peak rate.`,
    xAxis: 'FLOP per byte of memory traffic',
    yAxis: 'TFLOP/s per chip',
    series,
  };
};
