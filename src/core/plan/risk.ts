import type { ServingOutcome, TrainingOutcome, WorkloadOutcome } from '../performance/outcome.ts';
import type { Figure } from '../quantity/figure.ts';
import type { SiteCheck, SiteFinding } from '../site/check.ts';
import type { ServiceLevel, Workload } from '../workload/request.ts';
import { portingRisk } from './porting.ts';
import type { Unscored } from './score.ts';

const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_HOUR = 3600;

const milliseconds = (value: number): string =>
  value < 1000
    ? `${value < 100 ? Number(value.toPrecision(3)) : value.toFixed(0)} ms`
    : `${Number((value / 1000).toPrecision(2))} s`;

const duration = (seconds: number): string =>
  seconds < 2 * SECONDS_PER_DAY
    ? `${(seconds / SECONDS_PER_HOUR).toFixed(0)} h`
    : `${(seconds / SECONDS_PER_DAY).toFixed(0)} days`;

const beyond = (name: string, figure: Figure<'ms'>, limit: number | null): readonly string[] =>
  limit === null || figure.high <= limit
    ? []
    : [`${name} ${milliseconds(figure.high)} (limit ${milliseconds(limit)})`];

const servingRisks = (outcome: ServingOutcome, level: ServiceLevel | null): readonly string[] => [
  ...(level === null
    ? []
    : [
        ...beyond('TTFT', outcome.timeToFirstTokenMs, level.timeToFirstTokenMs),
        ...beyond('TPOT', outcome.timePerOutputTokenMs, level.timePerOutputTokenMs),
      ]),
  ...(outcome.load.estimate <= 1 && outcome.load.high > 1
    ? [`a load of ${(100 * outcome.load.high).toFixed(0)} %`]
    : []),
];

const trainingRisks = (outcome: TrainingOutcome, deadlineSeconds: number | null): readonly string[] =>
  deadlineSeconds === null || outcome.wallSeconds.high <= deadlineSeconds
    ? []
    : [`${duration(outcome.wallSeconds.high)} (deadline ${duration(deadlineSeconds)})`];

const risksOf = (outcome: WorkloadOutcome, workload: Workload | undefined): readonly string[] => {
  if (outcome.kind === 'training') {
    const deadline =
      workload?.kind === 'pretraining' || workload?.kind === 'fine-tuning' ? workload.deadlineSeconds : null;
    return trainingRisks(outcome, deadline);
  }
  return servingRisks(outcome, workload?.kind === 'serving' ? workload.serviceLevel : null);
};

/** Where the site falls short at the estimate although the interval still reaches a fit. */
const siteRisk = (site: SiteCheck | null): string | null => {
  const short = site === null ? [] : site.findings.filter(({ margin }) => margin !== null && margin < 0);
  const worst = short.reduce<SiteFinding | null>(
    (most, each) => (most === null || Number(each.margin) < Number(most.margin) ? each : most),
    null,
  );
  if (worst === null) return null;
  return `the site falls short at the estimate (${worst.check.replace('-', ' ')}; repair: ${worst.repair})`;
};

/** Few units and none to spare: what one failure takes with it. */
const failureRisk = (outcomes: readonly WorkloadOutcome[]): string | null => {
  const bare = outcomes.find(
    (outcome) =>
      outcome.kind === 'serving' &&
      outcome.spareUnits === 0 &&
      outcome.load.estimate * outcome.unitsNeeded > outcome.unitsNeeded - 1,
  );
  return bare === undefined ? null : 'one unit down leaves too little for the peak (raise terms.headroom)';
};

/**
 * What a buyer who takes the estimates at their word may find broken: promises that the estimate keeps and the unfavourable
 * end of the interval does not, a site that falls short at the estimate, no unit to spare,
 * and code that has to be brought there. null where there is nothing.
 */
export const riskOf = (
  { outcomes, site, porting }: Pick<Unscored, 'outcomes' | 'site' | 'porting'>,
  workloads: readonly Workload[],
): string | null => {
  const parts = outcomes.flatMap((outcome) => {
    const risks = risksOf(
      outcome,
      workloads.find((each) => each.name === outcome.workload),
    );
    if (risks.length === 0) return [];
    return [`${outcomes.length > 1 ? `${outcome.workload}: ` : ''}${risks.join(', ')}`];
  });
  const promises =
    parts.length === 0
      ? null
      : `promises are kept at the estimate, but the interval reaches ${parts.join('; ')}`;
  const all = [promises, siteRisk(site), failureRisk(outcomes), portingRisk(porting)].filter(
    (part) => part !== null,
  );
  return all.length === 0 ? null : all.join('; ');
};
