import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure, Interval } from '../quantity/figure.ts';
import { UNITS, type UnitName } from '../quantity/unit.ts';
import type { IntervalsChart, StackChart, TimelineChart, TornadoChart } from './chart-spec.ts';
import { partNames } from './charts-performance.ts';
import { axisScale, formatFigure, formatNumber, formatValue } from './format.ts';
import { candidateLabel, rankedByText } from './summary.ts';
import { inputName, sensitivityText } from './words.ts';

const finite = (values: readonly number[]): readonly number[] =>
  values.filter((value) => Number.isFinite(value));

const largestOf = (figures: readonly Interval[]): number =>
  Math.max(0, ...finite(figures.flatMap(({ estimate, high }) => [estimate, high])));

const capped = ({ low, estimate, high }: Interval, cap: number, by: number): Interval => ({
  low: Math.max(low, -cap) / by,
  estimate: Math.max(-cap, Math.min(estimate, cap)) / by,
  high: Math.min(high, cap) / by,
});

const intervalRows = (
  entries: readonly { readonly candidate: Candidate; readonly figure: Figure }[],
  by: number,
) => {
  const cap = largestOf(entries.map(({ figure }) => figure));
  return entries.map(({ candidate, figure }) => ({
    ...capped(figure, cap, by),
    label: `${candidate.rank}  ${candidateLabel(candidate)}`,
    vendor: candidate.vendor,
    text: formatFigure(figure),
    hollow: candidate.verdict === 'misses',
  }));
};

/** What the ranking went by, with intervals, best first. Null without candidates. */
export const rankingChart = (result: PlanResult, candidates: readonly Candidate[]): IntervalsChart | null => {
  const unit = candidates[0]?.score?.unit;
  if (unit === undefined) return null;
  const entries = candidates.flatMap((candidate) =>
    candidate.score?.unit === unit ? [{ candidate, figure: candidate.score }] : [],
  );
  const { by, label } = axisScale(unit, largestOf(entries.map(({ figure }) => figure)));
  const what = rankedByText(result.rankedBy);
  return {
    kind: 'intervals',
    id: 'ranking',
    title: `Ranked by ${what}`,
    description: `Estimate and interval of ${what} for ${entries.length} candidates, best first.`,
    axis: `${what}${label === '' ? '' : `, ${label}`}`,
    rows: intervalRows(entries, by),
    limit: null,
  };
};

/** A limit so many times the largest bar would squeeze all of them against the axis. */
const FAR_BEYOND = 4;

/** IT power of each candidate against the power of the site. Null without candidates. */
export const powerChart = (result: PlanResult, candidates: readonly Candidate[]): IntervalsChart | null => {
  if (candidates.length === 0) return null;
  const entries = candidates.map((candidate) => ({ candidate, figure: candidate.itWatts }));
  const site = result.request.site;
  const largest = largestOf(entries.map(({ figure }) => figure));
  const { by, label } = axisScale('W', largest);
  return {
    kind: 'intervals',
    id: 'power',
    title: 'IT power',
    description: `IT power of ${entries.length} candidates with intervals${site === null ? '' : ' against the power of the site'}.`,
    axis: label,
    rows: intervalRows(entries, by),
    limit:
      site === null || site.itPowerWatts > FAR_BEYOND * largest
        ? null
        : { value: site.itPowerWatts / by, label: `site: ${formatValue(site.itPowerWatts, 'W')}` },
  };
};

/** The bill over the horizon, line by line. Null where no candidate has a price. */
export const costChart = (result: PlanResult, candidates: readonly Candidate[]): StackChart | null => {
  const priced = candidates.flatMap((candidate) =>
    candidate.cost === null ? [] : [{ candidate, cost: candidate.cost }],
  );
  if (priced.length === 0) return null;
  const { by, label } = axisScale('USD', Math.max(...priced.map(({ cost }) => cost.totalUsd.estimate)));
  const rows = priced.map(({ candidate, cost }) => ({
    label: candidateLabel(candidate),
    parts: cost.lines
      .filter((line) => line.usdOverHorizon.estimate > 0)
      .map((line) => ({
        name: line.name,
        value: line.usdOverHorizon.estimate / by,
        text: formatFigure(line.usdOverHorizon),
      })),
    text: formatFigure(cost.totalUsd),
    capacity: null,
  }));
  return {
    kind: 'stack',
    id: 'cost-composition',
    title: `What the bill is made of, over ${formatNumber(result.request.terms.horizonMonths)} months`,
    description: `Cost by line for ${rows.length} candidates: ${rows.map((row) => `${row.label} ${row.text}`).join('; ')}.`,
    axis: label,
    rows,
    names: partNames(rows),
  };
};

const spentAt = (candidate: Candidate, month: number): number | null => {
  const at = candidate.cost?.cumulativeUsdByMonth[Math.round(month) - 1];
  return at === undefined ? null : at.estimate;
};

const crossingOf = (owned: Candidate, by: number) => {
  const { breakEven } = owned.rentOrOwn;
  if (owned.tenure !== 'own' || breakEven.kind !== 'reached') return [];
  const spent = spentAt(owned, breakEven.month);
  if (spent === null) return [];
  const end = (month: number | null, never: string) => (month === null ? never : formatNumber(month));
  const range =
    breakEven.monthLow === null && breakEven.monthHigh === null
      ? ''
      : ` (${end(breakEven.monthLow, 'never')}–${end(breakEven.monthHigh, 'never')})`;
  return [
    {
      x: breakEven.month,
      y: spent / by,
      label: `month ${formatNumber(breakEven.month)}${range}`,
    },
  ];
};

/** Bands of more lines than these would hide each other. */
const BANDS_OVER_TIME = 2;

/** Cash spent over time for the given candidates, bands for their intervals, break-even marked. Null without prices. */
export const timelineChart = (candidates: readonly Candidate[]): TimelineChart | null => {
  const priced = candidates.filter((candidate) => (candidate.cost?.cumulativeUsdByMonth.length ?? -1) > 0);
  if (priced.length === 0) return null;
  const points = priced.flatMap((candidate) => candidate.cost?.cumulativeUsdByMonth ?? []);
  const cap = largestOf(points);
  const { by, label } = axisScale('USD', cap);
  return {
    kind: 'timeline',
    id: 'cost-over-time',
    title: 'Money spent over time: renting against owning',
    description: `Cumulative cash spent month by month for ${priced.map(candidateLabel).join('; ')}.`,
    xAxis: 'months',
    yAxis: `cash spent, ${label}`,
    series: priced.map((candidate, place) => ({
      name: candidateLabel(candidate),
      vendor: candidate.vendor,
      dashed: candidate.tenure === 'rent',
      points: (candidate.cost?.cumulativeUsdByMonth ?? []).map((at, index) => ({
        x: index + 1,
        ...capped(
          place < BANDS_OVER_TIME ? at : { low: at.estimate, estimate: at.estimate, high: at.estimate },
          cap,
          by,
        ),
      })),
    })),
    crossings: priced
      .filter((owned) =>
        priced.some((rented) => rented.systemId === owned.systemId && rented.tenure === 'rent'),
      )
      .flatMap((owned) => crossingOf(owned, by)),
  };
};

const isUnit = (unit: string): unit is UnitName => (UNITS as readonly string[]).includes(unit);

/** What the most important inputs do to the score of a candidate. Null where nothing moves it. */
export const tornadoChart = (candidate: Candidate): TornadoChart | null => {
  const rows = candidate.sensitivity.filter(
    ({ scoreLow, scoreHigh }) => Number.isFinite(scoreLow) && Number.isFinite(scoreHigh),
  );
  const unit = rows[0]?.unit;
  const { score } = candidate;
  if (score === null || unit === undefined || !isUnit(unit)) return null;
  const { by, label } = axisScale(unit, Math.max(...rows.map((row) => Math.abs(row.scoreHigh))));
  return {
    kind: 'tornado',
    id: `sensitivity-${candidate.rank}`,
    title: `What moves the result most: ${candidateLabel(candidate)}`,
    description: rows.map(sensitivityText).join('; '),
    axis: label,
    centre: score.estimate / by,
    rows: rows.map((row) => ({
      label: inputName(row),
      low: row.scoreLow / by,
      high: row.scoreHigh / by,
      lowText: formatValue(row.scoreLow, unit),
      highText: formatValue(row.scoreHigh, unit),
    })),
  };
};
