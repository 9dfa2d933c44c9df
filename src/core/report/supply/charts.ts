import { usdFromCents } from '../../quantity/money.ts';
import { serviceAt } from '../../supply/allocation/guard.ts';
import { cellsOf } from '../../supply/allocation/upstream.ts';
import { dateAfter, horizonDay } from '../../supply/calendar.ts';
import type { CloudClass, SupplyCase } from '../../supply/case.ts';
import type { Baseline } from '../../supply/plan.ts';
import { extraWaitByDay } from '../../supply/replay/replay.ts';
import type { PlanFindings } from '../../supply/result.ts';
import { bucketDates } from '../../supply/when.ts';
import type { CurvesChart, DayTick, HeatChart, ScheduleChart, StackChart } from '../chart-spec.ts';
import { axisScale, formatNumber } from '../format.ts';
import { dealsInOrder, monthText } from './allocation-tables.ts';
import { counted, dayText, moneyText } from './words.ts';

/** First days of months, about so many over the days shown. */
const TICKS = 12;
const DAYS_PER_MONTH = 30.4;

/** Ticks at first days of months, named by month and year. */
export const monthTicks = (of: SupplyCase, reach: number): readonly DayTick[] => {
  const every = Math.max(1, Math.ceil(reach / DAYS_PER_MONTH / TICKS));
  const ticks: DayTick[] = [];
  let months = 0;
  for (let day = 0; day <= reach; day += 1) {
    const date = dateAfter(of.startDate, day);
    if (!date.endsWith('-01')) continue;
    if (months % every === 0) ticks.push({ x: day, label: monthText(date) });
    months += 1;
  }
  return ticks;
};

/** Deals on their days: what they accept, what they get, and when it is sure. */
export const scheduleChart = (of: SupplyCase, { plan, risk }: PlanFindings, most: number): ScheduleChart => {
  const deals = dealsInOrder(of).slice(0, most);
  const largest = Math.max(1, ...plan.shipments.map(({ racks }) => racks));
  const last = Math.max(...plan.shipments.map(({ acceptedDay }) => acceptedDay), horizonDay(of.buckets));
  return {
    kind: 'schedule',
    id: 'schedule',
    title: 'Deals: what they accept, what they get, and how sure it is',
    description: deals
      .map((deal) => {
        const own = plan.shipments.filter(({ dealId }) => dealId === deal.id);
        return `${deal.id}: ${own.length === 0 ? 'nothing' : own.map((one) => `${one.racks} racks on ${dayText(of, one.acceptedDay)}`).join(', ')}`;
      })
      .join('; '),
    ticks: monthTicks(of, last),
    reach: last,
    rows: deals.map((deal) => {
      const own = plan.shipments.filter(({ dealId }) => dealId === deal.id);
      const racks = own.reduce((sum, one) => sum + one.racks, 0);
      const dates = risk?.dates.find(({ dealId }) => dealId === deal.id);
      const odds = (
        [
          ['P80', dates?.p80Day ?? null],
          ['P95', dates?.p95Day ?? null],
        ] as const
      ).flatMap(([name, day]) =>
        day === null || day > last ? [] : [{ x: day, text: `${name} ${dayText(of, day)}` }],
      );
      return {
        label: `${deal.id} (${deal.tier})`,
        from: Math.max(0, deal.siteReadyDay),
        until: deal.latestDay,
        shipments: own.map((one) => ({
          x: one.acceptedDay,
          share: one.racks / largest,
          text: `${counted(one.racks, 'rack')} of ${one.generationId} accepted ${dayText(of, one.acceptedDay)}`,
        })),
        odds,
        text: `${formatNumber(racks)} of ${formatNumber(deal.racks)}`,
        short: racks < deal.racks,
      };
    }),
  };
};

/** One queue: what is asked for, what the baseline and the plan serve, and how late the plan may be. */
export const queueChart = (
  of: SupplyCase,
  cloudClass: CloudClass,
  baseline: Baseline,
  { plan }: PlanFindings,
): CurvesChart => {
  const { id, name, queue, arrivals, extraWaitDaysMax } = cloudClass;
  const before = baseline.services.find(({ classId }) => classId === id)?.cumulative ?? [];
  const after = plan.services.find(({ classId }) => classId === id)?.cumulative ?? [];
  const { buckets } = of;
  const ends = buckets.map(({ endDay }) => endDay);
  const reach = Math.max(...ends);
  const horizon = horizonDay(buckets);
  const days = [...new Set([0, ...ends, ...ends.map((day) => day + extraWaitDaysMax), extraWaitDaysMax])]
    .filter((day) => day <= Math.min(reach, horizon + extraWaitDaysMax))
    .toSorted((a, b) => a - b);
  const at = (curve: readonly number[]) => (day: number) => ({ x: day, y: serviceAt(buckets, curve, day) });
  let asked = queue.reduce((sum, { equivalents }) => sum + equivalents, 0);
  const wanted = [{ x: 0, y: asked }];
  for (const [t, more] of arrivals.entries()) {
    asked += more;
    wanted.push({ x: ends[t] ?? reach, y: asked });
  }
  const limit = days.map((x) => ({
    x,
    y: serviceAt(buckets, before, Math.min(horizon, x - extraWaitDaysMax)),
  }));
  return {
    kind: 'curves',
    flat: false,
    id: `queue-${id}`,
    title: `Queue of ${name}`,
    description: `Capacity equivalents served up to each day: in the baseline ${formatNumber(Math.round(before.at(-1) ?? Number.NaN))} by the end, in the plan ${formatNumber(Math.round(after.at(-1) ?? Number.NaN))}. The plan may be at most ${formatNumber(extraWaitDaysMax)} days later than the baseline.`,
    yAxis: 'capacity equivalents served since the first day',
    ticks: monthTicks(of, reach),
    lines: [
      { name: 'asked for so far', role: 'asked', points: wanted },
      { name: 'baseline: no new outside sale', role: 'baseline', points: [0, ...ends].map(at(before)) },
      {
        name: `latest allowed: ${formatNumber(extraWaitDaysMax)} d after the baseline`,
        role: 'limit',
        points: limit,
      },
      { name: 'plan', role: 'plan', points: [0, ...ends].map(at(after)) },
    ],
    band: days.map((x, index) => ({
      x,
      low: limit[index]?.y ?? Number.NaN,
      high: Math.max(serviceAt(buckets, before, x), limit[index]?.y ?? Number.NaN),
    })),
    horizon: horizon < reach ? horizon : null,
  };
};

/** How much longer everybody of a queue waits, by the day on which the baseline serves them. */
export const extraWaitChart = (
  of: SupplyCase,
  cloudClass: CloudClass,
  baseline: Baseline,
  { plan }: PlanFindings,
): CurvesChart => {
  const { id, name, extraWaitDaysMax } = cloudClass;
  const horizon = horizonDay(of.buckets);
  const cumulative = (curves: Baseline['services']): readonly number[] =>
    curves.find(({ classId }) => classId === id)?.cumulative ?? [];
  const days = extraWaitByDay({
    cloudClass,
    buckets: of.buckets,
    baseline: cumulative(baseline.services),
    plan: cumulative(plan.services),
  });
  const points = days.map(({ day, extraDays }) => ({
    x: day,
    y: Math.max(0, Math.min(extraDays ?? horizon, 3 * extraWaitDaysMax + 3)),
  }));
  return {
    kind: 'curves',
    flat: true,
    id: `extra-${id}`,
    title: `Extra wait of ${name}, by the day the baseline serves them`,
    description: `At most ${formatNumber(Math.max(0, ...points.map(({ y }) => y)))} days longer, of ${formatNumber(extraWaitDaysMax)} allowed.`,
    yAxis: 'days longer than in the baseline',
    ticks: monthTicks(of, horizon),
    lines: [
      {
        name: `limit: ${formatNumber(extraWaitDaysMax)} d`,
        role: 'limit',
        points: [
          { x: 0, y: extraWaitDaysMax },
          { x: horizon, y: extraWaitDaysMax },
        ],
      },
      { name: 'extra wait in the plan', role: 'plan', points },
    ],
    band: [0, horizon].map((x) => ({ x, low: 0, high: extraWaitDaysMax })),
    horizon: null,
  };
};

/** Longest extra wait of each class against its limit. */
export const waitChart = (of: SupplyCase, { replays }: PlanFindings): StackChart => ({
  kind: 'stack',
  id: 'waits',
  title: 'Longest extra wait against its limit',
  description: replays
    .map(
      ({ classId, extraWaitDaysMax, limitDays }) =>
        `${classId}: ${extraWaitDaysMax ?? 'not served'} of ${limitDays} days`,
    )
    .join('; '),
  axis: 'days longer than without any new outside sale; red mark: limit',
  names: ['extra wait'],
  rows: replays.map(({ classId, extraWaitDaysMax, limitDays }) => ({
    label: of.classes.find(({ id }) => id === classId)?.name ?? classId,
    parts: [
      {
        name: 'extra wait',
        value: extraWaitDaysMax ?? horizonDay(of.buckets),
        text: extraWaitDaysMax === null ? 'not served' : `${formatNumber(extraWaitDaysMax)} d`,
      },
    ],
    text: `${extraWaitDaysMax === null ? 'not served any more' : `${formatNumber(extraWaitDaysMax)} d`} of ${formatNumber(limitDays)} d`,
    capacity: limitDays,
  })),
});

/** Prices of one more unit of each resource that is used up, in each of its spans of days. */
export const bottleneckChart = (of: SupplyCase, { plan }: PlanFindings): HeatChart | null => {
  const worth = plan.bottlenecks.map(({ shadowPricePerUnit }) => shadowPricePerUnit);
  const [first] = worth;
  if (first === undefined) return null;
  const most = worth.reduce((a, b) => (b > a ? b : a), first);
  const used = of.resources.filter(({ id }) => plan.bottlenecks.some(({ resourceId }) => resourceId === id));
  const planned = of.buckets.filter((bucket) => bucket.planned);
  return {
    kind: 'heat',
    id: 'bottlenecks',
    title: 'Bottlenecks: what one more unit is worth',
    description: `Resources that are used up, by the days in which racks made with them are finished; the dearest unit is worth ${moneyText(most)}.`,
    rows: used.map(({ name, unit }) => `${name} (${unit})`),
    columns: planned.map((bucket, index) => {
      const { from, to } = bucketDates(of, bucket);
      const before = planned[index - 1];
      const month = monthText(from);
      const isNew = before === undefined || monthText(bucketDates(of, before).from) !== month;
      return { label: isNew ? month : '', text: `racks finished ${from} to ${to}` };
    }),
    cells: plan.bottlenecks.flatMap(({ resourceId, bucket, shadowPricePerUnit }) => {
      const row = used.findIndex(({ id }) => id === resourceId);
      const cell = cellsOf(of, resourceId)[bucket];
      return cell === undefined || bucket >= planned.length
        ? []
        : [
            {
              row,
              column: bucket,
              share: shadowPricePerUnit / most,
              text: `${moneyText(shadowPricePerUnit)} for one more used by ${dateAfter(of.startDate, cell.untilDay - 1)}`,
            },
          ];
    }),
    key: { least: 'little', most: moneyText(most) },
  };
};

/** How far commitments are drawn down, before and by the plan. */
export const commitmentChart = ({ drawdowns }: PlanFindings): StackChart => {
  const { by, label } = axisScale('USD', Math.max(...drawdowns.map(({ amount }) => usdFromCents(amount))));
  const scaled = (amount: (typeof drawdowns)[number]['amount']): number => usdFromCents(amount) / by;
  return {
    kind: 'stack',
    id: 'commitments',
    title: 'Commitments drawn down',
    description: drawdowns
      .map(
        (one) =>
          `${one.customer}: ${moneyText(one.drawnBefore)} before, ${moneyText(one.drawnByPlan)} by the plan, of ${moneyText(one.amount)}`,
      )
      .join('; '),
    axis: `US dollars (${label}); red mark: the commitment`,
    names: ['before', 'by the plan', 'left'],
    rows: drawdowns.map((one) => ({
      label: one.customer,
      parts: [
        { name: 'before', value: scaled(one.drawnBefore), text: moneyText(one.drawnBefore) },
        { name: 'by the plan', value: scaled(one.drawnByPlan), text: moneyText(one.drawnByPlan) },
        { name: 'left', value: scaled(one.left), text: moneyText(one.left) },
      ],
      text: moneyText(one.amount),
      capacity: scaled(one.amount),
    })),
  };
};
