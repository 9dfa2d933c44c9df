import type { BoundShares, Side, SideBySide } from '../plan/side-by-side.ts';
import type { Figure } from '../quantity/figure.ts';
import { formatInterval, formatValue, STANDING_MARKS } from './format.ts';
import { terminalTable } from './table.ts';
import { wrapText } from './text.ts';

const LABEL = 18;

/** Units that the name of the row already says. */
const SAID_BY_ROW = / ?tok\/s\/(chip|W)$|\/Mtok$|\/tok$/;

const nameOf = (side: Side): string =>
  side.kind === 'candidate' ? side.candidate.systemName : side.systemName;

const holdingOf = (side: Side): string =>
  side.kind === 'refused'
    ? 'cannot run'
    : `${side.candidate.units} ${side.candidate.tenure === 'own' ? 'owned' : 'rented'} (${side.candidate.chips})`;

const cells = (figure: Figure | null, isBest: boolean): readonly [string, string] => {
  if (figure === null) return ['–', ''];
  const { estimate, range } = formatInterval(figure, figure.unit);
  return [
    `${isBest ? '* ' : ''}${estimate.replace(SAID_BY_ROW, '')} ${STANDING_MARKS[figure.standing]}`.trimEnd(),
    range,
  ];
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const boundText = ({ seconds, shares }: BoundShares): string =>
  `${formatValue(seconds, 's')}: ${(
    [
      ['compute', shares.compute],
      ['memory', shares['memory-bandwidth']],
      ['network', shares.network],
      ['latency', shares.latency],
    ] as const
  )
    .filter(([, share]) => share >= 0.005)
    .map(([name, share]) => `${name} ${percent(share)}`)
    .join(', ')}`;

const boundLines = (side: Side, width: number): readonly string[] =>
  side.kind === 'refused'
    ? wrapText(`${nameOf(side)} cannot run this: ${side.reason}`, width, 2)
    : [
        `${nameOf(side)}: bound by ${[...new Set(side.bounds.map(({ bound }) => bound))].join(', ')}`,
        ...side.bounds.flatMap((each) =>
          wrapText(
            `  ${side.candidate.outcomes.length > 1 ? `${each.workload}, ` : ''}${each.step} ${boundText(each)}`,
            width,
            4,
          ),
        ),
      ];

/** A comparison as lines of text within `width` cells: figures with their intervals, then where the time goes. */
export const sideBySideText = (comparison: SideBySide, width: number): string => {
  const { sides, rows } = comparison;
  const columns = [
    { header: comparison.request, shrinkTo: LABEL },
    ...sides.map((side) => ({ header: nameOf(side), align: 'right' as const, shrinkTo: 8 })),
  ];
  const body = rows.flatMap((row) => {
    const found = row.figures.map((figure, index) => cells(figure, row.best === index));
    return [
      [row.name, ...found.map(([estimate]) => estimate)],
      ['', ...found.map(([, range]) => range)],
    ];
  });
  return [
    ...terminalTable(columns, [['units (chips)', ...sides.map(holdingOf)], ...body], width),
    '* best by the estimate; second lines: low to high; marks: ? assumed, A this chip, S its vendor, D data sheet',
    '',
    'Where the time goes',
    ...sides.flatMap((side) => boundLines(side, width)),
  ]
    .flatMap((line) => (line.startsWith('*') ? wrapText(line, width, 2) : [line]))
    .join('\n');
};
