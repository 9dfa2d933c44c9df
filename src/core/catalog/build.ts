import type { Catalog } from './catalog.ts';
import type {
  ChipEntry,
  Fact,
  Folder,
  PriceEntry,
  ProductEntry,
  StatementEntry,
  SystemEntry,
} from './entries.ts';
import { type Defaults, factFrom, factsFrom, faultAt, type Locate, type Place, within } from './facts.ts';
import { applyOverlay } from './overlay.ts';
import { checkReferences } from './references.ts';
import type {
  AssumptionFile,
  ChipFile,
  CoresFile,
  OverlayFile,
  PartFile,
  PriceFile,
  StatementFile,
  SystemFile,
  WrittenPrice,
  WrittenSources,
} from './schema.ts';
import { catalogVersion } from './version.ts';

/** One file that passed its schema, and its text for the version. */
export interface Read<T> {
  readonly file: string;
  readonly text: string;
  readonly data: T;
}

export interface CatalogFiles {
  readonly chips: readonly Read<ChipFile>[];
  readonly nodes: readonly Read<SystemFile>[];
  readonly racks: readonly Read<SystemFile>[];
  readonly parts: readonly Read<PartFile>[];
  readonly prices: readonly Read<PriceFile>[];
  readonly assumptions: readonly Read<AssumptionFile>[];
  readonly cores: readonly Read<CoresFile>[];
  readonly statements: readonly Read<StatementFile>[];
  readonly overlays: readonly Read<OverlayFile>[];
  readonly locate: Locate;
}

/** A catalogue being put together; frozen into a Catalog at the end. */
export interface Draft {
  readonly chips: Map<string, ChipEntry>;
  readonly systems: Map<string, SystemEntry>;
  readonly parts: Map<string, ProductEntry>;
  readonly prices: Map<string, PriceEntry>;
  readonly assumptions: Map<string, AssumptionFile['assumptions'][number]>;
  readonly aliases: Map<string, string>;
}

const SHIPPED: Defaults = { standing: null };

const claim = (draft: Draft, place: Place, id: string, aliases: readonly string[]): void => {
  const taken = (name: string) =>
    draft.chips.has(name) || draft.systems.has(name) || draft.parts.has(name) || draft.aliases.has(name);
  for (const [index, name] of [id, ...aliases].entries()) {
    if (!taken(name)) continue;
    const at = index === 0 ? within(place, 'id') : within(place, 'aliases', index - 1);
    throw faultAt(
      at,
      `"${name}", which another product already has`,
      'an id and aliases of its own; to change facts of a shipped product, write them under facts',
    );
  }
  for (const alias of aliases) draft.aliases.set(alias, id);
};

const product = (
  folder: Folder,
  file: PartFile,
  place: Place,
  sources: WrittenSources,
  defaults: Defaults,
) => ({
  folder,
  id: file.id,
  name: file.name,
  vendor: file.vendor,
  aliases: Object.freeze([...(file.aliases ?? [])]),
  notes: file.notes ?? null,
  facts: factsFrom(file.facts, { ...sources, ...file.sources }, within(place, 'facts'), defaults),
  unknown: Object.freeze([...file.unknown]),
  file: place.file,
  path: place.path,
});

/** Adds a chip; `sources` are those of the file around it, if any. */
export const addChip = (
  draft: Draft,
  data: ChipFile,
  place: Place,
  sources: WrittenSources = {},
  defaults: Defaults = SHIPPED,
): ChipEntry => {
  claim(draft, place, data.id, data.aliases ?? []);
  const entry: ChipEntry = Object.freeze({
    ...product('chips', data, place, sources, defaults),
    plan: data.plan,
    cores: new Map<string, Fact>(),
  });
  draft.chips.set(data.id, entry);
  return entry;
};

export const addPart = (
  draft: Draft,
  data: PartFile,
  place: Place,
  sources: WrittenSources = {},
  defaults: Defaults = SHIPPED,
): ProductEntry => {
  claim(draft, place, data.id, data.aliases ?? []);
  const entry: ProductEntry = Object.freeze(product('parts', data, place, sources, defaults));
  draft.parts.set(data.id, entry);
  return entry;
};

export const addSystem = (
  draft: Draft,
  folder: 'nodes' | 'racks',
  data: SystemFile,
  place: Place,
  sources: WrittenSources = {},
  defaults: Defaults = SHIPPED,
): SystemEntry => {
  claim(draft, place, data.id, data.aliases ?? []);
  const entry: SystemEntry = Object.freeze({
    ...product(folder, data, place, sources, defaults),
    chipId: data.chip,
    plan: data.plan ?? null,
    parts: Object.freeze([...(data.parts ?? [])]),
    elevation: data.elevation ?? null,
  });
  draft.systems.set(data.id, entry);
  return entry;
};

/** A price with its provenance looked up. Throws InputError when it has none. */
export const priceFrom = (
  written: WrittenPrice,
  sources: WrittenSources,
  place: Place,
  defaults: Defaults = SHIPPED,
): PriceEntry =>
  Object.freeze({
    ...factFrom(written, sources, place, defaults),
    id: written.id,
    kind: written.kind,
    item: written.item,
    region: written.region ?? null,
    accelerators: written.accelerators ?? null,
    ended: written.ended ?? null,
  });

const addPrices = (draft: Draft, { data }: Read<PriceFile>, place: Place): void => {
  for (const [index, written] of data.prices.entries()) {
    const at = within(place, 'prices', index);
    if (draft.prices.has(written.id)) throw faultAt(at, `a second price "${written.id}"`, 'an id used once');
    draft.prices.set(written.id, priceFrom(written, data.sources, at));
  }
};

const addCores = (draft: Draft, { data }: Read<CoresFile>, place: Place): void => {
  const chip = draft.chips.get(data.id);
  if (chip === undefined) throw faultAt(within(place, 'id'), data.id, 'the id of a chip in chips/');
  const cores = factsFrom(data.facts, data.sources, within(place, 'facts'), SHIPPED);
  draft.chips.set(data.id, Object.freeze({ ...chip, cores }));
};

const statementsOf = ({ data }: Read<StatementFile>, place: Place): StatementEntry[] =>
  data.statements.map((written, index) =>
    Object.freeze({
      ...factFrom(written, data.sources, within(place, 'statements', index), SHIPPED),
      id: written.id,
      topic: written.topic,
    }),
  );

const newestDate = (draft: Draft): string => {
  let newest = '';
  for (const entry of [...draft.chips.values(), ...draft.systems.values(), ...draft.parts.values()]) {
    for (const fact of entry.facts.values()) if (fact.asOf > newest) newest = fact.asOf;
  }
  for (const price of draft.prices.values()) if (price.asOf > newest) newest = price.asOf;
  return newest;
};

/**
 * Puts files that passed their schemas together into a catalogue: sources looked up, ids and aliases unique, overlays
 * merged over the shipped facts, every reference checked. Throws InputError at the place of the first fault.
 */
export const buildCatalog = (files: CatalogFiles): Catalog => {
  const place = (file: string): Place => ({ file, path: [], locate: files.locate });
  const draft: Draft = {
    chips: new Map(),
    systems: new Map(),
    parts: new Map(),
    prices: new Map(),
    assumptions: new Map(),
    aliases: new Map(),
  };
  for (const read of files.chips) addChip(draft, read.data, place(read.file));
  for (const read of files.parts) addPart(draft, read.data, place(read.file));
  for (const read of files.nodes) addSystem(draft, 'nodes', read.data, place(read.file));
  for (const read of files.racks) addSystem(draft, 'racks', read.data, place(read.file));
  for (const read of files.prices) addPrices(draft, read, place(read.file));
  for (const read of files.cores) addCores(draft, read, place(read.file));
  for (const { data } of files.assumptions) {
    for (const row of data.assumptions) draft.assumptions.set(row.id, Object.freeze(row));
  }
  for (const read of files.overlays) applyOverlay(draft, read, place(read.file));
  checkReferences(draft, files.locate);
  const planned = [files.chips, files.nodes, files.racks, files.parts, files.prices, files.assumptions];
  const texts = [...planned, files.overlays].flat().map((read) => read.text);
  return Object.freeze({
    ...draft,
    version: catalogVersion(texts, newestDate(draft)),
    statements: Object.freeze(files.statements.flatMap((read) => statementsOf(read, place(read.file)))),
    unknownPrices: Object.freeze(files.prices.flatMap((read) => read.data.unknown)),
    unknownMarket: Object.freeze(files.statements.flatMap((read) => read.data.unknown)),
  });
};
