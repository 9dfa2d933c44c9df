import type { ServingOutcome, TrainingOutcome, WorkloadOutcome } from '../performance/outcome.ts';
import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure } from '../quantity/figure.ts';
import type { RankBy, Workload } from '../workload/request.ts';
import { formatFigure, formatInterval, formatNumber, formatShare, formatValue } from './format.ts';

/** What one candidate comes to across its workloads: the numbers that tables and headlines quote. */
export interface CandidateSummary {
  /** Output tokens (serving) or trained tokens per second, all workloads together; null where there is no outcome. */
  readonly tokensPerSecond: Figure | null;
  /** The slowest of the serving workloads; null when none is served. */
  readonly timeToFirstTokenMs: Figure | null;
  readonly timePerOutputTokenMs: Figure | null;
  /** The longest of the training runs; null when nothing is trained. */
  readonly wallSeconds: Figure | null;
  /** Per million output tokens when serving, per run when training; null where no price is known. */
  readonly price: Figure | null;
}

export const isTraining = (outcome: WorkloadOutcome): outcome is TrainingOutcome =>
  outcome.kind === 'training';
export const isServing = (outcome: WorkloadOutcome): outcome is ServingOutcome => outcome.kind !== 'training';

const largest = (figures: readonly Figure[]): Figure | null =>
  figures.reduce<Figure | null>(
    (best, each) => (best === null || each.estimate > best.estimate ? each : best),
    null,
  );

/** The summary of one candidate. Figures are taken over as they are, never recomputed, so that `explain` finds them. */
export const summarise = (candidate: Candidate): CandidateSummary => {
  const serving = candidate.outcomes.filter(isServing);
  const training = candidate.outcomes.filter(isTraining);
  return {
    tokensPerSecond: largest([
      ...serving.map((outcome) => outcome.outputTokensPerSecond),
      ...training.map((outcome) => outcome.tokensPerSecond),
    ]),
    timeToFirstTokenMs: largest(serving.map((outcome) => outcome.timeToFirstTokenMs)),
    timePerOutputTokenMs: largest(serving.map((outcome) => outcome.timePerOutputTokenMs)),
    wallSeconds: largest(training.map((outcome) => outcome.wallSeconds)),
    price: candidate.cost?.usdPerMillionOutputTokens ?? candidate.cost?.usdPerRun ?? null,
  };
};

const RANKED_BY: Readonly<Record<RankBy, string>> = {
  'total-cost': 'total cost over the horizon',
  'cost-per-token': 'cost per token',
  'throughput-per-watt': 'throughput per watt',
  throughput: 'throughput',
  power: 'power',
  'fewest-racks': 'number of racks',
};

/** What the ranking went by, in words. */
export const rankedByText = (rankedBy: RankBy): string => RANKED_BY[rankedBy];

/** `own`, or `rent (reserved-3y)`. */
export const tenureText = (candidate: Pick<Candidate, 'tenure' | 'offerId'>): string =>
  candidate.tenure === 'rent' && candidate.offerId !== null
    ? `rent (${candidate.offerId})`
    : candidate.tenure;

/** How a candidate is named in running text: `Trn2 UltraServer, own`. */
export const candidateLabel = (candidate: Candidate): string =>
  `${candidate.systemName}, ${tenureText(candidate)}`;

const duration = (milliseconds: number): string => formatValue(milliseconds, 'ms');

/** What one workload asks for, in a line. */
export const workloadText = (workload: Workload): string => {
  const model = workload.model.name;
  switch (workload.kind) {
    case 'serving': {
      const { serviceLevel, inputTokens, outputTokens } = workload;
      const percentile = `p${formatNumber(100 * serviceLevel.percentile)}`;
      const limits = [
        serviceLevel.timeToFirstTokenMs === null
          ? []
          : [`TTFT ≤ ${duration(serviceLevel.timeToFirstTokenMs)}`],
        serviceLevel.timePerOutputTokenMs === null
          ? []
          : [`TPOT ≤ ${duration(serviceLevel.timePerOutputTokenMs)}`],
      ].flat();
      return [
        `${model}: ${formatFigure(workload.requestsPerSecond)}`,
        `${formatNumber(inputTokens.mean)} in, ${formatNumber(outputTokens.mean)} out`,
        limits.length === 0 ? 'no latency promise' : `${percentile} ${limits.join(', ')}`,
      ].join('; ');
    }
    case 'batch':
      return `${model}: ${formatNumber(workload.requestsPerDay)} requests per day; ${formatNumber(workload.inputTokens.mean)} in, ${formatNumber(workload.outputTokens.mean)} out`;
    default: {
      const deadline =
        workload.deadlineSeconds === null
          ? 'no deadline'
          : `within ${formatValue(workload.deadlineSeconds, 's')}`;
      const verb = workload.kind === 'pretraining' ? 'pretrain' : 'fine-tune';
      return `${verb} ${model} on ${formatValue(workload.tokens, 'tokens')} of ${formatNumber(workload.sequenceLength)}; ${deadline}`;
    }
  }
};

export const SITE_TEXT = Object.freeze({
  fits: 'fits',
  marginal: 'tight',
  'does-not-fit': 'no',
  unknown: '?',
});

/** The site's answer in a word; a dash where the site is the landlord's affair. */
export const siteText = (candidate: Candidate): string =>
  candidate.site === null ? '–' : SITE_TEXT[candidate.site.verdict];

/** The answer in one sentence: what to take, how many, and whether it does the job. */
export const headline = (result: PlanResult): string => {
  const best = result.candidates[0];
  if (best === undefined) return 'No system in the catalogue can run this request.';
  const count = `${formatNumber(best.units)} × ${best.systemName} (${formatNumber(best.chips)} chips)`;
  const verb = best.tenure === 'own' ? 'Buy' : 'Rent';
  const offer = best.tenure === 'rent' && best.offerId !== null ? ` under ${best.offerId}` : '';
  if (best.verdict === 'meets') return `${verb} ${count}${offer}: meets what was asked.`;
  return `Nothing meets what was asked. Nearest: ${verb.toLowerCase()} ${count}${offer}.`;
};

/** The few numbers that go with the headline, most important first. */
export const headlineFigures = (
  result: PlanResult,
): readonly { readonly label: string; readonly text: string }[] => {
  const best = result.candidates[0];
  if (best === undefined) return [];
  const summary = summarise(best);
  const months = result.request.terms.horizonMonths;
  const entry = (label: string, figure: Figure | null | undefined) =>
    figure === null || figure === undefined ? [] : [{ label, text: formatFigure(figure) }];
  return [
    ...(best.cost === null
      ? [{ label: `cost over ${months} months`, text: 'no price known' }]
      : entry(`over ${months} months`, best.cost.totalUsd)),
    ...entry(isRun(summary) ? 'per run' : 'output tokens', summary.price),
    ...entry('TTFT', summary.timeToFirstTokenMs),
    ...entry('TPOT', summary.timePerOutputTokenMs),
    ...entry('run time', summary.wallSeconds),
    ...entry('IT power', best.itWatts),
    ...best.outcomes
      .filter(isServing)
      .slice(0, 1)
      .map((outcome) => ({ label: 'load', text: formatShare(outcome.load) })),
  ];
};

const isRun = (summary: CandidateSummary): boolean => summary.price?.unit === 'USD';

/** A figure cut into what fits one cell and its interval; a dash where there is none. */
export const cellOf = (figure: Figure | null): { readonly estimate: string; readonly range: string } =>
  figure === null ? { estimate: '–', range: '' } : formatInterval(figure, figure.unit);
