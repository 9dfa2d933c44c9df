import type { BoundShares, Side, SideBySide } from '../plan/side-by-side.ts';
import type { Figure } from '../quantity/figure.ts';
import { STANDINGS, type Standing } from '../quantity/standing.ts';
import { formatInterval, formatValue, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { type TableColumn, terminalTable, widthOf } from './table.ts';
import { displayWidth, plainText, truncate, wrapText } from './text.ts';

const NARROWEST_NAME = 8;
/** Words of names up to this length are not cut for being wider than a column's share. */
const LONGEST_WORD = 14;

/** Units that the name of the row already says. */
const SAID_BY_ROW = / ?tok\/s\/(chip|W)$|\/Mtok$|\/tok$/;

export const nameOf = (side: Side): string =>
  side.kind === 'candidate' ? side.candidate.systemName : side.systemName;

type Row = readonly string[];

const cells = (figure: Figure | null, isBest: boolean): readonly [string, string] => {
  if (figure === null) return ['–', ''];
  const { estimate, range } = formatInterval(figure, figure.unit);
  return [
    `${isBest ? '* ' : ''}${estimate.replace(SAID_BY_ROW, '')} ${STANDING_MARKS[figure.standing]}`.trimEnd(),
    range,
  ];
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What time goes into, in the words of the comparison. */
export const SHARES = [
  ['compute', 'compute'],
  ['memory', 'memory-bandwidth'],
  ['network', 'network'],
  ['latency', 'latency'],
] as const;

/** What most of a step goes into. */
export const mostOf = ({ shares }: BoundShares): string =>
  SHARES.reduce((most, each) => (shares[each[1]] > shares[most[1]] ? each : most))[0];

/** The steps that a workload is made of, on any of the systems. */
export const stepsOf = ({ sides }: SideBySide, workload: string): readonly BoundShares['step'][] => [
  ...new Set(
    sides.flatMap((side) =>
      side.kind === 'candidate'
        ? side.bounds.filter((each) => each.workload === workload).map(({ step }) => step)
        : [],
    ),
  ),
];

export const boundOf = (side: Side, workload: string, step: BoundShares['step']): BoundShares | undefined =>
  side.kind === 'candidate'
    ? side.bounds.find((each) => each.workload === workload && each.step === step)
    : undefined;

const STEP_NAMES: Readonly<Record<BoundShares['step'], string>> = {
  'decode step': 'decode step',
  'prefill of one prompt': 'prefill, 1 prompt',
  'training step': 'training step',
};

const stepRows = (comparison: SideBySide, workload: string, step: BoundShares['step']): readonly Row[] => {
  const found = comparison.sides.map((side) => boundOf(side, workload, step));
  const row = (name: string, text: (bounds: BoundShares) => string): Row => [
    name,
    ...found.map((bounds) => (bounds === undefined ? '–' : text(bounds))),
  ];
  const shares = SHARES.filter(([, key]) =>
    found.some((bounds) => bounds !== undefined && bounds.shares[key] >= 0.005),
  );
  return [
    row(STEP_NAMES[step], ({ seconds }) => formatValue(seconds, 's')),
    ...shares.map(([name, key]) =>
      row(`· ${name}`, (bounds) => `${mostOf(bounds) === name ? '> ' : ''}${percent(bounds.shares[key])}`),
    ),
  ];
};

/** Short words for narrow columns, where the bound's own name is long. */
const LIMITS: Readonly<Partial<Record<BoundShares['bound'], string>>> = {
  'memory-bandwidth': 'memory',
  'memory-capacity': 'mem. size',
};

const limitRow = ({ sides }: SideBySide, workload: string): Row => [
  'limited by',
  ...sides.map((side) => {
    const found =
      side.kind === 'candidate' ? side.bounds.find((each) => each.workload === workload) : undefined;
    return found === undefined ? '–' : (LIMITS[found.bound] ?? found.bound);
  }),
];

const holdingRows = ({ sides }: SideBySide): readonly Row[] => [
  [
    'units',
    ...sides.map((side) =>
      side.kind === 'refused'
        ? 'cannot run'
        : `${side.candidate.units} ${side.candidate.tenure === 'own' ? 'owned' : 'rented'}`,
    ),
  ],
  ['chips', ...sides.map((side) => (side.kind === 'refused' ? '–' : String(side.candidate.chips)))],
  [
    'promises',
    ...sides.map((side) => {
      if (side.kind === 'refused') return '–';
      if (side.candidate.verdict === 'misses') return 'broken';
      return side.candidate.risk == null ? 'kept' : 'at risk';
    }),
  ],
];

const figureRows = ({ rows }: SideBySide, workload: string | null): readonly Row[] =>
  rows
    .filter((row) => row.workload === workload)
    .flatMap((row) => {
      const found = row.figures.map((figure, index) => cells(figure, row.best === index));
      return [
        [row.name, ...found.map(([estimate]) => estimate)],
        ['', ...found.map(([, range]) => range)],
      ];
    });

interface Part {
  /** A line above the rows; null for none. */
  readonly heading: string | null;
  readonly rows: readonly Row[];
}

const partsOf = (comparison: SideBySide): readonly Part[] => {
  const { workloads } = comparison;
  const several = workloads.length > 1;
  const of = (workload: string, rows: readonly Row[]): Part => ({ heading: several ? workload : null, rows });
  return [
    { heading: null, rows: holdingRows(comparison) },
    ...workloads.map((workload) => of(workload, figureRows(comparison, workload))),
    { heading: several ? 'All together' : null, rows: figureRows(comparison, null) },
    { heading: 'Where the time goes (> most of it), and what limits the work of the layout', rows: [] },
    ...workloads.map((workload) =>
      of(workload, [
        ...stepsOf(comparison, workload).flatMap((step) => stepRows(comparison, workload, step)),
        limitRow(comparison, workload),
      ]),
    ),
  ];
};

/** Names over as many lines as they need, the last line next to the figures; no wider than figures or their longest word. */
const headerRows = (names: readonly string[], figureWidths: readonly number[]): readonly Row[] => {
  const wrapped = names.map((name, index) => {
    const words = plainText(name).split(' ').map(displayWidth);
    const longest = Math.min(LONGEST_WORD, Math.max(...words));
    return wrapText(plainText(name), Math.max(longest, figureWidths[index] ?? longest));
  });
  const lines = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: lines }, (_, line) => [
    '',
    ...wrapped.map((name) => name[line - lines + name.length] ?? ''),
  ]);
};

/** Standings of the figures shown, surest first. */
export const standingsShown = ({ rows }: SideBySide): readonly Standing[] => {
  const shown = new Set(
    rows.flatMap(({ figures }) => figures.flatMap((figure) => (figure === null ? [] : [figure.standing]))),
  );
  return STANDINGS.filter((standing) => shown.has(standing));
};

/** Short words for a key of one or two lines, where the meaning of a standing is a sentence. */
const KEY_WORDS: Readonly<Partial<Record<Standing, string>>> = {
  measured: 'measured',
  anchored: 'this chip',
  'new-model': 'this chip, other models',
  'same-vendor': 'its vendor',
  datasheet: 'data sheet',
  assumed: 'assumed',
};

const keyOf = (comparison: SideBySide): string => {
  const marks = standingsShown(comparison).map(
    (standing) => `${STANDING_MARKS[standing]} ${KEY_WORDS[standing] ?? STANDING_MEANINGS[standing]}`,
  );
  const words = ['* best by the estimate', 'second lines: low to high'];
  const risk = comparison.sides.some((side) => side.kind === 'candidate' && side.candidate.risk != null);
  return [
    ...words,
    ...(risk ? ['at risk: the interval reaches past a promise'] : []),
    ...(marks.length === 0 ? [] : [`marks: ${marks.join(', ')}`]),
  ].join('; ');
};

/** A comparison laid out, as wide as it would like to be. */
interface Laid {
  readonly parts: readonly Part[];
  readonly header: readonly string[];
  readonly rows: readonly Row[];
  readonly nameRows: number;
}

const laidOut = (comparison: SideBySide): Laid => {
  const { sides } = comparison;
  const parts = partsOf(comparison);
  const body = parts.flatMap(({ rows }) => rows);
  const widths = sides.map((_, index) => Math.max(...body.map((row) => displayWidth(row[index + 1] ?? ''))));
  const [header = [], ...names] = headerRows(sides.map(nameOf), widths);
  return { parts, header, rows: [...names, ...body], nameRows: names.length };
};

const columnsOf = ({ header }: Laid): readonly TableColumn[] =>
  header.map((name, index) =>
    index === 0 ? { header: name } : { header: name, align: 'right', shrinkTo: NARROWEST_NAME },
  );

const withSides = (comparison: SideBySide, from: number, to: number): SideBySide => ({
  ...comparison,
  sides: comparison.sides.slice(from, to),
  rows: comparison.rows.map((row) => ({
    ...row,
    figures: row.figures.slice(from, to),
    best: row.best === null || row.best < from || row.best >= to ? null : row.best - from,
  })),
});

/** The comparison in as few as go beside each other without any figure being cut; the best stay the best of all. */
const blocksOf = (comparison: SideBySide, width: number): readonly Laid[] => {
  const { sides } = comparison;
  const blocks: Laid[] = [];
  for (let from = 0; from < sides.length; ) {
    let to = sides.length;
    let laid = laidOut(withSides(comparison, from, to));
    while (to > from + 1 && widthOf(columnsOf(laid), laid.rows) > width) {
      to -= 1;
      laid = laidOut(withSides(comparison, from, to));
    }
    blocks.push(laid);
    from = to;
  }
  return blocks;
};

const blockLines = (laid: Laid, width: number): readonly string[] => {
  const lines = terminalTable(columnsOf(laid), laid.rows, width);
  const head = 1 + laid.nameRows;
  let next = head;
  const text = laid.parts.flatMap(({ heading, rows }) => {
    const part = lines.slice(next, next + rows.length).filter((line) => line !== '');
    next += rows.length;
    return heading === null ? part : ['', truncate(plainText(heading), width), ...part];
  });
  return [...lines.slice(0, head), ...text, ''];
};

/**
 * A comparison as lines of text within `width` cells: figures with their intervals, then where the time goes. Systems
 * that do not fit beside the others follow below them.
 */
export const sideBySideText = (comparison: SideBySide, width: number): string =>
  [
    truncate(plainText(comparison.request), width),
    ...blocksOf(comparison, width).flatMap((laid) => blockLines(laid, width)),
    ...wrapText(keyOf(comparison), width, 2),
    ...comparison.sides.flatMap((side) =>
      side.kind === 'refused'
        ? wrapText(plainText(`${nameOf(side)} cannot run this: ${side.reason}`), width, 2)
        : [],
    ),
  ].join('\n');
