import { derived, type Figure } from '../quantity/figure.ts';
import type { RankBy } from '../workload/request.ts';
import type { Candidate } from './result.ts';

/** What a candidate is judged by: a figure, and which way is better. */
interface Measure {
  readonly better: 'lower' | 'higher';
  /** In a sentence: "cheapest", "most work per watt". */
  readonly superlative: string;
  /** What is compared, in a sentence: "the intervals of their total cost". */
  readonly noun: string;
  /** In a comparison: "dearer" and "cheaper". */
  readonly worse: string;
  readonly betterWord: string;
  readonly of: (candidate: Unscored) => Figure | null;
}

export type Unscored = Omit<Candidate, 'rank' | 'reason' | 'risk' | 'score' | 'sensitivity'> & {
  readonly racks: Figure<'1'> | null;
  readonly tokensPerSecondPerChip: Figure | null;
  readonly horizonDays: number;
  /** How far the worst promise is missed: what it takes over what was allowed; at most 1 where all are kept. */
  readonly shortfall: number;
};

const tokensOf = (candidate: Unscored, which: 'inputTokensPerSecond' | 'outputTokensPerSecond'): number =>
  candidate.outcomes.reduce(
    (sum, outcome) => (outcome.kind === 'training' ? sum : sum + outcome[which].estimate),
    0,
  );

/** Price of a million tokens of the buyer's own mix of input and output; of a run where models are trained. */
const costPerToken = (candidate: Unscored): Figure | null => {
  const cost = candidate.cost;
  if (cost === null) return null;
  const { usdPerMillionInputTokens: input, usdPerMillionOutputTokens: output } = cost;
  if (input === null || output === null) return cost.usdPerRun ?? cost.totalUsd;
  const [inputs, outputs] = [
    tokensOf(candidate, 'inputTokensPerSecond'),
    tokensOf(candidate, 'outputTokensPerSecond'),
  ];
  return derived(
    'USD/Mtok',
    'inputShare * inputPrice + (1 - inputShare) * outputPrice',
    { inputPrice: input, outputPrice: output },
    (v) => (inputs * v.inputPrice + outputs * v.outputPrice) / (inputs + outputs),
  );
};

/** One row per thing a request can rank by; adding a ranking touches this table and the request schema. */
export const MEASURES: Readonly<Record<RankBy, Measure>> = Object.freeze({
  'total-cost': {
    better: 'lower',
    superlative: 'cheapest over the horizon',
    noun: 'their total cost',
    worse: 'dearer',
    betterWord: 'cheaper',
    of: (candidate) => candidate.cost?.totalUsd ?? null,
  },
  'cost-per-token': {
    better: 'lower',
    superlative: 'cheapest per token',
    noun: 'their cost per token',
    worse: 'dearer per token',
    betterWord: 'cheaper per token',
    of: costPerToken,
  },
  'throughput-per-watt': {
    better: 'higher',
    superlative: 'most work per watt',
    noun: 'their work per watt',
    worse: 'less work per watt',
    betterWord: 'more work per watt',
    of: (candidate) => candidate.tokensPerSecondPerWatt,
  },
  throughput: {
    better: 'higher',
    superlative: 'most work per chip',
    noun: 'their work per chip',
    worse: 'less work per chip',
    betterWord: 'more work per chip',
    of: (candidate) => candidate.tokensPerSecondPerChip,
  },
  power: {
    better: 'lower',
    superlative: 'least power',
    noun: 'their power',
    worse: 'more power',
    betterWord: 'less power',
    of: (candidate) => candidate.itWatts,
  },
  'fewest-racks': {
    better: 'lower',
    superlative: 'fewest racks',
    noun: 'their racks',
    worse: 'more racks',
    betterWord: 'fewer racks',
    of: (candidate) => candidate.racks,
  },
});

/** The figure a candidate is ranked by; null when it has none. */
export const scoreOf = (candidate: Unscored, rankBy: RankBy): Figure | null => MEASURES[rankBy].of(candidate);

/** Classes of candidates, best first: to be had and keeping every promise; announced; breaking a promise. */
const standingClass = ({ verdict, availability }: Unscored): number => {
  if (verdict === 'misses') return 2;
  return availability.status === 'announced' || availability.status === 'not-sold' ? 1 : 0;
};

/**
 * Orders candidates best first: those that keep every promise and can be had, those that are only announced, those that
 * miss; within each, scored ones by score. Ties go by id, so that the order never depends on the input's.
 */
export const compareCandidates =
  (rankBy: RankBy) =>
  (a: Unscored, b: Unscored): number => {
    const byClass = standingClass(a) - standingClass(b);
    if (byClass !== 0) return byClass;
    // Among misses the nearest comes first, whatever it costs.
    if (a.verdict === 'misses' && a.shortfall !== b.shortfall) return a.shortfall - b.shortfall;
    const [scoreA, scoreB] = [scoreOf(a, rankBy), scoreOf(b, rankBy)];
    if ((scoreA === null) !== (scoreB === null)) return scoreA === null ? 1 : -1;
    if (scoreA !== null && scoreB !== null && scoreA.estimate !== scoreB.estimate) {
      const rises = scoreA.estimate - scoreB.estimate;
      return MEASURES[rankBy].better === 'lower' ? rises : -rises;
    }
    return a.id < b.id ? -1 : 1;
  };
