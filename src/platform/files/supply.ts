import { basename, dirname, extname, join, resolve } from 'node:path';
import type { StatementEntry } from '../../core/catalog/entries.ts';
import { resolveSystem } from '../../core/catalog/resolve.ts';
import { InputError, type SourcePosition } from '../../core/input-error.ts';
import { readArrivalsTable, readCapacityTable, readQueueTable } from '../../core/supply/file/csv-tables.ts';
import { type SupplyDefaults, supplyDefaultsSchema } from '../../core/supply/file/defaults.ts';
import type { SellableProduct, UnusedRow } from '../../core/supply/file/reading.ts';
import { dealFileSchema, supplySchema, type WrittenSupply } from '../../core/supply/file/schema.ts';
import type { PublicStatement } from '../../core/supply/file/sources.ts';
import type { SupplyTables, TableReport } from '../../core/supply/file/tables.ts';
import { productReferences, type SupplyInput, supplyCaseFrom } from '../../core/supply/supply-file.ts';
import { loadCatalog } from './catalog.ts';
import { LARGEST_BYTES, readTextFile } from './text-file.ts';
import { locateInYaml, parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the supply file';

export interface LoadedSupply extends Omit<SupplyInput, 'unusedRows'> {
  /** What became of every row of the tables that the file names. */
  readonly tables: readonly TableReport[];
  /** Files that the supply file names, made absolute; null where it names none. */
  readonly baselinePath: string | null;
  readonly previousPlanPath: string | null;
  /** The deal of the separate file, where one was given. */
  readonly askedDealId: string | null;
}

/** The shipped defaults of a supply file. Throws InputError when the file is malformed or leaves one out. */
export const loadSupplyDefaults = async (catalogRoot: string): Promise<SupplyDefaults> => {
  const path = join(catalogRoot, 'defaults', 'supply.yaml');
  const attempted = 'reading the defaults of supply files';
  return parseYaml(path, await readTextFile(path, attempted), supplyDefaultsSchema, attempted).defaults;
};

const statementOf = ({ id, source, asOf, standing }: StatementEntry): readonly [string, PublicStatement] => [
  id,
  { id, source, asOf, standing },
];

interface FromCatalog {
  readonly products: ReadonlyMap<string, SellableProduct>;
  readonly statements: ReadonlyMap<string, PublicStatement>;
}

/** What a file takes from the catalogue, which is read only when it takes anything. */
export const fromCatalog = async (
  written: WrittenSupply,
  { catalogRoot, overlays = [] }: SupplyOptions,
  locate: (path: readonly (string | number)[]) => SourcePosition | undefined,
): Promise<FromCatalog> => {
  const references = productReferences(written);
  const everything = written.sources !== undefined;
  if (references.length === 0 && !everything) return { products: new Map(), statements: new Map() };
  const catalog = await loadCatalog(catalogRoot, overlays, { everything });
  const products = new Map(
    references.map((reference) => {
      try {
        const { id, name, chipsPerUnit, purchaseUsdPerUnit } = resolveSystem(catalog, reference);
        return [reference, { id, name, chips: chipsPerUnit, price: purchaseUsdPerUnit }] as const;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const generation = Object.entries(written.generations).find(
          ([, { product }]) => product === reference,
        );
        const position =
          generation === undefined ? undefined : locate(['generations', generation[0], 'product']);
        throw position === undefined ? error : new InputError({ ...error.problem, position });
      }
    }),
  );
  return { products, statements: new Map(catalog.statements.map(statementOf)) };
};

const readKind = async <Row>(
  file: string,
  written: string | readonly string[] | undefined,
  read: (shownAs: string, text: string) => { readonly rows: readonly Row[]; readonly report: TableReport },
  locate: (path: readonly (string | number)[]) => SourcePosition | undefined,
  kind: keyof SupplyTables,
): Promise<{ readonly rows: readonly Row[]; readonly reports: readonly TableReport[] }> => {
  const names = written === undefined ? [] : typeof written === 'string' ? [written] : written;
  const made = await Promise.all(
    names.map(async (name, index) => {
      const path = resolve(dirname(file), name);
      const text = await readTextFile(path, `reading ${name}`, LARGEST_BYTES.table).catch(
        (error: unknown) => {
          if (!(error instanceof InputError)) throw error;
          const position = locate(['csv', kind, ...(typeof written === 'string' ? [] : [index])]);
          throw position === undefined ? error : new InputError({ ...error.problem, position });
        },
      );
      return read(path, text);
    }),
  );
  return { rows: made.flatMap(({ rows }) => rows), reports: made.map(({ report }) => report) };
};

/** The report of a table with the rows that were read but change nothing. */
const withUnused = (report: TableReport, unused: readonly UnusedRow[]): TableReport => {
  const own = unused.filter(({ file, kind }) => file === report.file && kind === report.kind);
  const reasons = [...new Set(own.map(({ reason }) => reason))];
  return {
    ...report,
    used: report.used - own.length,
    dropped: [
      ...report.dropped,
      ...reasons.map((reason) => ({ reason, rows: own.filter((one) => one.reason === reason).length })),
    ],
  };
};

const readTables = async (
  path: string,
  { csv }: WrittenSupply,
  locate: (where: readonly (string | number)[]) => SourcePosition | undefined,
): Promise<{ readonly tables: SupplyTables; readonly reports: readonly TableReport[] }> => {
  const [capacity, queue, arrivals] = await Promise.all([
    readKind(path, csv?.capacity, readCapacityTable, locate, 'capacity'),
    readKind(path, csv?.queue, readQueueTable, locate, 'queue'),
    readKind(path, csv?.arrivals, readArrivalsTable, locate, 'arrivals'),
  ]);
  return {
    tables: { capacity: capacity.rows, queue: queue.rows, arrivals: arrivals.rows },
    reports: [...capacity.reports, ...queue.reports, ...arrivals.reports],
  };
};

type Locate = (where: readonly (string | number)[]) => SourcePosition | undefined;

interface WithDeal {
  readonly written: WrittenSupply;
  readonly locate: Locate;
  readonly askedDealId: string | null;
}

/** A supply file with the deal of another file in it, in place of one of the same name. */
const withDealOf = async (written: WrittenSupply, locate: Locate, path: string): Promise<WithDeal> => {
  const text = await readTextFile(path, 'reading the deal');
  const deals = parseYaml(path, text, dealFileSchema, 'reading the deal');
  const [id] = Object.keys(deals);
  return {
    written: { ...written, deals: { ...written.deals, ...deals } },
    locate: (where) =>
      where[0] === 'deals' && where[1] === id ? locateInYaml(path, text, where.slice(1)) : locate(where),
    askedDealId: id ?? null,
  };
};

export interface SupplyOptions {
  readonly catalogRoot: string;
  /** The user's own catalogue files, merged in order. */
  readonly overlays?: readonly string[];
  /** A file with one more deal; null when there is none. */
  readonly dealFile?: string | null;
}

/**
 * Reads a supply file into a checked case. Paths in it are relative to the file. Throws InputError with file, line,
 * column and caret on anything that cannot be used.
 */
export const loadSupply = async (path: string, options: SupplyOptions): Promise<LoadedSupply> => {
  const text = await readTextFile(path, ATTEMPTED);
  const own = parseYaml(path, text, supplySchema, ATTEMPTED);
  const ownPlace: Locate = (where) => locateInYaml(path, text, where);
  const { dealFile = null } = options;
  const { written, locate, askedDealId } =
    dealFile === null
      ? { written: own, locate: ownPlace, askedDealId: null }
      : await withDealOf(own, ownPlace, dealFile);
  const [defaults, catalog, { tables, reports }] = await Promise.all([
    loadSupplyDefaults(options.catalogRoot),
    fromCatalog(written, options, locate),
    readTables(path, written, locate),
  ]);
  const { unusedRows, ...input } = supplyCaseFrom(written, {
    fallbackName: basename(path, extname(path)),
    defaults,
    ...catalog,
    tables,
    locate,
  });
  const beside = (name: string | undefined): string | null =>
    name === undefined ? null : resolve(dirname(path), name);
  return {
    ...input,
    tables: reports.map((report) => withUnused(report, unusedRows)),
    baselinePath: beside(written.baseline),
    previousPlanPath: beside(written.previous_plan),
    askedDealId,
  };
};
