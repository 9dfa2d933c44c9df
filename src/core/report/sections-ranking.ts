import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure } from '../quantity/figure.ts';
import { rankingChart } from './charts-money.ts';
import { type Cell, figureCell, type ReportTable, type Section, type Tone, textCell } from './document.ts';
import { formatNumber } from './format.ts';
import { candidateLabel, isServing, siteText, summarise } from './summary.ts';
import { tenureText } from './words.ts';

const CHART_ROWS = 24;

interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly hint?: string;
  readonly cell: (candidate: Candidate) => Cell;
}

const SITE_TONES: Readonly<Record<string, Tone>> = {
  fits: 'good',
  marginal: 'warn',
  unknown: 'warn',
  'does-not-fit': 'bad',
};

export const siteTone = (verdict: string): Tone => SITE_TONES[verdict] ?? 'plain';

const siteCell = (candidate: Candidate): Cell =>
  candidate.site === null
    ? { text: '–', hint: 'rented: the site is the landlord’s affair' }
    : { text: siteText(candidate), tone: siteTone(candidate.site.verdict) };

const number = (header: string, hint: string, pick: (candidate: Candidate) => Figure | null): Column => ({
  header,
  align: 'right',
  hint,
  cell: (candidate) => figureCell(pick(candidate)),
});

const performanceColumns = (candidates: readonly Candidate[]): readonly Column[] => {
  const summaries = candidates.map(summarise);
  const serves = summaries.some((summary) => summary.timePerOutputTokenMs !== null);
  const trains = summaries.some((summary) => summary.wallSeconds !== null);
  return [
    number('tokens/s', 'of all units together', (each) => summarise(each).tokensPerSecond),
    ...(serves
      ? [
          number('TTFT', 'time to first token', (each) => summarise(each).timeToFirstTokenMs),
          number('TPOT', 'time per output token', (each) => summarise(each).timePerOutputTokenMs),
        ]
      : []),
    ...(trains ? [number('run time', 'wall time of the run', (each) => summarise(each).wallSeconds)] : []),
  ];
};

const moneyColumns = (candidates: readonly Candidate[]): readonly Column[] => {
  const trains = candidates.some((each) => each.cost?.usdPerRun != null);
  const serves = candidates.some((each) => each.cost?.usdPerMillionOutputTokens != null);
  return [
    number('total cost', 'over the horizon', (each) => each.cost?.totalUsd ?? null),
    ...(serves
      ? [
          number(
            'in',
            'price per million input tokens',
            (each) => each.cost?.usdPerMillionInputTokens ?? null,
          ),
          number(
            'out',
            'price per million output tokens',
            (each) => each.cost?.usdPerMillionOutputTokens ?? null,
          ),
        ]
      : []),
    ...(trains
      ? [number('per run', 'cost of the training run', (each) => each.cost?.usdPerRun ?? null)]
      : []),
  ];
};

const columnsOf = (candidates: readonly Candidate[]): readonly Column[] => [
  {
    header: '#',
    align: 'right',
    cell: (each) => ({ text: formatNumber(each.rank), sort: each.rank }),
  },
  {
    header: 'system',
    align: 'left',
    cell: (each) => ({ text: each.systemName, range: `${each.vendor} · ${tenureText(each)}` }),
  },
  {
    header: 'units',
    align: 'right',
    cell: (each) => ({
      text: formatNumber(each.units),
      range: `${formatNumber(each.chips)} chips`,
      sort: each.units,
    }),
  },
  ...performanceColumns(candidates),
  number('IT power', 'typical under this load', (each) => each.itWatts),
  number('per watt', 'tokens per second per watt', (each) => each.tokensPerSecondPerWatt),
  ...moneyColumns(candidates),
  { header: 'site', align: 'left', cell: siteCell },
  {
    header: 'meets',
    align: 'left',
    cell: (each) => (each.verdict === 'meets' ? textCell('yes', 'good') : textCell('no', 'bad')),
  },
  {
    header: 'rests on',
    align: 'left',
    hint: 'what the prediction is anchored on',
    cell: (each) => textCell(each.standing),
  },
];

const rankingTable = (candidates: readonly Candidate[]): ReportTable => {
  const columns = columnsOf(candidates);
  return {
    caption: 'Every candidate, best first',
    columns: columns.map(({ header, align, hint }) => ({
      header,
      align,
      ...(hint === undefined ? {} : { hint }),
    })),
    rows: candidates.map((candidate) => columns.map((column) => column.cell(candidate))),
    interactive: true,
  };
};

const notesOf = (candidate: Candidate): readonly string[] =>
  candidate.outcomes.filter(isServing).flatMap((outcome) => outcome.notes ?? []);

const reasonsTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'Why each stands where it stands',
  columns: [
    { header: '#', align: 'right' },
    { header: 'candidate', align: 'left' },
    { header: 'reason', align: 'left' },
    { header: 'mind', align: 'left' },
  ],
  rows: candidates.map((candidate) => [
    { text: formatNumber(candidate.rank), sort: candidate.rank },
    textCell(candidateLabel(candidate)),
    textCell(candidate.reason),
    textCell([...candidate.caveats, ...notesOf(candidate)].join('; ')),
  ]),
  interactive: false,
});

/** The ranking: a chart of what it went by, the table of all candidates, the reasons. */
export const rankingSection = (result: PlanResult): Section => {
  const { candidates } = result;
  const drawn = candidates.slice(0, CHART_ROWS);
  const chart = rankingChart(result, drawn);
  const part =
    drawn.length < candidates.length
      ? ` The best ${formatNumber(drawn.length)} of ${formatNumber(candidates.length)} are drawn.`
      : '';
  return {
    id: 'ranking',
    title: 'Ranking',
    blocks: [
      ...(chart === null
        ? []
        : [
            {
              kind: 'chart' as const,
              chart,
              caption: `Dots are estimates, bars their intervals; hollow dots miss what was asked. Bars that overlap can change places.${part}`,
            },
          ]),
      ...(candidates.length === 0
        ? [{ kind: 'text' as const, text: 'No system can run the request.' }]
        : [
            { kind: 'table' as const, table: rankingTable(candidates) },
            { kind: 'table' as const, table: reasonsTable(candidates) },
          ]),
    ],
  };
};
