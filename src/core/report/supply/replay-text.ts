import type { CloudClass, SupplyCase } from '../../supply/case.ts';
import type { Baseline, ServiceCurve } from '../../supply/plan.ts';
import type { ReplayedCustomer } from '../../supply/replay/outcome.ts';
import { replayLine } from '../../supply/replay/replay.ts';
import type { PlanFindings } from '../../supply/result.ts';
import { formatNumber } from '../format.ts';
import { terminalTable } from '../table.ts';
import { changeText } from './rack-price-words.ts';
import { inner, type SupplyTextOptions, section, sentences } from './terminal-parts.ts';
import { dayText, recoveryText, waitSentence } from './words.ts';

/** Customers of a queue that are all listed; longer queues show those who wait longest. */
const LISTED_IN_FULL = 14;
const WORST_SHOWN = 10;

/** Who is not served any more counts as waiting longest. */
const harm = ({ extra }: ReplayedCustomer): number => {
  switch (extra.kind) {
    case 'lost':
      return Infinity;
    case 'days':
      return extra.days;
    case 'not-counted':
      return -Infinity;
  }
};

const byHarm = (a: ReplayedCustomer, b: ReplayedCustomer): number =>
  harm(a) === harm(b) ? a.arrivedDay - b.arrivedDay : harm(b) - harm(a);

const extraText = ({ extra }: ReplayedCustomer): string => {
  if (extra.kind === 'days') return `${extra.days > 0 ? '+' : ''}${formatNumber(extra.days)} d`;
  return extra.kind === 'lost' ? 'not served' : '–';
};

const lineTable = (
  of: SupplyCase,
  lines: readonly ReplayedCustomer[],
  options: SupplyTextOptions,
): readonly string[] =>
  terminalTable(
    [
      { header: 'customer', shrinkTo: 12 },
      { header: 'equiv.', align: 'right' },
      { header: 'arrived' },
      { header: 'baseline' },
      { header: 'plan' },
      { header: 'extra', align: 'right' },
    ],
    lines.map((line) => [
      line.customer,
      formatNumber(Math.round(line.equivalents * 10) / 10),
      dayText(of, line.arrivedDay),
      dayText(of, line.baselineDay),
      dayText(of, line.servedDay),
      extraText(line),
    ]),
    inner(options),
  );

const summary = (lines: readonly ReplayedCustomer[]): string => {
  const inBaseline = lines.filter(({ extra }) => extra.kind !== 'not-counted');
  const count = (holds: (days: number) => boolean): string =>
    formatNumber(inBaseline.filter((line) => holds(harm(line))).length);
  const lost = inBaseline.filter(({ extra }) => extra.kind === 'lost').length;
  const later = count((days) => days > 0 && Number.isFinite(days));
  return `${formatNumber(lines.length)} in the queue, ${formatNumber(inBaseline.length)} of them served in the baseline: ${count((days) => days <= 0)} no later in the plan, ${later} later${lost > 0 ? `, ${formatNumber(lost)} not any more` : ''}.`;
};

const queueLines = (
  of: SupplyCase,
  cloudClass: CloudClass,
  before: ServiceCurve,
  after: ServiceCurve,
  options: SupplyTextOptions,
): readonly string[] => {
  const lines = replayLine({
    cloudClass,
    buckets: of.buckets,
    baseline: before.cumulative,
    plan: after.cumulative,
  });
  if (lines.length === 0) return ['nobody waits'];
  const short = lines.length <= LISTED_IN_FULL;
  const shown = short ? lines : lines.toSorted(byHarm).slice(0, WORST_SHOWN);
  return [
    ...sentences([summary(lines)], options),
    ...(short ? [] : [`the ${WORST_SHOWN} who wait longest for it:`]),
    ...lineTable(of, shown, options),
  ];
};

const curveOf = (curves: readonly ServiceCurve[], classId: string): ServiceCurve => {
  const found = curves.find((one) => one.classId === classId);
  if (found === undefined) throw new RangeError(`Nothing is known of the service to class ${classId}`);
  return found;
};

const replays = (
  of: SupplyCase,
  title: string,
  baseline: Baseline,
  curves: readonly ServiceCurve[],
  found: PlanFindings['replays'],
  options: SupplyTextOptions,
): readonly string[] =>
  of.classes.flatMap((cloudClass) => {
    const replay = found.find(({ classId }) => classId === cloudClass.id);
    const words =
      replay === undefined ? [] : [`${waitSentence(of, replay)}; caught up: ${recoveryText(of, replay)}.`];
    return section(
      `Queue of ${cloudClass.name}, ${title}`,
      [
        ...sentences(words, options),
        ...queueLines(
          of,
          cloudClass,
          curveOf(baseline.services, cloudClass.id),
          curveOf(curves, cloudClass.id),
          options,
        ),
      ],
      options,
    );
  });

/**
 * Every queue customer by customer, first come first served in whole days: in the baseline and in the plan, and where
 * racks more or fewer were asked about, once without them and once with them.
 */
export const replayText = (
  of: SupplyCase,
  baseline: Baseline,
  findings: PlanFindings,
  options: SupplyTextOptions,
): string => {
  const { plan, whatIf } = findings;
  const price = whatIf?.price ?? null;
  const lines =
    whatIf === null || price === null
      ? replays(of, 'before and after outside sales', baseline, plan.services, findings.replays, options)
      : [
          ...replays(
            of,
            `without the ${changeText(of, whatIf.change)}`,
            baseline,
            price.before,
            price.replaysBefore,
            options,
          ),
          ...replays(
            of,
            `with the ${changeText(of, whatIf.change)}`,
            baseline,
            price.after,
            price.replays,
            options,
          ),
        ];
  return `${lines.join('\n')}\n`;
};
