import type { Fact, SourcedValue } from '../catalog/entries.ts';
import type { SystemSpec } from '../catalog/system.ts';
import type { Figure, Origin } from '../quantity/figure.ts';
import type { ProductView } from './catalog-product.ts';
import { elevationText } from './elevation-text.ts';
import { formatFigure, formatNumber } from './format.ts';
import { terminalTable } from './table.ts';
import { wrapText } from './text.ts';

const grouped = (value: number): string => (Number.isInteger(value) ? formatNumber(value) : String(value));

/** A value as it is written in the catalogue, with its unit: `2.9 TB/s`, `190 to 230 kW`. */
export const writtenValue = ({ value, unit, direction }: SourcedValue): string => {
  const number =
    typeof value === 'string'
      ? value
      : typeof value === 'number'
        ? grouped(value)
        : `${grouped(value[0])} to ${grouped(value[1])}`;
  const sense = direction === undefined ? '' : ` (direction: ${direction.replace('-', ' ')})`;
  return `${number}${unit === 'text' ? '' : ` ${unit}`}${sense}`;
};

const spaced = (name: string): string => name.replaceAll('_', ' ');

/** Numbers sources in the order they are first named, so that each is printed once. */
interface SourceList {
  readonly numberOf: (source: string) => number;
  readonly all: () => readonly string[];
}

const sourceList = (): SourceList => {
  const numbers = new Map<string, number>();
  return {
    numberOf: (source) => {
      const number = numbers.get(source) ?? numbers.size + 1;
      numbers.set(source, number);
      return number;
    },
    all: () => [...numbers.keys()],
  };
};

const reference = (value: SourcedValue, sources: SourceList): string =>
  `(${value.standing}, ${value.asOf}) [${sources.numberOf(value.source)}]`;

const factLines = (name: string, fact: Fact, sources: SourceList, width: number): string[] => {
  const indented = (text: string) => wrapText(text, width - 6, 2).map((line) => `      ${line}`);
  return [
    ...wrapText(`${spaced(name)}: ${writtenValue(fact)} ${reference(fact, sources)}`, width - 2, 4).map(
      (line) => `  ${line}`,
    ),
    ...(fact.note === undefined ? [] : indented(`note: ${fact.note}`)),
    ...fact.alternatives.flatMap((other) =>
      indented(
        `also published: ${writtenValue(other)} ${reference(other, sources)}${other.note === undefined ? '' : `; ${other.note}`}`,
      ),
    ),
    ...(fact.chosenBecause === undefined ? [] : indented(`chosen: ${fact.chosenBecause}`)),
  ];
};

const originText = (origin: Origin): string => {
  switch (origin.kind) {
    case 'fact':
      return origin.source;
    case 'assumption':
      return `assumption ${origin.id}`;
    case 'request':
      return 'your request';
    case 'formula':
      return origin.formula;
  }
};

const figureRow = (name: string, of: Figure | null): string[] =>
  of === null
    ? [name, 'not published', '', '']
    : [name, formatFigure(of), of.standing, originText(of.origin)];

const ratesOf = (view: ProductView): string[][] =>
  Object.entries(view.chip?.peakFlopsPerSecond ?? {}).flatMap(([format, rate]) =>
    rate === undefined ? [] : [figureRow(`peak ${format}`, rate)],
  );

const COLUMNS = [
  { header: 'figure', shrinkTo: 12 },
  { header: 'value (low–high)' },
  { header: 'standing' },
  { header: 'from', shrinkTo: 8 },
] as const;

const chipSection = (view: ProductView, width: number): string[] => {
  const { chip } = view;
  if (chip === null) return [];
  const rows = [
    ...ratesOf(view),
    figureRow('memory', chip.hbmBytes),
    figureRow('memory bandwidth', chip.hbmBytesPerSecond),
    figureRow('design power', chip.designWatts),
    figureRow('idle power', chip.idleWatts),
  ];
  return [
    '',
    `Per chip (${chip.name})`,
    ...terminalTable(COLUMNS, rows, width - 2).map((line) => `  ${line}`),
  ];
};

const topologyText = (tier: SystemSpec['tiers'][number]): string => {
  const { topology } = tier;
  switch (topology.kind) {
    case 'torus':
      return `${topology.dimensions.join('x')} ${topology.wrapped ? 'torus' : 'mesh'}`;
    case 'switch':
      return topology.reduces ? 'switched, reduces in the network' : 'switched';
    case 'rail-optimised':
      return 'fabric between units';
    default:
      return topology.kind;
  }
};

const unitSection = (view: ProductView, width: number): string[] => {
  const { system } = view;
  if (system === null) return [];
  const { envelope } = system;
  const network = system.tiers.map((tier) => [
    tier.name,
    Number.isFinite(tier.chips) ? `${tier.chips} chips` : 'everything',
    topologyText(tier),
    formatFigure(tier.bytesPerSecondPerChip),
    tier.bytesPerSecondPerChip.standing,
  ]);
  const rows = [
    figureRow('IT power, peak', system.peakWattsPerUnit),
    figureRow('IT power, idle', system.idleWattsPerUnit),
    figureRow('purchase price', system.purchaseUsdPerUnit),
    ...(envelope === null
      ? []
      : [
          figureRow('racks per unit', envelope.racksPerUnit),
          figureRow('weight per rack', envelope.weightKgPerRack),
          figureRow('footprint per rack', envelope.footprintM2PerRack),
          figureRow('height per rack', envelope.heightUPerRack),
          [
            `cooling: ${envelope.cooling}`,
            `${formatFigure(envelope.liquidHeatShare)} to liquid`,
            envelope.coolingOrigin.kind === 'fact' ? 'published' : 'assumed',
            originText(envelope.coolingOrigin),
          ],
          figureRow('supply temperature', envelope.supplyTemperatureMaxDegC),
        ]),
  ];
  return [
    '',
    `Networking (per chip, one direction; ${system.chipsPerUnit} chips per unit)`,
    ...terminalTable(
      [
        { header: 'tier' },
        { header: 'reaches' },
        { header: 'topology', shrinkTo: 8 },
        { header: 'rate (low–high)' },
        { header: 'standing' },
      ],
      network,
      width - 2,
    ).map((line) => `  ${line}`),
    '',
    'Power and thermal envelope, price to own (one unit)',
    ...terminalTable(COLUMNS, rows, width - 2).map((line) => `  ${line}`),
    ...(system.rent.length === 0
      ? ['', 'To rent: no offer is published']
      : [
          '',
          'To rent (one unit)',
          ...terminalTable(
            [
              { header: 'kind' },
              { header: 'rate' },
              { header: 'region', shrinkTo: 6 },
              { header: 'offer', shrinkTo: 10 },
            ],
            system.rent.map((offer) => [
              offer.kind,
              formatFigure(offer.usdPerUnitHour),
              offer.region ?? '-',
              offer.id,
            ]),
            width - 2,
          ).map((line) => `  ${line}`),
        ]),
  ];
};

const partsSection = (view: ProductView, width: number): string[] =>
  view.parts.length === 0
    ? []
    : [
        '',
        'Bill of parts',
        ...terminalTable(
          [
            { header: 'number', align: 'right' },
            { header: 'part', shrinkTo: 20 },
            { header: 'note', shrinkTo: 10 },
          ],
          view.parts.map((line) => [
            line.count === null ? 'not published' : formatFigure(line.count),
            line.name,
            line.note ?? '',
          ]),
          width - 2,
        ).map((line) => `  ${line}`),
      ];

const listSection = (title: string, rows: readonly string[], width: number): string[] =>
  rows.length === 0
    ? []
    : ['', title, ...rows.flatMap((row) => wrapText(`- ${row}`, width - 2, 2).map((line) => `  ${line}`))];

const sentence = (fact: Fact | null): string =>
  fact === null
    ? 'not published'
    : `${writtenValue(fact)} [${fact.standing}, ${fact.asOf}] ${fact.source}${fact.note === undefined ? '' : `; ${fact.note}`}`;

const factsSections = (view: ProductView, width: number): string[] => {
  const sources = sourceList();
  const section = (title: string, facts: Readonly<Record<string, Fact>>): string[] => {
    const rows = Object.entries(facts);
    return rows.length === 0
      ? []
      : ['', title, ...rows.flatMap(([name, fact]) => factLines(name, fact, sources, width))];
  };
  const facts = [...section('Facts', view.facts), ...section('Inside the cores', view.cores)];
  const list = sources
    .all()
    .flatMap((source, index) =>
      wrapText(`[${index + 1}] ${source}`, width - 2, 4).map((line) => `  ${line}`),
    );
  return [...facts, ...(list.length === 0 ? [] : ['', 'Sources', ...list])];
};

/** A product as lines of text no wider than `width`: drawing, envelope, parts, then every fact with its source. */
export const productText = (view: ProductView, width: number): string => {
  const isUnit = view.system !== null || view.drawing !== null;
  return [
    `${view.name}  (${view.path}${view.aliases.length > 0 ? `; also ${view.aliases.join(', ')}` : ''})`,
    `${view.vendor}${view.system === null ? '' : `; ${view.system.kind}; ${view.system.availability.status}: ${view.system.availability.text}`}`,
    ...(view.notes === null ? [] : [view.notes]),
    ...(view.system === null ? [] : listSection('Caveats', view.system.caveats, width)),
    ...(view.drawing === null
      ? []
      : ['', 'Elevation', ...elevationText(view.drawing.elevation, width - 2).map((line) => `  ${line}`)]),
    ...partsSection(view, width),
    ...unitSection(view, width),
    ...chipSection(view, width),
    ...(isUnit
      ? [
          '',
          ...wrapText(`Management tooling: ${sentence(view.management)}`, width, 2),
          ...wrapText(`Support terms: ${sentence(view.support)}`, width, 2),
        ]
      : []),
    ...listSection('Not published', view.unknown, width),
    ...factsSections(view, width),
  ]
    .flatMap((line) => (line.length > width ? wrapText(line, width) : [line]))
    .join('\n');
};
