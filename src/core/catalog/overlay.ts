import type { Draft, Read } from './build.ts';
import { addChip, addPart, addSystem, priceFrom } from './build.ts';
import type { Fact, Folder, ProductEntry } from './entries.ts';
import { type Defaults, factFrom, faultAt, type Place, replacing, within } from './facts.ts';
import { nearest } from './nearest.ts';
import { checkAssumption, checkFactName, checkFactValue, checkPrice } from './overlay-checks.ts';
import type { OverlayFile } from './schema.ts';

/** What a user writes about their own figures may leave the standing out: it is theirs. */
const OWN: Defaults = { standing: 'user' };

const withFact = <T extends ProductEntry>(entry: T, name: string, fact: Fact): T =>
  Object.freeze({
    ...entry,
    facts: new Map([...entry.facts, [name, replacing(entry.facts.get(name), fact)]]),
  });

const replaceIn = <T extends ProductEntry>(
  draft: Draft,
  entries: Map<string, T>,
  folder: Folder,
  id: string,
  name: string,
  fact: Fact,
  place: Place,
): void => {
  const entry = entries.get(id);
  if (entry === undefined || entry.folder !== folder) {
    const close = nearest(id, entries.keys(), 4);
    throw faultAt(
      place,
      `a fact about ${folder}/${id}, which is not in the catalogue`,
      close.length > 0 ? `a known product; nearest: ${close.join(', ')}` : 'a known product',
    );
  }
  checkFactName(draft, entry, name, place);
  checkFactValue(draft, entry, name, fact, place);
  entries.set(id, withFact(entry, name, fact));
};

const applyFact = (draft: Draft, path: string, fact: Fact, place: Place): void => {
  const [folder = '', rest = ''] = path.split('/', 2);
  const [id = '', name = ''] = rest.split('#', 2);
  if (folder === 'chips') replaceIn(draft, draft.chips, 'chips', id, name, fact, place);
  else if (folder === 'parts') replaceIn(draft, draft.parts, 'parts', id, name, fact, place);
  else replaceIn(draft, draft.systems, folder as Folder, id, name, fact, place);
};

const checkOwnFacts = (draft: Draft, entry: ProductEntry, place: Place): void => {
  for (const [name, fact] of entry.facts)
    checkFactValue(draft, entry, name, fact, within(place, 'facts', name));
};

const addProducts = (draft: Draft, data: OverlayFile, place: Place): void => {
  for (const [index, chip] of data.chips.entries()) {
    const at = within(place, 'chips', index);
    checkOwnFacts(draft, addChip(draft, chip, at, data.sources, OWN), at);
  }
  for (const [index, part] of data.parts.entries()) {
    const at = within(place, 'parts', index);
    checkOwnFacts(draft, addPart(draft, part, at, data.sources, OWN), at);
  }
  for (const folder of ['nodes', 'racks'] as const) {
    for (const [index, system] of data[folder].entries()) {
      const at = within(place, folder, index);
      checkOwnFacts(draft, addSystem(draft, folder, system, at, data.sources, OWN), at);
    }
  }
};

/**
 * Merges a user's file over the draft: own products are added, own facts and prices replace shipped ones (which stay as
 * alternatives), own assumptions replace shipped ones of the same id. Throws InputError at the first fault, numbers that
 * cannot be and names that nothing reads among them.
 */
export const applyOverlay = (draft: Draft, { data }: Read<OverlayFile>, place: Place): void => {
  addProducts(draft, data, place);
  for (const [path, written] of Object.entries(data.facts)) {
    const at = within(place, 'facts', path);
    applyFact(draft, path, factFrom(written, data.sources, at, OWN), at);
  }
  for (const [index, written] of data.prices.entries()) {
    const at = within(place, 'prices', index);
    const own = priceFrom(written, data.sources, at, OWN);
    checkPrice(draft, own, at);
    draft.prices.set(own.id, Object.freeze({ ...own, ...replacing(draft.prices.get(own.id), own) }));
  }
  for (const [index, row] of data.assumptions.entries()) {
    checkAssumption(draft, row, within(place, 'assumptions', index));
    draft.assumptions.set(row.id, Object.freeze(row));
  }
};
