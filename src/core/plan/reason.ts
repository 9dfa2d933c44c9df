import type { WorkloadOutcome } from '../performance/outcome.ts';
import type { RankBy } from '../workload/request.ts';
import { MEASURES, type Unscored } from './score.ts';

const startingUpper = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

const percent = (ratio: number): string => `${(100 * ratio).toFixed(ratio < 0.095 ? 1 : 0)} %`;

const times = (ratio: number): string => `${ratio.toFixed(ratio < 9.95 ? 2 : 1)}x`;

/** Which promise an outcome breaks, with both numbers; null when it keeps all. */
const brokenPromise = (outcome: WorkloadOutcome, horizonDays: number): string | null => {
  if (outcome.kind === 'training') {
    const days = outcome.wallSeconds.estimate / 86400;
    if (!outcome.meetsDeadline) return `${outcome.workload} needs ${days.toFixed(1)} days, past its deadline`;
    return days <= horizonDays ? null : `${outcome.workload} needs ${days.toFixed(0)} days, past the horizon`;
  }
  if (outcome.meetsServiceLevel) return null;
  const tail = `p${(100 * outcome.percentile).toFixed(0)}`;
  return (
    `${outcome.workload} misses its service level: ${tail} TTFT ${outcome.timeToFirstTokenMs.estimate.toFixed(0)} ms, ` +
    `TPOT ${outcome.timePerOutputTokenMs.estimate.toFixed(1)} ms at best`
  );
};

const whyItMisses = (candidate: Unscored): string | null => {
  for (const outcome of candidate.outcomes) {
    const broken = brokenPromise(outcome, candidate.horizonDays);
    if (broken !== null) return broken;
  }
  if (candidate.porting?.verdict === 'keep-on-gpu')
    return `the audit of the code keeps it on GPUs: ${candidate.porting.reason}`;
  if (candidate.site?.verdict !== 'does-not-fit') return null;
  const fault = candidate.site.findings.find((finding) => finding.verdict === 'does-not-fit');
  return fault === undefined ? null : `does not fit the site: ${fault.text}`;
};

/** Splits a cost ratio into the two things that make it: how many chips, and what each costs. */
const whatMakesTheDifference = (best: Unscored, candidate: Unscored): string => {
  if (best.cost === null || candidate.cost === null) return '';
  const chips = candidate.chips / best.chips;
  const perChip =
    candidate.cost.totalUsd.estimate / candidate.chips / (best.cost.totalUsd.estimate / best.chips);
  return `: ${times(chips)} the chips at ${times(perChip)} the cost each`;
};

/** Relative differences below this would be printed as nothing. */
const LEVEL = 5e-4;

const against = (candidate: Unscored, best: Unscored, rankBy: RankBy): string => {
  const measure = MEASURES[rankBy];
  const [score, bestScore] = [measure.of(candidate), measure.of(best)];
  if (score === null || bestScore === null || bestScore.estimate === 0) return `Ranked by ${rankBy}.`;
  const ratio = score.estimate / bestScore.estimate - 1;
  if (Math.abs(ratio) < LEVEL) return `level with ${best.systemName}.`;
  const isWorse = measure.better === 'lower' ? ratio >= 0 : ratio <= 0;
  const difference = rankBy === 'total-cost' ? whatMakesTheDifference(best, candidate) : '';
  const word = isWorse ? measure.worse : measure.betterWord;
  return `${percent(Math.abs(ratio))} ${word} than ${best.systemName}${difference}.`;
};

/** Why a candidate may not be to be had at all, as an opening clause; empty where it is on offer. */
const notForSale = ({ availability, tenure }: Unscored): string => {
  if (availability.status === 'announced') return `Announced, not to be had yet (${availability.text}); `;
  if (availability.status === 'not-sold') return `Not for sale (${availability.text}); `;
  return availability.status === 'unknown' && tenure === 'own'
    ? `Perhaps not for sale (${availability.text}); `
    : '';
};

/** One sentence that says why a candidate stands where it stands, against the best one. */
export const reasonFor = (
  candidate: Unscored,
  rank: number,
  best: Unscored,
  meeting: number,
  rankBy: RankBy,
): string => {
  const missed = candidate.verdict === 'misses' ? whyItMisses(candidate) : null;
  if (missed !== null) return `${startingUpper(missed)}.`;
  const measure = MEASURES[rankBy];
  if (measure.of(candidate) === null) {
    return startingUpper(
      `${notForSale(candidate)}cannot be ranked: nobody has published a price; give one with --catalog (prices: a row with item: ${candidate.systemId}, kind: rental in USD/h or purchase in USD).`,
    );
  }
  if (rank === 1)
    return startingUpper(
      `${notForSale(candidate)}the ${measure.superlative} of the ${meeting} that keep every promise.`,
    );
  return startingUpper(`${notForSale(candidate)}${against(candidate, best, rankBy)}`);
};
