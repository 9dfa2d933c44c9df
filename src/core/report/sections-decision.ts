import type { Candidate, PlanResult } from '../plan/result.ts';
import { costChart, powerChart, timelineChart, tornadoChart } from './charts-money.ts';
import { type Block, type Cell, figureCell, type ReportTable, type Section, textCell } from './document.ts';
import { formatNumber, formatShare } from './format.ts';
import { siteTone } from './sections-ranking.ts';
import { candidateLabel } from './summary.ts';

const ROWS_IN_BARS = 16;
const LINES_OVER_TIME = 5;
const TORNADOES = 2;

/** For the chart over time: the best candidate and the other ways of holding the same system, then the next best. */
const overTime = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const priced = candidates.filter((candidate) => candidate.cost !== null);
  const pairs = priced.flatMap((candidate) => {
    const firstOf = (tenure: Candidate['tenure']) =>
      priced.find((each) => each.systemId === candidate.systemId && each.tenure === tenure);
    return [firstOf('own'), firstOf('rent')].filter((each) => each !== undefined);
  });
  return [...new Set(pairs)].slice(0, LINES_OVER_TIME);
};

const breakEvenCell = ({ tenure, rentOrOwn: { breakEven } }: Candidate): Cell => {
  if (tenure === 'rent') return textCell('–');
  switch (breakEven.kind) {
    case 'reached': {
      const end = (month: number | null) => (month === null ? 'never' : formatNumber(month));
      return {
        text: `month ${formatNumber(breakEven.month)}`,
        range: `${end(breakEven.monthLow)} – ${end(breakEven.monthHigh)}`,
      };
    }
    case 'not-reached':
      return textCell(`not within ${formatNumber(breakEven.horizonMonths)} months`);
    case 'not-comparable':
      return { text: 'not comparable', hint: breakEven.why };
  }
};

const costTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'What it costs',
  columns: [
    { header: '#', align: 'right' },
    { header: 'candidate', align: 'left' },
    { header: 'purchase', align: 'right' },
    { header: 'total', align: 'right', hint: 'over the horizon, discounted to today' },
    { header: 'per month', align: 'right' },
    { header: 'tokens per dollar', align: 'right' },
    { header: 'energy', align: 'right' },
    { header: 'energy per token', align: 'right' },
    { header: 'owning beats renting', align: 'right' },
    { header: 'from utilisation', align: 'right', hint: 'above this share of hours used, owning is cheaper' },
  ],
  rows: candidates.map((candidate) => {
    const { cost, rentOrOwn } = candidate;
    const utilisation = rentOrOwn.breakEvenUtilisation;
    return [
      { text: formatNumber(candidate.rank), sort: candidate.rank },
      textCell(candidateLabel(candidate)),
      figureCell(cost?.purchaseUsd ?? null),
      cost === null
        ? { text: 'no price', hint: 'nobody has published a price and none is assumed' }
        : figureCell(cost.totalUsd),
      figureCell(cost?.usdPerMonth ?? null),
      figureCell(candidate.tokensPerUsd),
      figureCell(cost?.energyKwhOverHorizon ?? null),
      figureCell(candidate.joulesPerToken),
      breakEvenCell(candidate),
      textCell(
        utilisation === null || candidate.tenure === 'rent'
          ? '–'
          : formatShare({ low: utilisation, estimate: utilisation, high: utilisation }),
      ),
    ];
  }),
  interactive: true,
});

/** Money: over time, what the bill is made of, and the table behind both. */
export const moneySection = (result: PlanResult): Section => {
  const timeline = timelineChart(overTime(result.candidates));
  const composition = costChart(result, result.candidates.slice(0, ROWS_IN_BARS));
  const blocks: readonly Block[] = [
    ...(timeline === null
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: timeline,
            caption:
              'Solid lines own, dashed lines rent; bands are intervals. A ring marks the month from which owning is cheaper than renting the same system, with its interval.',
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
    ...(result.candidates.length === 0
      ? []
      : [{ kind: 'table' as const, table: costTable(result.candidates) }]),
  ];
  return {
    id: 'money',
    title: 'Money',
    blocks: blocks.length === 0 ? [{ kind: 'text', text: 'No candidate has a price.' }] : blocks,
  };
};

const inWords = (name: string): string => name.replaceAll('-', ' ');

const siteTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'Does it fit the site?',
  columns: [
    { header: 'system', align: 'left' },
    { header: 'question', align: 'left' },
    { header: 'needs', align: 'right' },
    { header: 'site has', align: 'right' },
    { header: 'margin', align: 'right' },
    { header: 'answer', align: 'left' },
    { header: 'why', align: 'left' },
    { header: 'cheapest repair', align: 'left' },
  ],
  rows: candidates.flatMap((candidate) =>
    (candidate.site?.findings ?? []).map((finding) => [
      textCell(candidate.systemName),
      textCell(inWords(finding.check)),
      figureCell(finding.need),
      figureCell(finding.have),
      finding.margin === null
        ? textCell('–')
        : {
            text: formatShare({ low: finding.margin, estimate: finding.margin, high: finding.margin }),
            sort: finding.margin,
          },
      textCell(inWords(finding.verdict), siteTone(finding.verdict)),
      textCell(finding.text),
      textCell(finding.repair ?? ''),
    ]),
  ),
  interactive: true,
});

/** Power of each candidate, and the site's answers with repairs. */
export const powerAndSiteSection = (result: PlanResult): Section => {
  const chart = powerChart(result, result.candidates.slice(0, ROWS_IN_BARS));
  const checked = result.candidates.filter((candidate) => candidate.site !== null);
  return {
    id: 'power-and-site',
    title: 'Power and site',
    blocks: [
      ...(chart === null
        ? []
        : [
            {
              kind: 'chart' as const,
              chart,
              caption: 'IT power of all units under this load, with its interval.',
            },
          ]),
      checked.length === 0
        ? {
            kind: 'text',
            text:
              result.request.site === null
                ? 'The request names no site, so nothing was checked.'
                : 'All candidates are rented: the site is the landlord’s affair.',
          }
        : { kind: 'table', table: siteTable(checked) },
    ],
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
          { kind: 'list', items: candidate.sensitivity.map((each) => each.text) },
        ];
  });
  return {
    id: 'sensitivity',
    title: 'Sensitivity',
    blocks:
      blocks.length === 0 ? [{ kind: 'text', text: 'Nothing with an interval moves the result.' }] : blocks,
  };
};
