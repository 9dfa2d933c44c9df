import type { Cents } from '../../quantity/money.ts';
import { QUARTER_DAYS } from '../../supply/calendar.ts';
import { DEAL_TIERS, type Deal, type SupplyCase } from '../../supply/case.ts';
import type { Shipment } from '../../supply/plan.ts';
import type { PlanFindings } from '../../supply/result.ts';
import { formatNumber } from '../format.ts';
import { type TableColumn, terminalTable } from '../table.ts';
import { inner, moreRows, type SupplyTextOptions } from './terminal-parts.ts';
import { dayText, moneyText, recoveryText } from './words.ts';

const right = (header: string): TableColumn => ({ header, align: 'right' });

const planned = (of: SupplyCase): SupplyCase['buckets'] => of.buckets.filter((bucket) => bucket.planned);

/** Deals as they are listed: the firmest tier first, in the order of the file within it. */
export const dealsInOrder = (of: SupplyCase): readonly Deal[] =>
  DEAL_TIERS.flatMap((tier) => of.deals.filter((deal) => deal.tier === tier));

/** Racks, dates and firmness of each deal. */
export const dealLines = (
  of: SupplyCase,
  { plan, risk }: PlanFindings,
  options: SupplyTextOptions,
): readonly string[] => {
  const deals = dealsInOrder(of);
  const rows = deals.slice(0, options.top).map((deal) => {
    const own = plan.shipments.filter(({ dealId }) => dealId === deal.id);
    const racks = own.reduce((sum, one) => sum + one.racks, 0);
    const last = own.length === 0 ? null : Math.max(...own.map((one) => one.acceptedDay));
    const dates = risk?.dates.find(({ dealId }) => dealId === deal.id);
    const day = (value: number | null | undefined): string => dayText(of, value ?? null);
    return [
      deal.id,
      deal.tier,
      `${formatNumber(racks)}/${formatNumber(deal.racks)}`,
      day(last),
      ...(risk === null
        ? []
        : [
            day(dates?.p50Day),
            day(dates?.p80Day),
            day(dates?.p95Day),
            dates === undefined ? '–' : formatNumber(dates.firmRacks),
          ]),
    ];
  });
  const table = terminalTable(
    [
      { header: 'deal', shrinkTo: 8 },
      { header: 'tier', shrinkTo: 6 },
      right('racks'),
      { header: 'accepted' },
      ...(risk === null ? [] : [{ header: 'P50' }, { header: 'P80' }, { header: 'P95' }, right('firm')]),
    ],
    rows,
    inner(options),
  );
  return rows.length === 0
    ? ['no outside deals']
    : [...table, ...moreRows(deals.length, rows.length, '--top, --json')];
};

interface PeriodRow {
  readonly who: string;
  readonly generationId: string;
  readonly racks: readonly number[];
}

/** Quarters of a plan: 91 days each, counted from its first day. */
export const quartersOf = (
  of: SupplyCase,
): readonly { readonly startDay: number; readonly buckets: ReadonlySet<number> }[] => {
  const quarters = new Map<number, { startDay: number; buckets: Set<number> }>();
  for (const { index, startDay } of planned(of)) {
    const quarter = Math.floor(startDay / QUARTER_DAYS);
    const found = quarters.get(quarter) ?? { startDay, buckets: new Set<number>() };
    found.buckets.add(index);
    quarters.set(quarter, found);
  }
  return [...quarters.values()];
};

/** Sums by quarter of what there is in each bucket; buckets that are not listed have nothing. */
const inQuarters = (of: SupplyCase, byBucket: readonly number[]): readonly number[] =>
  quartersOf(of).map(({ buckets }) =>
    byBucket.reduce((sum, racks, index) => (buckets.has(index) ? sum + racks : sum), 0),
  );

const shippedByBucket = (of: SupplyCase, shipments: readonly Shipment[]): readonly number[] =>
  of.buckets.map(({ index }) =>
    shipments.filter(({ bucket }) => bucket === index).reduce((sum, { racks }) => sum + racks, 0),
  );

/** Who gets racks of which generation in which quarter: deals, classes, spares, what is left in stock. */
export const periodRows = (of: SupplyCase, { plan }: PlanFindings): readonly PeriodRow[] => {
  const outside = dealsInOrder(of).flatMap((deal) =>
    deal.accepts.map(({ generationId }) => ({
      who: deal.id,
      generationId,
      racks: inQuarters(
        of,
        shippedByBucket(
          of,
          plan.shipments.filter((one) => one.dealId === deal.id && one.generationId === generationId),
        ),
      ),
    })),
  );
  const inside = of.classes.flatMap((one, c) =>
    of.generations.map(({ id }, g) => ({
      who: one.id,
      generationId: id,
      racks: inQuarters(of, plan.served[c]?.[g] ?? []),
    })),
  );
  const spares = of.generations.map(({ id, spareRacks }) => ({
    who: 'spares',
    generationId: id,
    racks: inQuarters(of, spareRacks),
  }));
  return [...outside, ...inside, ...spares].filter(({ racks }) => racks.some((count) => count > 0));
};

const rackCount = (racks: number): string => (racks === 0 ? '·' : formatNumber(Math.round(racks * 10) / 10));

/** Heading of a quarter: the month it starts in. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const monthText = (isoDate: string): string =>
  `${MONTHS[Number(isoDate.slice(5, 7)) - 1] ?? ''} ${isoDate.slice(2, 4)}`;

/** Cells of a quarter's column, and those the names before it need. */
const QUARTER_CELLS = 8;
const NAME_CELLS = 26;

/** Racks by quarter in which they leave, as many quarters beside each other as fit. */
export const periodLines = (
  of: SupplyCase,
  findings: PlanFindings,
  options: SupplyTextOptions,
): readonly string[] => {
  const rows = periodRows(of, findings);
  const shown = rows.slice(0, 2 * options.top);
  const heads = quartersOf(of).map(({ startDay }) => monthText(dayText(of, startDay)));
  const fit = Math.max(1, Math.floor((inner(options) - NAME_CELLS) / QUARTER_CELLS));
  const blocks = Math.max(1, Math.ceil(heads.length / fit));
  const each = Math.ceil(heads.length / blocks);
  const lines = Array.from({ length: blocks }, (_, block) => {
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(block * each, (block + 1) * each);
    const table = terminalTable(
      [{ header: 'racks leaving in', shrinkTo: 10 }, { header: '', shrinkTo: 4 }, ...part(heads).map(right)],
      shown
        .filter(({ racks }) => part(racks).some((count) => count > 0))
        .map(({ who, generationId, racks }) => [who, generationId, ...part(racks).map(rackCount)]),
      inner(options),
    );
    return block === 0 ? table : ['', ...table];
  });
  return [
    ...lines.flat(),
    ...moreRows(rows.length, shown.length, '--json'),
    'quarters of 91 days, by the month they start in',
  ];
};

/** Extra waits of each class against its limit, as the replay of its queue found them. */
export const waitLines = (
  of: SupplyCase,
  { replays }: PlanFindings,
  options: SupplyTextOptions,
): readonly string[] =>
  terminalTable(
    [
      { header: 'class', shrinkTo: 10 },
      right('limit'),
      right('longest'),
      { header: 'who', shrinkTo: 8 },
      { header: 'caught up' },
      right('equivalent-days'),
      { header: '' },
    ],
    replays.map((replay) => [
      replay.classId,
      `${formatNumber(replay.limitDays)} d`,
      replay.extraWaitDaysMax === null ? 'not served' : `${formatNumber(replay.extraWaitDaysMax)} d`,
      replay.extraWaitDaysMax === 0 ? '–' : (replay.worst?.customer ?? '–'),
      recoveryText(of, replay),
      formatNumber(Math.round(replay.extraEquivalentDays)),
      replay.kept ? 'kept' : 'BROKEN',
    ]),
    inner(options),
  );

/** What is sold and taken over by quarter, with yearly rates at both prices. */
export const runRateLines = (
  of: SupplyCase,
  { quarters }: PlanFindings,
  unit: 'racks' | 'chips',
  options: SupplyTextOptions,
): readonly string[] => {
  const whole = (value: number): string => formatNumber(Math.round(value));
  const mixOf = (index: number): string =>
    (quarters[index]?.generations ?? [])
      .map(
        (one) =>
          [
            one.generationId,
            unit === 'racks' ? one.outsideRacks + one.insideRacks : one.outsideChips + one.insideChips,
          ] as const,
      )
      .filter(([, count]) => count > 0)
      .map(([id, count]) => `${id} ${whole(count)}`)
      .join(', ');
  return terminalTable(
    [
      { header: 'quarter' },
      right(`out ${unit}`),
      right(`in ${unit}`),
      { header: 'mix', shrinkTo: 10, ...(of.generations.length > 1 ? {} : { dropRank: 1 }) },
      right('transfer/y'),
      right('standalone/y'),
      right('sold/y'),
    ],
    quarters.map((quarter, index) => {
      const sum = (of_: (one: (typeof quarter.generations)[number]) => number): string =>
        whole(quarter.generations.reduce((total, one) => total + of_(one), 0));
      return [
        monthText(quarter.fromDate),
        sum((one) => (unit === 'racks' ? one.outsideRacks : one.outsideChips)),
        sum((one) => (unit === 'racks' ? one.insideRacks : one.insideChips)),
        mixOf(index),
        moneyText(quarter.yearlyAtTransferPrice),
        moneyText(quarter.yearlyAtOutsidePrice),
        moneyText(quarter.yearlyOutside),
      ];
    }),
    inner(options),
  );
};

const payableText = (payable: Cents | null): string => (payable === null ? 'runs on' : moneyText(payable));

/** How far commitments are drawn down. */
export const commitmentLines = (
  of: SupplyCase,
  { drawdowns }: PlanFindings,
  options: SupplyTextOptions,
): readonly string[] =>
  drawdowns.length === 0
    ? []
    : terminalTable(
        [
          { header: 'commitment', shrinkTo: 10 },
          right('amount'),
          right('drawn'),
          right('by plan'),
          right('left'),
          { header: 'in full' },
          right('payable'),
        ],
        drawdowns.map((one) => [
          one.customer,
          moneyText(one.amount),
          moneyText(one.drawnBefore),
          moneyText(one.drawnByPlan),
          moneyText(one.left),
          dayText(of, one.drawnInFullDay),
          payableText(one.payable),
        ]),
        inner(options),
      );
