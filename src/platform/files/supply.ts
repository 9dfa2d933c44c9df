import { basename, dirname, extname, join, resolve } from 'node:path';
import type { StatementEntry } from '../../core/catalog/entries.ts';
import { resolveSystem } from '../../core/catalog/resolve.ts';
import { InputError } from '../../core/input-error.ts';
import { type SupplyDefaults, supplyDefaultsSchema } from '../../core/supply/file/defaults.ts';
import type { SellableProduct } from '../../core/supply/file/reading.ts';
import { supplySchema, type WrittenSupply } from '../../core/supply/file/schema.ts';
import type { PublicStatement } from '../../core/supply/file/sources.ts';
import { productReferences, type SupplyInput, supplyCaseFrom } from '../../core/supply/supply-file.ts';
import { loadCatalog } from './catalog.ts';
import { readTextFile } from './text-file.ts';
import { locateInYaml, parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the supply file';

export interface LoadedSupply extends SupplyInput {
  /** Files that the supply file names, made absolute; null where it names none. */
  readonly baselinePath: string | null;
  readonly previousPlanPath: string | null;
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
const fromCatalog = async (
  written: WrittenSupply,
  { catalogRoot, overlays = [] }: SupplyOptions,
  locate: (path: readonly (string | number)[]) => ReturnType<typeof locateInYaml>,
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

export interface SupplyOptions {
  readonly catalogRoot: string;
  /** The user's own catalogue files, merged in order. */
  readonly overlays?: readonly string[];
}

/**
 * Reads a supply file into a checked case. Paths in it are relative to the file. Throws InputError with file, line,
 * column and caret on anything that cannot be used.
 */
export const loadSupply = async (path: string, options: SupplyOptions): Promise<LoadedSupply> => {
  const text = await readTextFile(path, ATTEMPTED);
  const written = parseYaml(path, text, supplySchema, ATTEMPTED);
  const locate = (where: readonly (string | number)[]) => locateInYaml(path, text, where);
  const [defaults, catalog] = await Promise.all([
    loadSupplyDefaults(options.catalogRoot),
    fromCatalog(written, options, locate),
  ]);
  const input = supplyCaseFrom(written, {
    fallbackName: basename(path, extname(path)),
    defaults,
    ...catalog,
    locate,
  });
  const beside = (name: string | undefined): string | null =>
    name === undefined ? null : resolve(dirname(path), name);
  return {
    ...input,
    baselinePath: beside(written.baseline),
    previousPlanPath: beside(written.previous_plan),
  };
};
