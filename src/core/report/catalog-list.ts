import type { Catalog } from '../catalog/catalog.ts';
import { resolveSystems } from '../catalog/resolve.ts';
import { writtenValue } from './catalog-product-text.ts';
import { formatFigure } from './format.ts';
import { type TableColumn, terminalTable } from './table.ts';

export const LIST_KINDS = ['systems', 'chips', 'parts', 'prices', 'assumptions', 'market'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** A list of the catalogue as a table: columns for the terminal, rows as text, and the same as data. */
export interface CatalogList {
  readonly kind: ListKind;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

const NAME: TableColumn = { header: 'name', shrinkTo: 14, dropRank: 1 };

const systems = (catalog: Catalog): Omit<CatalogList, 'kind'> => {
  const specs = resolveSystems(catalog);
  return {
    columns: [
      { header: 'id' },
      { header: 'kind', dropRank: 3 },
      { header: 'chip', dropRank: 2 },
      { header: 'chips', align: 'right' },
      { header: 'IT power, one unit' },
      { header: 'status' },
    ],
    rows: specs.map((spec) => [
      spec.id,
      spec.kind,
      spec.chip.id,
      String(spec.chipsPerUnit),
      formatFigure(spec.peakWattsPerUnit),
      spec.availability.status,
    ]),
    data: specs.map((spec) => ({
      id: spec.id,
      name: spec.name,
      vendor: spec.vendor,
      kind: spec.kind,
      chip: spec.chip.id,
      chips: spec.chipsPerUnit,
      peakWatts: spec.peakWattsPerUnit,
      purchaseUsd: spec.purchaseUsdPerUnit,
      rentOffers: spec.rent.length,
      availability: spec.availability,
      caveats: spec.caveats,
    })),
  };
};

const chips = (catalog: Catalog): Omit<CatalogList, 'kind'> => {
  const entries = [...catalog.chips.values()].sort((a, b) => a.id.localeCompare(b.id));
  const fact = (id: string, ...names: string[]): string => {
    const found = names
      .map((name) => catalog.chips.get(id)?.facts.get(name))
      .find((each) => each !== undefined);
    return found === undefined ? 'not published' : writtenValue(found);
  };
  return {
    columns: [
      { header: 'id' },
      { header: 'vendor', dropRank: 2 },
      NAME,
      { header: 'memory' },
      { header: 'bandwidth', dropRank: 3 },
      { header: 'design power' },
    ],
    rows: entries.map((entry) => [
      entry.id,
      entry.vendor,
      entry.name,
      fact(entry.id, 'hbm_capacity', 'memory_capacity', 'device_memory_capacity'),
      fact(entry.id, 'hbm_bandwidth', 'memory_bandwidth', 'device_memory_bandwidth'),
      fact(entry.id, 'tdp'),
    ]),
    data: entries.map((entry) => ({
      id: entry.id,
      name: entry.name,
      vendor: entry.vendor,
      aliases: entry.aliases,
      facts: entry.facts.size,
      unknown: entry.unknown,
    })),
  };
};

const parts = (catalog: Catalog): Omit<CatalogList, 'kind'> => {
  const rows = [...catalog.parts.values()];
  return {
    columns: [{ header: 'id' }, { header: 'vendor' }, { header: 'name' }],
    rows: rows.map((part) => [part.id, part.vendor, part.name]),
    data: rows.map(({ id, name, vendor, unknown }) => ({ id, name, vendor, unknown })),
  };
};

const prices = (catalog: Catalog): Omit<CatalogList, 'kind'> => {
  const rows = [...catalog.prices.values()];
  return {
    columns: [
      { header: 'id', shrinkTo: 18 },
      { header: 'kind', dropRank: 1 },
      { header: 'price' },
      { header: 'region', dropRank: 2 },
      { header: 'as of' },
      { header: 'standing' },
    ],
    rows: rows.map((price) => [
      price.id,
      price.kind,
      writtenValue(price),
      price.region ?? '-',
      price.asOf,
      price.standing,
    ]),
    data: rows.map((price) => ({ ...price })),
  };
};

const assumptions = (catalog: Catalog): Omit<CatalogList, 'kind'> => {
  const rows = [...catalog.assumptions.values()];
  return {
    columns: [
      { header: 'id' },
      { header: 'low', align: 'right' },
      { header: 'estimate', align: 'right' },
      { header: 'high', align: 'right' },
      { header: 'unit' },
      { header: 'reason', shrinkTo: 16 },
    ],
    rows: rows.map((row) => [
      row.id,
      String(row.low),
      String(row.estimate),
      String(row.high),
      row.unit,
      row.reason,
    ]),
    data: rows.map((row) => ({ ...row })),
  };
};

const market = (catalog: Catalog): Omit<CatalogList, 'kind'> => ({
  columns: [
    { header: 'id', shrinkTo: 16 },
    { header: 'statement', shrinkTo: 20 },
    { header: 'as of' },
    { header: 'standing' },
  ],
  rows: catalog.statements.map((row) => [row.id, writtenValue(row), row.asOf, row.standing]),
  data: catalog.statements.map((row) => ({ ...row })),
});

const LISTS: Readonly<Record<ListKind, (catalog: Catalog) => Omit<CatalogList, 'kind'>>> = {
  systems,
  chips,
  parts,
  prices,
  assumptions,
  market,
};

/** All products, prices, assumptions or statements of one kind. */
export const catalogList = (catalog: Catalog, kind: ListKind): CatalogList => ({
  kind,
  ...LISTS[kind](catalog),
});

export const catalogListText = (list: CatalogList, width: number): string =>
  terminalTable(list.columns, list.rows, width).join('\n');
