import type { Side, SideBySide, SideBySideRow } from '../plan/side-by-side.ts';
import {
  type Cell,
  figureCell,
  type ReportDocument,
  type ReportTable,
  type Section,
  tableBlock,
  textCell,
} from './document.ts';
import { formatValue, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { boundOf, mostOf, nameOf, SHARES, standingsShown, stepsOf } from './side-by-side.ts';

type Cells = readonly Cell[];

const columnsOf = (sides: readonly Side[]): ReportTable['columns'] => [
  { header: '', align: 'left' },
  ...sides.map((side) => ({ header: nameOf(side), align: 'right' as const })),
];

const perSide = (
  label: string,
  sides: readonly Side[],
  cell: (side: Extract<Side, { kind: 'candidate' }>) => Cell,
): Cells => [textCell(label), ...sides.map((side) => (side.kind === 'refused' ? textCell('–') : cell(side)))];

const figureRow = (row: SideBySideRow): Cells => [
  textCell(row.name),
  ...row.figures.map(
    (figure, index): Cell => ({
      ...figureCell(figure),
      ...(index === row.best ? { tone: 'good' as const } : {}),
    }),
  ),
];

const holding = ({ sides }: SideBySide): readonly Cells[] => [
  perSide('units', sides, ({ candidate }) =>
    textCell(`${candidate.units} ${candidate.tenure === 'own' ? 'owned' : 'rented'}`),
  ),
  perSide('chips', sides, ({ candidate }) => textCell(String(candidate.chips))),
  perSide('promises', sides, ({ candidate: { verdict, risk } }) => {
    if (verdict === 'misses') return textCell('broken', 'bad');
    return risk == null ? textCell('kept', 'good') : textCell('at risk', 'warn');
  }),
];

const figuresTable = (
  comparison: SideBySide,
  workload: string | null,
  first: readonly Cells[],
): ReportTable => ({
  caption: 'Green: best by the estimate; small: low to high',
  columns: columnsOf(comparison.sides),
  rows: [...first, ...comparison.rows.filter((row) => row.workload === workload).map(figureRow)],
  interactive: false,
});

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const timeTable = (comparison: SideBySide, workload: string): ReportTable => {
  const { sides } = comparison;
  const rows = stepsOf(comparison, workload).flatMap((step): readonly Cells[] => {
    const of = (label: string, text: (side: Side) => Cell): Cells => [textCell(label), ...sides.map(text)];
    return [
      of(step, (side) => {
        const found = boundOf(side, workload, step);
        return textCell(found === undefined ? '–' : formatValue(found.seconds, 's'));
      }),
      ...SHARES.map(([name, key]) =>
        of(`· ${name}`, (side) => {
          const found = boundOf(side, workload, step);
          if (found === undefined) return textCell('–');
          return textCell(percent(found.shares[key]), mostOf(found) === name ? 'warn' : 'plain');
        }),
      ),
    ];
  });
  const limits: Cells = [
    textCell('work of the layout limited by'),
    ...sides.map((side) => {
      const found =
        side.kind === 'candidate' ? side.bounds.find((each) => each.workload === workload) : undefined;
      return textCell(found === undefined ? '–' : found.bound.replace('-', ' '));
    }),
  ];
  return {
    caption: 'Where the time of a step goes; marked: most of it',
    columns: columnsOf(sides),
    rows: [...rows, limits],
    interactive: false,
  };
};

const refusedSections = ({ sides }: SideBySide): readonly Section[] => {
  const items = sides.flatMap((side) => (side.kind === 'refused' ? [`${nameOf(side)}: ${side.reason}`] : []));
  return items.length === 0
    ? []
    : [{ id: 'refused', title: 'Cannot run the request', blocks: [{ kind: 'list', items }] }];
};

/** What the letters beside the numbers mean. */
const marksText = (comparison: SideBySide): string =>
  `Letters beside numbers: ${standingsShown(comparison)
    .map((standing) => `${STANDING_MARKS[standing]} ${STANDING_MEANINGS[standing]}`)
    .join('; ')}.`;

/** The report on a comparison, as data. */
export const comparisonDocument = (comparison: SideBySide): ReportDocument => {
  const { sides, workloads } = comparison;
  const kept = sides.filter((side) => side.kind === 'candidate' && side.candidate.verdict === 'meets').length;
  return {
    title: comparison.request,
    asked: [sides.map(nameOf).join(' · ')],
    verdict: {
      text: `${kept} of ${sides.length} keep every promise at the estimates.`,
      tone: kept === 0 ? 'bad' : 'good',
    },
    keyFigures: [],
    warnings: [],
    sections: [
      {
        id: 'together',
        title: 'Side by side',
        blocks: [
          tableBlock(figuresTable(comparison, null, holding(comparison))),
          { kind: 'text', text: marksText(comparison) },
        ],
      },
      ...workloads.map((workload, index) => ({
        id: `workload-${index + 1}`,
        title: workload,
        blocks: [
          tableBlock(figuresTable(comparison, workload, [])),
          tableBlock(timeTable(comparison, workload)),
        ],
      })),
      ...refusedSections(comparison),
    ],
    versions: [`catalogue ${comparison.catalogVersion}`, `calibration ${comparison.calibrationVersion}`],
  };
};
