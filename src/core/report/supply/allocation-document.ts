import { cents } from '../../quantity/money.ts';
import type { SupplyCase } from '../../supply/case.ts';
import { type AllocationResult, keepsEverything, type PlanFindings } from '../../supply/result.ts';
import { type Block, type ReportDocument, type Section, tableBlock, textCell } from '../document.ts';
import { formatNumber } from '../format.ts';
import { basisSection } from './allocation-basis.ts';
import { dealsInOrder } from './allocation-tables.ts';
import {
  bottleneckChart,
  commitmentChart,
  extraWaitChart,
  queueChart,
  scheduleChart,
  waitChart,
} from './charts.ts';
import { runRateChart, supplyChart } from './charts-quarters.ts';
import { rackPriceSentences } from './rack-price-words.ts';
import {
  bottleneckSentence,
  bottlenecksByWorth,
  comparedSentence,
  conflictSentence,
  counted,
  dayText,
  moneyText,
  recoveryText,
  riskSentence,
  statedSentence,
  verdictSentence,
  waitSentence,
} from './words.ts';

const text = (words: string): Block => ({ kind: 'text', text: words });
const DEALS_DRAWN = 60;

const dealTable = (of: SupplyCase, { plan, risk }: PlanFindings): Block => {
  const left = (header: string) => ({ header, align: 'left' as const });
  const right = (header: string) => ({ header, align: 'right' as const });
  return tableBlock({
    caption: 'Deals',
    interactive: true,
    columns: [
      left('deal'),
      left('buyer'),
      left('tier'),
      right('racks'),
      left('shipments, by the day accepted'),
      ...(risk === null ? [] : [right('P50'), right('P80'), right('P95'), right('firm')]),
    ],
    rows: dealsInOrder(of).map((deal) => {
      const own = plan.shipments.filter(({ dealId }) => dealId === deal.id);
      const racks = own.reduce((sum, one) => sum + one.racks, 0);
      const dates = risk?.dates.find(({ dealId }) => dealId === deal.id);
      return [
        textCell(deal.id),
        textCell(deal.buyer),
        textCell(deal.tier),
        {
          text: `${formatNumber(racks)} of ${formatNumber(deal.racks)}`,
          sort: racks / deal.racks,
          tone: racks < deal.racks ? ('warn' as const) : ('plain' as const),
        },
        textCell(
          own
            .map((one) => `${formatNumber(one.racks)} × ${one.generationId} ${dayText(of, one.acceptedDay)}`)
            .join(', ') || '–',
        ),
        ...(risk === null
          ? []
          : [
              textCell(dayText(of, dates?.p50Day ?? null)),
              textCell(dayText(of, dates?.p80Day ?? null)),
              textCell(dayText(of, dates?.p95Day ?? null)),
              textCell(dates === undefined ? '–' : formatNumber(dates.firmRacks)),
            ]),
      ];
    }),
  });
};

const who = (of: SupplyCase, findings: PlanFindings): Section => {
  const risk = riskSentence(findings);
  const more = of.deals.length - DEALS_DRAWN;
  return {
    id: 'who',
    title: 'Who gets what when',
    blocks: [
      ...(of.deals.length === 0
        ? []
        : [
            {
              kind: 'chart' as const,
              chart: scheduleChart(of, findings, DEALS_DRAWN),
              caption: `Larger dots are larger shipments. P80 and P95 are days by which the whole deal is accepted with so much probability; a deal without marks is not delivered in full in so many futures.${more > 0 ? ` ${more} more deals are in the table.` : ''}`,
            },
          ]),
      {
        kind: 'chart',
        chart: supplyChart(of, findings),
        caption:
          'Quarters of 91 days, by the month they start in. Fractions of racks are racks given over the turn of a quarter.',
      },
      ...(risk === null ? [] : [text(risk)]),
      dealTable(of, findings),
    ],
  };
};

const waits = ({ input, baseline }: AllocationResult, findings: PlanFindings): Section => {
  const of = input.case;
  return {
    id: 'waits',
    title: 'Who waits how much longer',
    blocks: [
      {
        kind: 'chart',
        chart: waitChart(of, findings),
        caption: 'Found by replaying each queue first come, first served, in whole days.',
      },
      {
        kind: 'list',
        items: findings.replays.map(
          (replay) =>
            `${waitSentence(of, replay)}; caught up ${recoveryText(of, replay)}; ${formatNumber(Math.round(replay.extraEquivalentDays))} equivalent-days of extra waiting.`,
        ),
      },
      ...(baseline === null
        ? []
        : of.classes.flatMap((one): Block[] => [
            {
              kind: 'chart',
              chart: queueChart(of, one, baseline.baseline, findings),
              caption:
                'The guard: the plan’s curve stays above the red one, which is the baseline moved to the right by the limit. Whoever waits at a height of the picture is served where a curve crosses it, so that nobody waits longer than the green band is wide.',
            },
            {
              kind: 'chart',
              chart: extraWaitChart(of, one, baseline.baseline, findings),
              caption:
                'The same by the day on which people are served in the baseline, from the replay of the queue; whole days can overstate a wait by less than one.',
            },
          ])),
    ],
  };
};

const business = ({ stated }: AllocationResult, findings: PlanFindings): Section => {
  const { quarters, drawdowns } = findings;
  const inside = cents(Math.max(...quarters.map((one) => one.yearlyAtTransferPrice)));
  const alone = cents(Math.max(...quarters.map((one) => one.yearlyAtOutsidePrice)));
  return {
    id: 'business',
    title: 'Run rate and commitments',
    blocks: [
      {
        kind: 'chart',
        chart: runRateChart(findings, stated),
        caption:
          'At the end of each bar: a year at this rate, with racks for the cloud at the transfer price / at outside prices.',
      },
      {
        kind: 'list',
        items: stated.flatMap((one, index) => [
          `Stated: ${statedSentence(one)}.`,
          `This plan, ${index === 0 ? 'at the transfer price' : 'at outside prices'}: ${comparedSentence(one, index === 0 ? inside : alone)}.`,
        ]),
      },
      ...(drawdowns.length === 0
        ? []
        : [
            {
              kind: 'chart' as const,
              chart: commitmentChart(findings),
              caption: 'Classes draw at the transfer price, deals at their own.',
            },
          ]),
    ],
  };
};

const bottlenecks = (of: SupplyCase, findings: PlanFindings): Section => {
  const chart = bottleneckChart(of, findings);
  return {
    id: 'bottlenecks',
    title: 'Bottlenecks',
    blocks:
      chart === null
        ? [text('Nothing is used up.')]
        : [
            {
              kind: 'chart',
              chart,
              caption:
                'Columns are the weeks and quarters in which racks are finished, each as wide as the other. What one more unit is worth holds for a little more of it, with the shipments as they are; dates are quoted from plans solved anew, never from this.',
            },
            {
              kind: 'list',
              items: bottlenecksByWorth(findings)
                .slice(0, 10)
                .map((one) => `${bottleneckSentence(of, one)}.`),
            },
          ],
  };
};

const plannedSections = (result: AllocationResult, findings: PlanFindings): readonly Section[] => {
  const of = result.input.case;
  return [
    who(of, findings),
    waits(result, findings),
    business(result, findings),
    bottlenecks(of, findings),
    ...(findings.whatIf === null
      ? []
      : [
          {
            id: 'what-if',
            title: 'What if',
            blocks: [{ kind: 'list' as const, items: rackPriceSentences(of, findings.whatIf) }],
          },
        ]),
  ];
};

const keyFigures = (result: AllocationResult): ReportDocument['keyFigures'] => {
  if (result.end.kind !== 'planned') return [];
  const { plan, replays, quarters, risk, proof } = result.end.findings;
  const sum = (list: readonly { readonly racks: number }[]): number =>
    list.reduce((all, { racks }) => all + racks, 0);
  const [sold, asked] = [sum(plan.shipments), sum(result.input.case.deals)];
  const best = cents(Math.max(...quarters.map((one) => one.yearlyAtTransferPrice)));
  const kept = replays.filter((one) => one.kept).length;
  return [
    { label: 'racks for outside buyers', cell: textCell(`${formatNumber(sold)} of ${formatNumber(asked)}`) },
    { label: 'limits of waiting kept', cell: textCell(`${kept} of ${replays.length}`) },
    { label: 'best quarter, a year at that rate', cell: textCell(moneyText(best)) },
    ...(risk === null
      ? []
      : [{ label: 'racks late, on average', cell: textCell(formatNumber(risk.expectedShortfallRacks)) }]),
    { label: 'distance to the best possible', cell: textCell(`${formatNumber(100 * proof.gap, 2)} %`) },
  ];
};

/** The report on an allocation as data: sections of text, tables and charts. */
export const allocationDocument = (result: AllocationResult): ReportDocument => {
  const { input, end, baseline } = result;
  const of = input.case;
  return {
    title: of.name,
    asked: [
      `From ${of.startDate}: ${counted(of.generations.length, 'generation')}, ${counted(of.classes.length, 'waiting class', 'waiting classes')}, ${counted(of.deals.length, 'deal')}, ${counted(of.scenarios.length, 'future')} of supply.`,
    ],
    verdict: { text: verdictSentence(result), tone: keepsEverything(result) ? 'good' : 'bad' },
    keyFigures: keyFigures(result),
    warnings: end.kind === 'infeasible' ? [conflictSentence(end.conflict)] : [],
    sections: [
      ...(end.kind === 'planned' ? plannedSections(result, end.findings) : []),
      basisSection(result),
    ],
    versions:
      baseline === null
        ? []
        : [`baseline ${baseline.baseline.version}, signature ${baseline.baseline.signature}`],
  };
};
