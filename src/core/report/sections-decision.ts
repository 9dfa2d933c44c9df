import type { Candidate, PlanResult } from '../plan/result.ts';
import { costChart, timelineChart, tornadoChart } from './charts-money.ts';
import {
  type Block,
  details,
  figureCell,
  type ReportTable,
  type Section,
  SHOWN_IN_FULL,
  tableBlock,
  textCell,
  withoutEmptyColumns,
} from './document.ts';
import { formatNumber } from './format.ts';
import { candidateLabel, countsOneKind } from './summary.ts';
import { otherOfferTexts, sensitivityText, tenureText } from './words.ts';

const LINES_OVER_TIME = 4;
const TORNADOES = 2;

/** For the chart over time: the ways of holding the best systems, whole pairs of own and rent, as far as lines go. */
const overTime = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const priced = candidates.filter((candidate) => candidate.cost !== null);
  const systems = [...new Set(priced.map(({ systemId }) => systemId))];
  const shown: Candidate[] = [];
  for (const systemId of systems) {
    const ways = (['own', 'rent'] as const).flatMap((tenure) => {
      const way = priced.find((each) => each.systemId === systemId && each.tenure === tenure);
      return way === undefined ? [] : [way];
    });
    if (shown.length + ways.length > LINES_OVER_TIME) break;
    shown.push(...ways);
  }
  return shown;
};

const costTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'What it costs',
  columns: [
    { header: '#', align: 'right' },
    { header: 'candidate', align: 'left' },
    { header: 'purchase', align: 'right' },
    { header: 'total', align: 'right', hint: 'over the horizon, discounted to today' },
    { header: 'per month', align: 'right' },
    { header: 'input', align: 'right', hint: 'price per million input tokens' },
    { header: 'output', align: 'right', hint: 'price per million output tokens' },
    { header: 'per run', align: 'right', hint: 'price of a training run' },
    { header: 'tokens per dollar', align: 'right' },
    { header: 'energy', align: 'right' },
    { header: 'energy per token', align: 'right' },
    { header: 'per watt', align: 'right', hint: 'tokens per second per watt' },
  ],
  rows: candidates.map((candidate) => {
    const { cost } = candidate;
    const oneKind = countsOneKind(candidate);
    return [
      { text: formatNumber(candidate.rank), sort: candidate.rank },
      textCell(candidateLabel(candidate)),
      figureCell(cost?.purchaseUsd ?? null),
      cost === null
        ? { text: 'no price', hint: 'nobody has published a price and none is assumed' }
        : figureCell(cost.totalUsd),
      figureCell(cost?.usdPerMonth ?? null),
      figureCell(cost?.usdPerMillionInputTokens ?? null),
      figureCell(cost?.usdPerMillionOutputTokens ?? null),
      figureCell(cost?.usdPerRun ?? null),
      figureCell(oneKind ? candidate.tokensPerUsd : null),
      figureCell(cost?.energyKwhOverHorizon ?? null),
      figureCell(oneKind ? candidate.joulesPerToken : null),
      figureCell(oneKind ? candidate.tokensPerSecondPerWatt : null),
    ];
  }),
  interactive: true,
});

const tierTable = (workload: string, candidates: readonly Candidate[]): ReportTable | null => {
  const rows = candidates.flatMap((candidate) => {
    const tiers = candidate.priceTiers?.find((each) => each.workload === workload)?.tiers;
    return tiers === undefined ? [] : [{ candidate, tiers }];
  });
  const speeds = rows[0]?.tiers.map(({ tokensPerSecondPerUser }) => tokensPerSecondPerUser);
  if (speeds === undefined) return null;
  return {
    caption: `Price of a million output tokens by the speed each user is promised: ${workload}`,
    columns: [
      { header: '#', align: 'right' },
      { header: 'candidate', align: 'left' },
      ...speeds.map((speed) => ({
        header: `${formatNumber(speed)} tok/s`,
        align: 'right' as const,
        hint: 'the whole bill on output tokens, at full load',
      })),
    ],
    rows: rows.map(({ candidate, tiers }) => [
      { text: formatNumber(candidate.rank), sort: candidate.rank },
      textCell(candidateLabel(candidate)),
      ...tiers.map(({ usdPerMillionOutputTokens }) =>
        usdPerMillionOutputTokens === null
          ? { text: 'not that fast', hint: 'no layout on this system is that fast for one user' }
          : figureCell(usdPerMillionOutputTokens),
      ),
    ]),
    interactive: true,
  };
};

const tierBlocks = (candidates: readonly Candidate[]): readonly Block[] => {
  const workloads = candidates.flatMap(
    (candidate) => candidate.priceTiers?.map(({ workload }) => workload) ?? [],
  );
  const tables = [...new Set(workloads)].flatMap((workload) => {
    const table = tierTable(workload, candidates);
    return table === null ? [] : [tableBlock(table)];
  });
  return tables.length < 2 ? tables : details('Price by speed promised, for each workload', tables, true);
};

const OFFERS_SHOWN = 6;

/** The other ways to rent what is rented, a line per system. */
const offerBlocks = (candidates: readonly Candidate[]): readonly Block[] => {
  const items = candidates.flatMap((candidate) => {
    const others = otherOfferTexts(candidate);
    if (others.length === 0) return [];
    const more =
      others.length > OFFERS_SHOWN ? `; and ${formatNumber(others.length - OFFERS_SHOWN)} more` : '';
    return [
      `${candidate.systemName}: ${tenureText(candidate)}; also ${others.slice(0, OFFERS_SHOWN).join('; ')}${more}`,
    ];
  });
  return items.length === 0
    ? []
    : details('Other offers to rent the best systems', [{ kind: 'list', items }], true);
};

/** Money: over time, what the bill is made of, and the table behind both. */
export const moneySection = (result: PlanResult): Section => {
  const timeline = timelineChart(overTime(result.candidates));
  const best = result.candidates.slice(0, SHOWN_IN_FULL);
  const composition = costChart(result, best);
  const blocks: readonly Block[] = [
    ...(timeline === null
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: timeline,
            caption:
              'Solid lines own, dashed lines rent; bands are the intervals of the first two. A ring marks the month from which owning is cheaper than renting the same system, with its interval.',
          },
        ]),
    ...(composition === null
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: composition,
            caption: 'Estimates; the interval of the sum stands at the end of each bar.',
          },
        ]),
    ...tierBlocks(best),
    ...(best.length === 0 ? [] : [tableBlock(withoutEmptyColumns(costTable(best)))]),
    ...offerBlocks(best),
  ];
  return {
    id: 'money',
    title: 'Money',
    blocks: blocks.length === 0 ? [{ kind: 'text', text: 'No candidate has a price.' }] : blocks,
  };
};

/** Sensitivity of the best candidates, the second only where the order could flip. */
export const sensitivitySection = (result: PlanResult): Section => {
  const shown = result.candidates.slice(0, result.flips.length > 0 ? TORNADOES : 1);
  const blocks = shown.flatMap((candidate): readonly Block[] => {
    const chart = tornadoChart(candidate);
    return chart === null
      ? []
      : [
          {
            kind: 'chart',
            chart,
            caption: 'Each input moved over its interval, all others at their estimates.',
          },
          { kind: 'list', items: candidate.sensitivity.map(sensitivityText) },
        ];
  });
  return {
    id: 'sensitivity',
    title: 'Sensitivity',
    blocks:
      blocks.length === 0 ? [{ kind: 'text', text: 'Nothing with an interval moves the result.' }] : blocks,
  };
};
