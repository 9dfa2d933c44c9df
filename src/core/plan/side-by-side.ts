import type { Bound, TimeBreakdown, WorkloadOutcome } from '../performance/outcome.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Candidate, PlanResult } from './result.ts';

/** What a step is made of, by what limits it: shares that add up to 1. */
export interface BoundShares {
  readonly workload: string;
  readonly step: 'decode step' | 'prefill of one prompt' | 'training step';
  readonly seconds: number;
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
  readonly name: string;
  readonly better: 'lower' | 'higher';
  readonly figures: readonly (Figure | null)[];
  readonly best: number | null;
}

export interface SideBySide {
  readonly request: string;
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

type Pick = (candidate: Candidate) => Figure | null;

const perWorkload = (result: PlanResult): readonly (readonly [string, 'lower' | 'higher', Pick])[] =>
  result.request.workloads.flatMap((workload, index) => {
    const pick =
      (of: (outcome: WorkloadOutcome) => Figure | null): Pick =>
      (candidate) => {
        const outcome = candidate.outcomes[index];
        return outcome === undefined ? null : of(outcome);
      };
    const prefix = result.request.workloads.length > 1 ? `${workload.name}: ` : '';
    return [
      [
        `${prefix}tokens/s per chip`,
        'higher',
        pick((o) => (o.kind === 'training' ? o.tokensPerSecondPerChip : o.outputTokensPerSecondPerChip)),
      ],
      [`${prefix}TTFT`, 'lower', pick((o) => (o.kind === 'serving' ? o.timeToFirstTokenMs : null))],
      [`${prefix}TPOT`, 'lower', pick((o) => (o.kind === 'serving' ? o.timePerOutputTokenMs : null))],
      [`${prefix}run time`, 'lower', pick((o) => (o.kind === 'training' ? o.wallSeconds : null))],
      [
        `${prefix}FLOP utilisation`,
        'higher',
        pick((o) => (o.kind === 'training' ? o.modelFlopsUtilisation : null)),
      ],
      [`${prefix}goodput`, 'higher', pick((o) => (o.kind === 'training' ? o.goodput : null))],
    ];
  });

const overall: readonly (readonly [string, 'lower' | 'higher', Pick])[] = [
  ['IT power', 'lower', (candidate) => candidate.itWatts],
  ['energy per token', 'lower', (candidate) => candidate.joulesPerToken],
  ['work per watt', 'higher', (candidate) => candidate.tokensPerSecondPerWatt],
  ['total cost', 'lower', (candidate) => candidate.cost?.totalUsd ?? null],
  ['per Mtok in', 'lower', (candidate) => candidate.cost?.usdPerMillionInputTokens ?? null],
  ['per Mtok out', 'lower', (candidate) => candidate.cost?.usdPerMillionOutputTokens ?? null],
  ['per run', 'lower', (candidate) => candidate.cost?.usdPerRun ?? null],
];

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
  const rows = [...perWorkload(result), ...overall].map(([name, better, pick]): SideBySideRow => {
    const figures = sides.map((side) => (side.kind === 'candidate' ? pick(side.candidate) : null));
    return { name, better, figures, best: sides.length > 1 ? bestOf(figures, better) : null };
  });
  return {
    request: result.request.name,
    sides,
    rows: rows.filter(({ figures }) => figures.some((figure) => figure !== null)),
  };
};
