import { type Catalog, canonicalId } from '../catalog/catalog.ts';
import { resolveChip, resolveSystem } from '../catalog/resolve.ts';
import type { ChipSpec, SystemSpec } from '../catalog/system.ts';
import { InputError } from '../input-error.ts';
import { derived, type Figure } from '../quantity/figure.ts';
import type { ComputeFormat } from '../workload/architecture.ts';
import { formatInterval } from './format.ts';
import { terminalTable } from './table.ts';
import { wrapText } from './text.ts';

/** One line of a comparison: the same figure of each product, and which are best by the estimate. */
export interface ComparisonRow {
  readonly group: 'per chip' | 'per unit';
  readonly name: string;
  readonly better: 'higher' | 'lower';
  readonly values: readonly (Figure | null)[];
  /** Indexes of the best; empty where fewer than two products have the figure. */
  readonly best: readonly number[];
}

export interface Comparison {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

interface Subject {
  readonly id: string;
  readonly name: string;
  readonly chip: ChipSpec;
  readonly system: SystemSpec | null;
}

const FORMATS: readonly ComputeFormat[] = ['bf16', 'fp8', 'mxfp8', 'mxfp4', 'nvfp4', 'int8'];

const subjectOf = (catalog: Catalog, given: string): Subject => {
  const id = canonicalId(catalog, given);
  if (catalog.chips.has(id)) {
    const chip = resolveChip(catalog, id);
    return { id, name: chip.name, chip, system: null };
  }
  const system = resolveSystem(catalog, id);
  return { id, name: system.name, chip: system.chip, system };
};

const bestOf = (values: readonly (Figure | null)[], better: 'higher' | 'lower'): number[] => {
  const estimates = values.map((value) => value?.estimate);
  const present = estimates.filter((value) => value !== undefined);
  if (present.length < 2) return [];
  const best = better === 'higher' ? Math.max(...present) : Math.min(...present);
  const winners = estimates.flatMap((value, index) => (value === best ? [index] : []));
  return winners.length === present.length ? [] : winners;
};

const perUnit = (system: SystemSpec, of: Figure<'FLOP/s'> | undefined): Figure<'FLOP/s'> | null =>
  of === undefined
    ? null
    : derived(
        'FLOP/s',
        `${system.chipsPerUnit} chips x peak`,
        { peak: of },
        (v) => system.chipsPerUnit * v.peak,
      );

/** Peak over power of the whole unit, in FLOP per joule (= FLOP/s per watt). */
const perWatt = (system: SystemSpec, of: Figure<'FLOP/s'> | undefined): Figure | null =>
  of === undefined
    ? null
    : derived(
        'FLOP/s',
        `${system.chipsPerUnit} chips x peak / IT power`,
        { peak: of, power: system.peakWattsPerUnit },
        (v) => (system.chipsPerUnit * v.peak) / v.power,
      );

type Getter = (subject: Subject) => Figure | null | undefined;

const offerOf =
  (kind: string): Getter =>
  ({ system }) =>
    system?.rent.find((offer) => offer.kind === kind)?.usdPerUnitHour;

const ofSystem =
  (get: (system: SystemSpec) => Figure | null | undefined): Getter =>
  ({ system }) =>
    system === null ? null : get(system);

const LINES: readonly (readonly [ComparisonRow['group'], string, 'higher' | 'lower', Getter])[] = [
  ...FORMATS.map(
    (format) =>
      [
        'per chip',
        `peak ${format}`,
        'higher',
        ({ chip }: Subject) => chip.peakFlopsPerSecond[format],
      ] as const,
  ),
  ['per chip', 'memory', 'higher', ({ chip }) => chip.hbmBytes],
  ['per chip', 'memory bandwidth', 'higher', ({ chip }) => chip.hbmBytesPerSecond],
  ['per chip', 'design power', 'lower', ({ chip }) => chip.designWatts],
  [
    'per chip',
    'scale-up, one way',
    'higher',
    ofSystem((system) => system.tiers.find((tier) => tier.name === 'scale-up')?.bytesPerSecondPerChip),
  ],
  [
    'per chip',
    'scale-out, one way',
    'higher',
    ofSystem((system) => system.tiers.find((tier) => tier.name === 'scale-out')?.bytesPerSecondPerChip),
  ],
  ['per unit', 'peak bf16', 'higher', ofSystem((s) => perUnit(s, s.chip.peakFlopsPerSecond.bf16))],
  ['per unit', 'peak fp8', 'higher', ofSystem((s) => perUnit(s, s.chip.peakFlopsPerSecond.fp8))],
  [
    'per unit',
    'memory',
    'higher',
    ofSystem((s) =>
      derived(
        'B',
        `${s.chipsPerUnit} chips x memory`,
        { memory: s.chip.hbmBytes },
        (v) => s.chipsPerUnit * v.memory,
      ),
    ),
  ],
  ['per unit', 'IT power', 'lower', ofSystem((s) => s.peakWattsPerUnit)],
  ['per unit', 'bf16 per watt', 'higher', ofSystem((s) => perWatt(s, s.chip.peakFlopsPerSecond.bf16))],
  ['per unit', 'fp8 per watt', 'higher', ofSystem((s) => perWatt(s, s.chip.peakFlopsPerSecond.fp8))],
  ['per unit', 'price to own', 'lower', ofSystem((s) => s.purchaseUsdPerUnit)],
  ['per unit', 'on demand', 'lower', offerOf('on-demand')],
  ['per unit', 'market rental', 'lower', offerOf('market-rental')],
  ['per unit', 'racks', 'lower', ofSystem((s) => s.envelope?.racksPerUnit)],
  ['per unit', 'weight per rack', 'lower', ofSystem((s) => s.envelope?.weightKgPerRack)],
];

const MOST = 12;

/** Products side by side, per chip and per unit, the best of each line marked. Throws InputError for unknown ids, or fewer than two. */
export const compareProducts = (catalog: Catalog, given: readonly string[]): Comparison => {
  if (given.length < 2 || given.length > MOST) {
    throw new InputError({
      attempted: 'comparing products',
      found: `${given.length} of them`,
      accepted: `two to ${MOST} ids of chips or systems`,
    });
  }
  const subjects = given.map((id) => subjectOf(catalog, id));
  const rows = LINES.map(([group, name, better, get]): ComparisonRow => {
    const values = subjects.map((subject) => get(subject) ?? null);
    return { group, name, better, values, best: bestOf(values, better) };
  });
  return {
    ids: subjects.map(({ id }) => id),
    names: subjects.map(({ name }) => name),
    rows: rows.filter((row) => row.values.some((value) => value !== null)),
  };
};

const MARK = '* ';

/** Estimate and interval of a cell; peaks per watt keep their own unit. */
const cell = (row: ComparisonRow, index: number): readonly [string, string] => {
  const value = row.values[index];
  if (value === null || value === undefined) return ['  -', ''];
  const { estimate, range } = formatInterval(value, value.unit);
  const shown = row.name.endsWith('per watt') ? estimate.replace('FLOP/s', 'FLOP/s/W') : estimate;
  const mark = row.best.includes(index) ? MARK : '  ';
  return [`${mark}${shown}${value.standing === 'assumed' ? ' ?' : ''}`, range === '' ? '' : `  (${range})`];
};

const bodyOf = (
  rows: readonly ComparisonRow[],
  count: number,
  layout: 'one line' | 'two lines',
): readonly (readonly string[])[] =>
  rows.flatMap((row) => {
    const cells = Array.from({ length: count }, (_, index) => cell(row, index));
    if (layout === 'one line')
      return [[row.name, ...cells.map(([value, range]) => `${value} ${range.trim()}`.trimEnd())]];
    const first = [row.name, ...cells.map(([value]) => value)];
    return cells.some(([, range]) => range !== '')
      ? [first, ['', ...cells.map(([, range]) => range)]]
      : [first];
  });

const UNBOUNDED = 10_000;

const tableOf = (comparison: Comparison, group: ComparisonRow['group'], width: number): readonly string[] => {
  const rows = comparison.rows.filter((row) => row.group === group);
  if (rows.length === 0) return [];
  const columns = (shrinkTo: number | undefined) => [
    { header: group },
    ...comparison.ids.map((id) => ({
      header: `  ${id}`,
      ...(shrinkTo === undefined ? {} : { shrinkTo }),
    })),
  ];
  const count = comparison.ids.length;
  const wide = terminalTable(columns(undefined), bodyOf(rows, count, 'one line'), UNBOUNDED);
  if (wide.every((line) => line.length <= width)) return [...wide, ''];
  return [...terminalTable(columns(9), bodyOf(rows, count, 'two lines'), width), ''];
};

/** The comparison as tables no wider than `width`; intervals go below their estimate where one line is too long. */
export const comparisonText = (comparison: Comparison, width: number): string =>
  [
    ...tableOf(comparison, 'per chip', width),
    ...tableOf(comparison, 'per unit', width),
    ...wrapText(
      '* best by the estimate; ? rests on an assumption; (low–high); - not published or does not apply. Peaks are dense; what a model reaches of them is for `plan` to say.',
      width,
    ),
  ].join('\n');
