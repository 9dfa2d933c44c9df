import type { Bound, TimeBreakdown, TrainingOutcome, WorkloadOutcome } from '../performance/outcome.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Candidate, PlanResult, WorkloadEnergy } from './result.ts';

/** What a step is made of, by what limits it: shares that add up to 1. */
export interface BoundShares {
  readonly workload: string;
  readonly step: 'decode step' | 'prefill of one prompt' | 'training step';
  readonly seconds: number;
  /** What limits the work of the whole layout; the step itself spends most on the largest of its shares. */
  readonly bound: Bound;
  readonly shares: Readonly<Record<'compute' | 'memory-bandwidth' | 'network' | 'latency', number>>;
}

/** One system of a comparison: its best candidate, or why it cannot run the request. */
export type Side =
  | { readonly kind: 'candidate'; readonly candidate: Candidate; readonly bounds: readonly BoundShares[] }
  | {
      readonly kind: 'refused';
      readonly systemId: string;
      readonly systemName: string;
      readonly reason: string;
    };

/** The same figure of every side, and which side has the best estimate; null where a side has no such figure. */
export interface SideBySideRow {
  /** null: of the whole request. */
  readonly workload: string | null;
  readonly name: string;
  readonly better: 'lower' | 'higher';
  readonly figures: readonly (Figure | null)[];
  readonly best: number | null;
}

export interface SideBySide {
  readonly request: string;
  readonly catalogVersion: string;
  readonly calibrationVersion: string;
  /** Names of the workloads, in the order of the request. */
  readonly workloads: readonly string[];
  readonly sides: readonly Side[];
  readonly rows: readonly SideBySideRow[];
}

const NO_TIME = { compute: 0, 'memory-bandwidth': 0, network: 0, latency: 0 };

const sharesOf = (
  workload: string,
  step: BoundShares['step'],
  { parts, totalSeconds }: TimeBreakdown,
  bound: Bound,
): BoundShares => {
  const shares = { ...NO_TIME };
  for (const part of parts) {
    // Waiting for memory to free up is not a part of a step; capacity limits how many requests share it.
    if (part.bound !== 'memory-capacity') shares[part.bound] += part.seconds / totalSeconds;
  }
  return { workload, step, seconds: totalSeconds, bound, shares };
};

const boundsOf = (outcome: WorkloadOutcome): readonly BoundShares[] =>
  outcome.kind === 'training'
    ? [sharesOf(outcome.workload, 'training step', outcome.step, outcome.bound)]
    : [
        sharesOf(outcome.workload, 'decode step', outcome.decodeStep, outcome.bound),
        sharesOf(outcome.workload, 'prefill of one prompt', outcome.prefillStep, outcome.bound),
      ];

type Take = (candidate: Candidate) => Figure | null;
type Line = Pick<SideBySideRow, 'workload' | 'name' | 'better'> & { readonly take: Take };

const ofOutcome =
  (workload: string, of: (outcome: WorkloadOutcome) => Figure | null): Take =>
  ({ outcomes }) => {
    const outcome = outcomes.find((each) => each.workload === workload);
    return outcome === undefined ? null : of(outcome);
  };

const ofEnergy =
  (workload: string, of: (energy: WorkloadEnergy) => Figure | null): Take =>
  ({ energy = [] }) => {
    const found = energy.find((each) => each.workload === workload);
    return found === undefined ? null : of(found);
  };

const trained =
  (of: (outcome: TrainingOutcome) => Figure | null) =>
  (outcome: WorkloadOutcome): Figure | null =>
    outcome.kind === 'training' ? of(outcome) : null;

const perWorkload = (workload: string): readonly Line[] => {
  const line = (name: string, better: Line['better'], take: Take): Line => ({ workload, name, better, take });
  const outcome = (of: (outcome: WorkloadOutcome) => Figure | null): Take => ofOutcome(workload, of);
  return [
    line(
      'tokens/s per chip',
      'higher',
      outcome((o) => (o.kind === 'training' ? o.tokensPerSecondPerChip : o.outputTokensPerSecondPerChip)),
    ),
    line(
      'TTFT',
      'lower',
      outcome((o) => (o.kind === 'serving' ? o.timeToFirstTokenMs : null)),
    ),
    line(
      'TPOT',
      'lower',
      outcome((o) => (o.kind === 'serving' ? o.timePerOutputTokenMs : null)),
    ),
    line('run time', 'lower', outcome(trained((o) => o.wallSeconds))),
    line('FLOP utilisation', 'higher', outcome(trained((o) => o.modelFlopsUtilisation))),
    line('goodput', 'higher', outcome(trained((o) => o.goodput))),
    line(
      'interrupted every',
      'higher',
      outcome(trained(({ reliability }) => reliability?.secondsBetweenInterruptions ?? null)),
    ),
    line(
      'energy per token',
      'lower',
      ofEnergy(workload, (energy) => energy.joulesPerToken),
    ),
    line(
      'energy per run',
      'lower',
      ofEnergy(workload, (energy) => energy.kwhPerRun),
    ),
  ];
};

const overall = (workloads: number): readonly Line[] => {
  const line = (name: string, better: Line['better'], take: Take): Line => ({
    workload: null,
    name,
    better,
    take,
  });
  return [
    line('IT power', 'lower', (candidate) => candidate.itWatts),
    // Tokens of several workloads are several kinds of work.
    ...(workloads === 1
      ? [line('work per watt', 'higher', (candidate) => candidate.tokensPerSecondPerWatt)]
      : []),
    line('total cost', 'lower', (candidate) => candidate.cost?.totalUsd ?? null),
    line('per Mtok in', 'lower', (candidate) => candidate.cost?.usdPerMillionInputTokens ?? null),
    line('per Mtok out', 'lower', (candidate) => candidate.cost?.usdPerMillionOutputTokens ?? null),
    line('per run', 'lower', (candidate) => candidate.cost?.usdPerRun ?? null),
  ];
};

const bestOf = (figures: readonly (Figure | null)[], better: 'lower' | 'higher'): number | null => {
  let best: { readonly index: number; readonly value: number } | null = null;
  figures.forEach((figure, index) => {
    if (figure === null) return;
    const value = better === 'lower' ? -figure.estimate : figure.estimate;
    if (best === null || value > best.value) best = { index, value };
  });
  return (best as { readonly index: number } | null)?.index ?? null;
};

const sideOf = (result: PlanResult, systemId: string): readonly Side[] => {
  const candidate = result.candidates.find((each) => each.systemId === systemId);
  if (candidate !== undefined) {
    return [{ kind: 'candidate', candidate, bounds: candidate.outcomes.flatMap(boundsOf) }];
  }
  const refused = result.refused.find((each) => each.systemId === systemId);
  return refused === undefined ? [] : [{ kind: 'refused', ...refused }];
};

/**
 * The systems of a plan side by side in the order asked for, each under its best-ranked tenure, with where the time of
 * its steps goes. Rows that no side has are left out.
 */
export const sideBySide = (result: PlanResult, systemIds: readonly string[]): SideBySide => {
  const sides = systemIds.flatMap((id) => sideOf(result, id));
  const workloads = result.request.workloads.map(({ name }) => name);
  const lines = [...workloads.flatMap(perWorkload), ...overall(workloads.length)];
  const rows = lines.map(({ workload, name, better, take }): SideBySideRow => {
    const figures = sides.map((side) => (side.kind === 'candidate' ? take(side.candidate) : null));
    const best = sides.length > 1 ? bestOf(figures, better) : null;
    return { workload, name, better, figures, best };
  });
  return {
    request: result.request.name,
    catalogVersion: result.catalogVersion,
    calibrationVersion: result.calibrationVersion,
    workloads,
    sides,
    rows: rows.filter(({ figures }) => figures.some((figure) => figure !== null)),
  };
};
