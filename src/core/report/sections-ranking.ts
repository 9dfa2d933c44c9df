import type { Candidate, PlanResult } from '../plan/result.ts';
import { caveatsThatMatter } from '../plan/warnings.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Standing } from '../quantity/standing.ts';
import { rankingChart } from './charts-money.ts';
import {
  type Block,
  type Cell,
  details,
  figureCell,
  type ReportTable,
  type Section,
  SHOWN_IN_FULL,
  type Tone,
  tableBlock,
  textCell,
} from './document.ts';
import { formatNumber, STANDING_MEANINGS } from './format.ts';
import { portingTexts } from './porting-text.ts';
import { isServing, predictedFrom, siteText, summarise } from './summary.ts';
import { fleetTexts, rentOrOwnText, tenureText } from './words.ts';

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
            'per Mtok out',
            'price per million output tokens; of input tokens: below, under Money',
            (each) => each.cost?.usdPerMillionOutputTokens ?? null,
          ),
        ]
      : []),
    ...(trains
      ? [number('per run', 'cost of the training run', (each) => each.cost?.usdPerRun ?? null)]
      : []),
  ];
};

/** Kept over the whole interval, at the estimate only, or not. */
const meetsCell = (candidate: Candidate): Cell => {
  if (candidate.verdict === 'misses') return textCell('no', 'bad');
  if (candidate.availability.status === 'announced')
    return { text: 'announced', tone: 'warn', hint: candidate.availability.text };
  return candidate.risk == null
    ? textCell('yes', 'good')
    : { text: 'at estimate', tone: 'warn', hint: candidate.risk };
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
  ...moneyColumns(candidates),
  ...(candidates.some((each) => each.site !== null)
    ? [{ header: 'site', align: 'left' as const, cell: siteCell }]
    : []),
  {
    header: 'meets',
    align: 'left',
    hint: 'at estimate: kept at the estimate, broken at the unfavourable end of the interval',
    cell: meetsCell,
  },
  {
    header: 'predicted from',
    align: 'left',
    cell: (each) => {
      const standing = predictedFrom(each);
      return { text: PREDICTED_FROM[standing] ?? standing, hint: STANDING_MEANINGS[standing] };
    },
  },
];

const PREDICTED_FROM: Readonly<Partial<Record<Standing, string>>> = {
  anchored: 'this chip',
  'new-model': 'this chip, other models',
  'same-vendor': 'its vendor',
  datasheet: 'data sheet',
};

const rankingTable = (candidates: readonly Candidate[]): ReportTable => {
  const columns = columnsOf(candidates);
  return {
    caption: 'The best candidates',
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
    { header: 'renting against owning', align: 'left' },
    { header: 'mind', align: 'left' },
  ],
  rows: candidates.map((candidate) => [
    { text: formatNumber(candidate.rank), sort: candidate.rank },
    { text: candidate.systemName, range: candidate.tenure },
    textCell(
      candidate.risk == null ? candidate.reason : `${candidate.reason} ${startingUpper(candidate.risk)}.`,
    ),
    textCell(startingUpper(rentOrOwnText(candidate))),
    textCell([...new Set([...caveatsThatMatter(candidate), ...notesOf(candidate)])].join('; ')),
  ]),
  interactive: false,
});

const startingUpper = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** The name, with what is known of it where it cannot simply be had. */
const nameCell = ({ systemName, availability }: Candidate): Cell =>
  availability.status === 'available' ? textCell(systemName) : { text: systemName, range: availability.text };

/** What a plan on a system that is only announced rests on: its numbers are the vendor's word at best. */
const ifAnnounced = (candidate: Candidate): readonly string[] => {
  const caveats = candidate.availability.status === 'announced' ? caveatsThatMatter(candidate) : [];
  return caveats.length === 0 ? [] : [`Mind: ${caveats.join('; ')}.`];
};

const restTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'A row each; the result file holds them in full',
  columns: [
    { header: '#', align: 'right' },
    { header: 'system', align: 'left' },
    { header: 'held', align: 'left' },
    { header: 'units', align: 'right' },
    { header: 'total cost', align: 'right', hint: 'over the horizon' },
    { header: 'IT power', align: 'right' },
    { header: 'site', align: 'left' },
    { header: 'meets', align: 'left' },
    { header: 'why here', align: 'left' },
  ],
  rows: candidates.map((each) => [
    { text: formatNumber(each.rank), sort: each.rank },
    nameCell(each),
    textCell(tenureText(each)),
    { text: formatNumber(each.units), sort: each.units },
    figureCell(each.cost?.totalUsd ?? null),
    figureCell(each.itWatts),
    siteCell(each),
    meetsCell(each),
    textCell([each.reason, ...ifAnnounced(each)].join(' ')),
  ]),
  interactive: true,
});

const fleetBlocks = (result: PlanResult): readonly Block[] => {
  const items = fleetTexts(result);
  return items.length === 0
    ? []
    : [
        { kind: 'text', text: 'What you run today:' },
        { kind: 'list', items },
      ];
};

const portingBlocks = (result: PlanResult): readonly Block[] => {
  const items = portingTexts(result);
  return items.length === 0
    ? []
    : [
        { kind: 'text', text: 'What bringing your code there takes:' },
        { kind: 'list', items },
      ];
};

/** The ranking: a chart of what it went by, the table of the best, the reasons, and a row for each of the rest. */
export const rankingSection = (result: PlanResult): Section => {
  const { candidates } = result;
  const best = candidates.slice(0, SHOWN_IN_FULL);
  const rest = candidates.slice(SHOWN_IN_FULL);
  const chart = rankingChart(result, best);
  const part =
    rest.length > 0
      ? ` The best ${formatNumber(best.length)} of ${formatNumber(candidates.length)} are drawn.`
      : '';
  return {
    id: 'ranking',
    title: 'Ranking',
    blocks: [
      ...fleetBlocks(result),
      ...portingBlocks(result),
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
        : [tableBlock(rankingTable(best)), tableBlock(reasonsTable(best))]),
      ...(rest.length === 0
        ? []
        : details(`The other ${formatNumber(rest.length)} candidates`, [tableBlock(restTable(rest))])),
    ],
  };
};
