import { usdFromCents } from '../../quantity/money.ts';
import type { DealTier, SupplyCase } from '../../supply/case.ts';
import type { PlanFindings, StatedRunRate } from '../../supply/result.ts';
import type { StackChart } from '../chart-spec.ts';
import { axisScale, formatNumber, formatValue } from '../format.ts';
import { monthText, periodRows, quartersOf } from './allocation-tables.ts';
import { dayText, moneyText } from './words.ts';

const rackText = (racks: number): string => formatNumber(Math.round(racks * 10) / 10);

/** Racks that outside deals ask for and that have come due for acceptance by the end of a quarter, less those delivered before. */
const askedIn = (of: SupplyCase, racks: readonly number[], quarter: number): number => {
  const ends = quartersOf(of);
  const next = ends[quarter + 1]?.startDay ?? Number.POSITIVE_INFINITY;
  const ready = of.deals
    .filter(({ siteReadyDay, deliveryDays }) => siteReadyDay - deliveryDays < next)
    .reduce((sum, deal) => sum + deal.racks, 0);
  return Math.max(0, ready - racks.slice(0, quarter).reduce((sum, one) => sum + one, 0));
};

/** Outside buyers by what was said to them; colours run out with every tier on its own. */
const OUTSIDE: readonly { readonly name: string; readonly tiers: readonly DealTier[] }[] = [
  { name: 'outside, promised', tiers: ['committed', 'ordered'] },
  { name: 'outside, quoted', tiers: ['quoted'] },
  { name: 'outside, prospects', tiers: ['prospect'] },
];

/** Racks of each quarter by who gets them; the mark adds what outside buyers would take if all of it were there. */
export const supplyChart = (of: SupplyCase, findings: PlanFindings): StackChart => {
  const rows = periodRows(of, findings);
  const heads = quartersOf(of).map(({ startDay }) => monthText(dayText(of, startDay)));
  const inQuarter = (holds: (who: string) => boolean, quarter: number): number =>
    rows.filter(({ who }) => holds(who)).reduce((sum, { racks }) => sum + (racks[quarter] as number), 0);
  const tiers = OUTSIDE.map(({ name, tiers: some }) => {
    const own = new Set(of.deals.filter(({ tier }) => some.includes(tier)).map(({ id }) => id));
    return { name, holds: (who: string) => own.has(who) };
  });
  const groups = [
    ...tiers,
    ...of.classes.map(({ id, name }) => ({ name, holds: (who: string) => who === id })),
    { name: 'spares and replacements', holds: (who: string) => who === 'spares' },
  ].filter(({ holds }) => rows.some(({ who }) => holds(who)));
  const isDeal = (who: string): boolean => of.deals.some(({ id }) => id === who);
  const outside = heads.map((_, quarter) => inQuarter(isDeal, quarter));
  return {
    kind: 'stack',
    id: 'supply',
    title: 'Supply against demand, by quarter',
    description: heads
      .map(
        (head, quarter) =>
          `${head}: ${groups.map(({ name, holds }) => `${name} ${rackText(inQuarter(holds, quarter))}`).join(', ')}`,
      )
      .join('; '),
    axis: 'racks that leave in the quarter; red mark: if outside buyers got all they could take by then',
    names: groups.map(({ name }) => name),
    rows: heads.map((head, quarter) => {
      const parts = groups
        .map(({ name, holds }) => ({ name, value: inQuarter(holds, quarter) }))
        .filter(({ value }) => value > 0)
        .map((part) => ({ ...part, text: rackText(part.value) }));
      const total = parts.reduce((sum, { value }) => sum + value, 0);
      const given = outside[quarter] as number;
      const asked = total - given + Math.max(given, askedIn(of, outside, quarter));
      return {
        label: `from ${head}`,
        parts,
        text: `${rackText(total)} of ${rackText(asked)}`,
        capacity: asked,
      };
    }),
  };
};

/** Stated figures further above the plan's than this are named below the chart instead: the bars could not be seen. */
const REACH = 15;

/** Yearly run rate of each quarter at both prices, with the run rates that were stated in public. */
export const runRateChart = ({ quarters }: PlanFindings, stated: readonly StatedRunRate[]): StackChart => {
  const best = Math.max(...quarters.map(({ yearlyAtOutsidePrice }) => usdFromCents(yearlyAtOutsidePrice)));
  const shown = stated.filter(({ yearly }) => usdFromCents(yearly) <= REACH * best);
  const { by, label } = axisScale('USD', Math.max(best, ...shown.map(({ yearly }) => usdFromCents(yearly))));
  const names = ['sold outside', 'the cloud’s, at the transfer price', 'more at outside prices'];
  return {
    kind: 'stack',
    id: 'run-rate',
    title: 'Run rate',
    description: quarters
      .map(
        (one) =>
          `${one.fromDate}: ${moneyText(one.yearlyAtTransferPrice)} a year at the transfer price, ${moneyText(one.yearlyAtOutsidePrice)} at outside prices`,
      )
      .join('; '),
    axis: `US dollars a year (${label})`,
    names,
    lines: shown.map(({ yearly }) => ({
      value: usdFromCents(yearly) / by,
      label: `stated: ${moneyText(yearly)}`,
    })),
    rows: quarters.map((one) => {
      const [sold, inside, alone] = [
        one.yearlyOutside,
        one.yearlyAtTransferPrice,
        one.yearlyAtOutsidePrice,
      ].map(usdFromCents) as [number, number, number];
      const values = [sold, inside - sold, Math.max(0, alone - inside)];
      return {
        label: `from ${monthText(one.fromDate)}`,
        parts: names.flatMap((name, index) => {
          const value = values[index] as number;
          return value > 0 ? [{ name, value: value / by, text: formatValue(value, 'USD') }] : [];
        }),
        text: `${moneyText(one.yearlyAtTransferPrice)} / ${moneyText(one.yearlyAtOutsidePrice)}`,
        capacity: null,
      };
    }),
  };
};
