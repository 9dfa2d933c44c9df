import type { BoundShares, Side, SideBySide } from '../plan/side-by-side.ts';
import type { Figure } from '../quantity/figure.ts';
import { formatInterval, formatValue, STANDING_MARKS } from './format.ts';
import { terminalTable } from './table.ts';
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

/** A comparison as lines of text within `width` cells: figures with their intervals, then where the time goes. */
export const sideBySideText = (comparison: SideBySide, width: number): string => {
  const { sides } = comparison;
  const parts = partsOf(comparison);
  const body = parts.flatMap(({ rows }) => rows);
  const widths = sides.map((_, index) => Math.max(...body.map((row) => displayWidth(row[index + 1] ?? ''))));
  const [header = [], ...names] = headerRows(sides.map(nameOf), widths);
  const columns = header.map((name, index) =>
    index === 0 ? { header: name } : { header: name, align: 'right' as const, shrinkTo: NARROWEST_NAME },
  );
  const lines = terminalTable(columns, [...names, ...body], width);
  let next = 1 + names.length;
  const text = parts.flatMap(({ heading, rows }) => {
    const part = lines.slice(next, next + rows.length).filter((line) => line !== '');
    next += rows.length;
    return heading === null ? part : ['', truncate(plainText(heading), width), ...part];
  });
  return [
    truncate(plainText(comparison.request), width),
    ...lines.slice(0, 1 + names.length),
    ...text,
    '',
    ...wrapText(
      '* best by the estimate; second lines: low to high; at risk: the interval reaches past a promise; marks: ? assumed, A this chip, S its vendor, D data sheet',
      width,
      2,
    ),
    ...sides.flatMap((side) =>
      side.kind === 'refused'
        ? wrapText(plainText(`${nameOf(side)} cannot run this: ${side.reason}`), width, 2)
        : [],
    ),
  ].join('\n');
};
