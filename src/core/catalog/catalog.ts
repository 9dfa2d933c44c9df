import { InputError } from '../input-error.ts';
import type {
  ChipEntry,
  Fact,
  Folder,
  PriceEntry,
  ProductEntry,
  StatementEntry,
  SystemEntry,
} from './entries.ts';
import { nearest } from './nearest.ts';
import type { AssumptionEntry } from './schema.ts';

/** Everything known about the products of the trade, frozen, with look-ups by id and alias. */
export interface Catalog {
  readonly version: string;
  readonly chips: ReadonlyMap<string, ChipEntry>;
  /** Racks, servers, instances and slices. */
  readonly systems: ReadonlyMap<string, SystemEntry>;
  readonly parts: ReadonlyMap<string, ProductEntry>;
  readonly prices: ReadonlyMap<string, PriceEntry>;
  readonly assumptions: ReadonlyMap<string, AssumptionEntry>;
  /** Loaded only on request (`show`, `check`); empty otherwise. */
  readonly statements: readonly StatementEntry[];
  readonly unknownPrices: readonly string[];
  readonly unknownMarket: readonly string[];
  /** Alias to id, over chips, systems and parts. */
  readonly aliases: ReadonlyMap<string, string>;
}

export const canonicalId = (catalog: Catalog, idOrAlias: string): string =>
  catalog.aliases.get(idOrAlias) ?? idOrAlias;

const unknownId = (what: string, given: string, known: Iterable<string>): InputError => {
  const close = nearest(given, known, 4);
  return new InputError({
    attempted: `looking up ${what} in the catalogue`,
    found: `"${given}"`,
    accepted:
      close.length > 0
        ? `a known id; nearest: ${close.join(', ')}`
        : 'a known id (see: rackwright catalog list)',
  });
};

/** The chip of this id or alias. Throws InputError with the nearest ids when there is none. */
export const chipEntry = (catalog: Catalog, idOrAlias: string): ChipEntry => {
  const found = catalog.chips.get(canonicalId(catalog, idOrAlias));
  if (found === undefined) throw unknownId('a chip', idOrAlias, catalog.chips.keys());
  return found;
};

/** The rack, server, instance or slice of this id or alias. Throws InputError with the nearest ids when there is none. */
export const systemEntry = (catalog: Catalog, idOrAlias: string): SystemEntry => {
  const found = catalog.systems.get(canonicalId(catalog, idOrAlias));
  if (found === undefined) throw unknownId('a system', idOrAlias, catalog.systems.keys());
  return found;
};

/** The chip, system or part of this id or alias. Throws InputError with the nearest ids when there is none. */
export const productEntry = (catalog: Catalog, idOrAlias: string): ProductEntry => {
  const id = canonicalId(catalog, idOrAlias);
  const found = catalog.systems.get(id) ?? catalog.chips.get(id) ?? catalog.parts.get(id);
  if (found !== undefined) return found;
  throw unknownId('a product', idOrAlias, [
    ...catalog.systems.keys(),
    ...catalog.chips.keys(),
    ...catalog.parts.keys(),
    ...catalog.aliases.keys(),
  ]);
};

/** The product at a folder and id, as written in references; undefined when there is none. */
export const productIn = (catalog: Catalog, folder: Folder, id: string): ProductEntry | undefined => {
  if (folder === 'chips') return catalog.chips.get(id);
  if (folder === 'parts') return catalog.parts.get(id);
  const system = catalog.systems.get(id);
  return system?.folder === folder ? system : undefined;
};

/** The fact at a path such as `racks/gb200-nvl72#power`; undefined when nobody has published it. */
export const factAt = (catalog: Catalog, path: string): Fact | undefined => {
  const match = /^(chips|nodes|racks|parts)\/([^#]+)#(.+)$/.exec(path);
  if (match === null) return undefined;
  const [, folder, id = '', name = ''] = match;
  return productIn(catalog, folder as Folder, id)?.facts.get(name);
};
