import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure } from '../quantity/figure.ts';
import { STANDINGS, type Standing } from '../quantity/standing.ts';
import type { RankBy } from '../workload/request.ts';
import { formatNumber, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { cellOf, isServing, predictedFrom, siteText, summarise } from './summary.ts';
import { type TableColumn, terminalTable } from './table.ts';
import { displayWidth, wrapText } from './text.ts';

interface Column extends TableColumn {
  readonly cell: (candidate: Candidate) => {
    readonly estimate: string;
    readonly range: string;
    /** A third line, where two are not enough. */
    readonly more?: string;
  };
}

const text = (value: string) => ({ estimate: value, range: '' });
const ofFigure = (pick: (candidate: Candidate) => Figure | null) => (candidate: Candidate) =>
  cellOf(pick(candidate));

const SCORE_HEADERS: Readonly<Record<RankBy, string | null>> = {
  'total-cost': 'total',
  'cost-per-token': '$/Mtok in+out',
  'throughput-per-watt': 'tok/s/W',
  throughput: 'tok/s/chip',
  // Already a column of its own.
  power: null,
  'fewest-racks': 'racks',
};

const numberColumns = (result: PlanResult): readonly Column[] => {
  const summaries = result.candidates.map(summarise);
  const answers = summaries.some((summary) => summary.timePerOutputTokenMs !== null);
  const trains = summaries.some((summary) => summary.wallSeconds !== null);
  const serves = result.candidates.some((each) => each.outcomes.some(isServing));
  const scored = SCORE_HEADERS[result.rankedBy];
  const column = (
    header: string,
    pick: (candidate: Candidate) => Figure | null,
    dropRank?: number,
  ): Column => ({
    header,
    align: 'right',
    cell: ofFigure(pick),
    ...(dropRank === undefined ? {} : { dropRank }),
  });
  return [
    column('tok/s', (candidate) => summarise(candidate).tokensPerSecond, 4),
    ...(answers
      ? [
          column('TTFT', (candidate) => summarise(candidate).timeToFirstTokenMs, 3),
          column('TPOT', (candidate) => summarise(candidate).timePerOutputTokenMs, 1),
        ]
      : []),
    ...(trains ? [column('time', (candidate) => summarise(candidate).wallSeconds, 1)] : []),
    column('power', (candidate) => candidate.itWatts, 2),
    ...(serves
      ? [column('$/Mtok', (candidate) => candidate.cost?.usdPerMillionOutputTokens ?? null, 6)]
      : []),
    ...(trains ? [column('$/run', (candidate) => candidate.cost?.usdPerRun ?? null, serves ? 7 : 6)] : []),
    ...(scored === null ? [] : [column(scored, (candidate) => candidate.score)]),
  ];
};

/** Promises kept over the whole interval, kept at the estimate only, kept by what cannot be had yet, or broken. */
const MARKS = { kept: '✓', risky: '~', announced: 'a', broken: '✗' } as const;

const isAnnounced = ({ availability }: Candidate): boolean => availability.status === 'announced';

const markOf = (candidate: Candidate): keyof typeof MARKS => {
  if (candidate.verdict === 'misses') return 'broken';
  if (isAnnounced(candidate)) return 'announced';
  return candidate.risk == null ? 'kept' : 'risky';
};

const MARK_WORDS = { kept: 'yes', risky: 'at estimate', announced: 'announced', broken: 'no' } as const;

const siteColumn = (result: PlanResult, cell: Column['cell']): readonly Column[] =>
  result.request.site === null ? [] : [{ header: 'site', cell }];

const wideColumns = (result: PlanResult): readonly Column[] => [
  { header: '#', align: 'right', cell: (candidate) => text(String(candidate.rank)) },
  {
    header: 'system',
    shrinkTo: 16,
    cell: (candidate) => text(candidate.systemName),
  },
  { header: 'units', align: 'right', cell: (candidate) => text(formatNumber(candidate.units)) },
  { header: 'hold', cell: (candidate) => text(candidate.tenure) },
  ...numberColumns(result),
  ...siteColumn(result, (candidate) => text(siteText(candidate))),
  { header: 'meets', cell: (candidate) => text(MARK_WORDS[markOf(candidate)]) },
  { header: 'predicted', cell: (candidate) => text(predictedFrom(candidate)), dropRank: 5 },
];

/** Names wrap at the first width at which the table fits. */
const NAME_WIDTHS = [16, 12] as const;

const nameCell = (nameWidth: number) => (candidate: Candidate) => {
  const [first = '', second = '', ...rest] = wrapText(candidate.systemName, nameWidth);
  return { estimate: first, range: second, more: rest.join(' ') };
};

/** For narrow screens: what is short goes onto the second line of its neighbour. */
const narrowColumns = (result: PlanResult, nameWidth: number): readonly Column[] => [
  {
    header: '#',
    align: 'right',
    cell: (candidate) => ({ estimate: String(candidate.rank), range: MARKS[markOf(candidate)] }),
  },
  { header: 'system', shrinkTo: 8, cell: nameCell(nameWidth) },
  {
    header: 'qty',
    align: 'right',
    cell: (candidate) => ({ estimate: formatNumber(candidate.units), range: candidate.tenure }),
  },
  ...numberColumns(result),
  ...siteColumn(result, (candidate) => text(siteText(candidate))),
  { header: '', cell: (candidate) => ({ estimate: '', range: STANDING_MARKS[predictedFrom(candidate)] }) },
];

const PREDICTED_FROM: Readonly<Partial<Record<Standing, string>>> = {
  anchored: 'this chip',
  'new-model': 'this chip, other models',
  'same-vendor': 'its vendor',
  datasheet: 'data sheets',
};

const KEPT_WORDS = {
  kept: 'kept',
  risky: 'at the estimate',
  announced: 'announced only',
  broken: 'broken',
} as const;

const narrowKey = (candidates: readonly Candidate[]): string => {
  const kinds = (['kept', 'risky', 'announced', 'broken'] as const).filter((kind) =>
    candidates.some((candidate) => markOf(candidate) === kind),
  );
  const standings = STANDINGS.filter((standing) =>
    candidates.some((candidate) => predictedFrom(candidate) === standing),
  );
  const from = standings.map(
    (standing) => `${STANDING_MARKS[standing]} ${PREDICTED_FROM[standing] ?? STANDING_MEANINGS[standing]}`,
  );
  return `${kinds.map((kind) => `${MARKS[kind]} ${KEPT_WORDS[kind]}`).join(', ')}; predicted from ${from.join(', ')}`;
};

const shortUnits = (value: string): string =>
  value.replace(/ tok\/s(\/chip|\/W)?$/, '').replace(/\/Mtok$/, '');

type Cells = readonly (readonly ReturnType<Column['cell']>[])[];

const inlineRows = (cells: Cells) =>
  cells.map((row) =>
    row.map(({ estimate, range }) =>
      range === '' ? shortUnits(estimate) : `${shortUnits(estimate)} (${range})`,
    ),
  );

const stackedRows = (cells: Cells) =>
  cells.flatMap((row) => [
    row.map(({ estimate }) => shortUnits(estimate)),
    row.map(({ range }) => range),
    ...(row.some(({ more = '' }) => more !== '') ? [row.map(({ more = '' }) => more)] : []),
  ]);

const naturalWidth = (columns: readonly Column[], rows: readonly (readonly string[])[]): number =>
  Math.max(...terminalTable(columns, rows, Number.MAX_SAFE_INTEGER).map(displayWidth));

/** Columns to leave out before names are cut: what they say stands elsewhere, too. */
const isSpare = ({ dropRank }: Column): boolean => dropRank !== undefined && dropRank >= 6;

/** Layouts for narrow screens, roomiest first. */
const narrowLayouts = (result: PlanResult): readonly (readonly Column[])[] => {
  const [roomy, tight] = NAME_WIDTHS.map((nameWidth) => narrowColumns(result, nameWidth));
  const withoutSpare = (columns: readonly Column[] = []) => columns.filter((each) => !isSpare(each));
  return [roomy ?? [], withoutSpare(roomy), withoutSpare(tight)];
};

/** Estimate and interval side by side where the screen is wide enough, else the interval on a line of its own below. */
export const rankingTable = (
  result: PlanResult,
  candidates: readonly Candidate[],
  width: number,
): readonly string[] => {
  const wide = wideColumns(result);
  const cells = candidates.map((candidate) => wide.map((column) => column.cell(candidate)));
  const fitting = [inlineRows(cells), stackedRows(cells)].find((rows) => naturalWidth(wide, rows) <= width);
  if (fitting !== undefined) return terminalTable(wide, fitting, width);
  const tables = narrowLayouts(result).map((columns) => ({
    columns,
    rows: stackedRows(candidates.map((candidate) => columns.map((column) => column.cell(candidate)))),
  }));
  const narrow = tables.find(({ columns, rows }) => naturalWidth(columns, rows) <= width) ?? tables.at(-1);
  if (narrow === undefined) return [];
  return [...terminalTable(narrow.columns, narrow.rows, width), ...wrapText(narrowKey(candidates), width, 2)];
};
