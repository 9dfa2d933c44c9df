import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import { buildCatalog, type CatalogFiles, type Read } from '../../core/catalog/build.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import {
  assumptionFileSchema,
  chipFileSchema,
  coresFileSchema,
  overlayFileSchema,
  partFileSchema,
  priceFileSchema,
  statementFileSchema,
  systemFileSchema,
} from '../../core/catalog/schema.ts';
import { InputError } from '../../core/input-error.ts';
import { readTextFile } from './text-file.ts';
import { locateInYaml, parseYaml } from './yaml-document.ts';

/** One file against its schema. Throws InputError with line and caret at its first fault. */
export const readAgainst = <T>(file: string, text: string, schema: ZodType<T>): Read<T> => ({
  file,
  text,
  data: parseYaml(file, text, schema, `reading the catalogue (${file})`),
});

const readFolder = async <T>(root: string, folder: string, schema: ZodType<T>): Promise<Read<T>[]> => {
  const path = join(root, folder);
  const names = await readdir(path).catch(() => null);
  if (names === null) {
    throw new InputError({
      attempted: 'reading the catalogue',
      found: `no folder at ${path}`,
      accepted: 'a catalogue folder with chips, nodes, racks, parts and prices',
    });
  }
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(path, name), 'utf8')));
  return files.map((name, index) => readAgainst(`${folder}/${name}`, texts[index] ?? '', schema));
};

const readOne = async <T>(path: string, shownAs: string, schema: ZodType<T>): Promise<Read<T>> =>
  readAgainst(shownAs, await readTextFile(path, 'reading the catalogue'), schema);

export interface LoadOptions {
  /** Also what is inside cores and what is said about the market; planning needs neither. */
  readonly everything?: boolean;
}

/** The files of a catalogue folder, each checked against its schema, before any overlay. */
export type ShippedFiles = Omit<CatalogFiles, 'overlays' | 'locate'>;

/** Reads a catalogue folder. Throws InputError with file, line and caret at the first file that breaks its schema. */
export const readCatalogFolder = async (root: string, options: LoadOptions = {}): Promise<ShippedFiles> => {
  const everything = options.everything === true;
  const [chips, nodes, racks, parts, prices, assumptions, cores, statements] = await Promise.all([
    readFolder(root, 'chips', chipFileSchema),
    readFolder(root, 'nodes', systemFileSchema),
    readFolder(root, 'racks', systemFileSchema),
    readFolder(root, 'parts', partFileSchema),
    readFolder(root, 'prices', priceFileSchema),
    readOne(join(root, 'assumptions.yaml'), 'assumptions.yaml', assumptionFileSchema),
    everything ? readFolder(root, 'cores', coresFileSchema) : [],
    everything ? readFolder(root, 'market', statementFileSchema) : [],
  ]);
  return { chips, nodes, racks, parts, prices, assumptions: [assumptions], cores, statements };
};

/** Merges a user's own files over a catalogue that was read. Throws InputError with file, line and caret at the first fault. */
export const assembleCatalog = async (
  shipped: ShippedFiles,
  overlays: readonly string[],
): Promise<Catalog> => {
  const own = await Promise.all(overlays.map((path) => readOne(path, path, overlayFileSchema)));
  const all: readonly Read<unknown>[] = [...Object.values(shipped).flat(), ...own];
  const textOf = new Map(all.map(({ file, text }) => [file, text]));
  return buildCatalog({
    ...shipped,
    overlays: own,
    locate: (file, path) => {
      const text = textOf.get(file);
      return text === undefined ? undefined : locateInYaml(file, text, path);
    },
  });
};

/**
 * Loads the catalogue in a folder, with the user's own files merged over it in order. Throws InputError with file, line
 * and caret at the first fault.
 */
export const loadCatalog = async (
  root: string,
  overlays: readonly string[] = [],
  options: LoadOptions = {},
): Promise<Catalog> => assembleCatalog(await readCatalogFolder(root, options), overlays);

/** Only what a shipped catalogue folder says about the market, which takes a tenth of the time of all of it. */
export const loadStatements = async (root: string): Promise<Catalog['statements']> => {
  const statements = await readFolder(root, 'market', statementFileSchema);
  const rest = { chips: [], nodes: [], racks: [], parts: [], prices: [], assumptions: [], cores: [] };
  return (await assembleCatalog({ ...rest, statements }, [])).statements;
};
