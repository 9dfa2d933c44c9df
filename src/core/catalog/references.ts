import type { Draft } from './build.ts';
import type { ProductEntry } from './entries.ts';
import { faultAt, type Locate, type Place, within } from './facts.ts';
import { nearest } from './nearest.ts';

const knownFact = (draft: Draft, owner: ProductEntry, reference: string): boolean => {
  const [subject = '', name = ''] = reference.split('#', 2);
  if (subject === '') return owner.facts.has(name);
  const [folder = '', id = ''] = subject.split('/', 2);
  const entry =
    folder === 'chips'
      ? draft.chips.get(id)
      : folder === 'parts'
        ? draft.parts.get(id)
        : draft.systems.get(id);
  return entry?.facts.has(name) === true;
};

const checkReference = (draft: Draft, owner: ProductEntry, reference: string, place: Place): void => {
  const prefix = 'assume:';
  if (reference.startsWith(prefix)) {
    const id = reference.slice(prefix.length);
    if (draft.assumptions.has(id)) return;
    const close = nearest(id, draft.assumptions.keys(), 3);
    throw faultAt(
      place,
      `${reference}, which is not an assumption`,
      `an assumption's id; nearest: ${close.join(', ')}`,
    );
  }
  if (reference.startsWith('prices/')) {
    const id = reference.slice('prices/'.length);
    if (draft.prices.has(id)) return;
    const close = nearest(id, draft.prices.keys(), 3);
    throw faultAt(place, `${reference}, which is not a price`, `a price's id; nearest: ${close.join(', ')}`);
  }
  if (!knownFact(draft, owner, reference)) {
    throw faultAt(place, `${reference}, which is not a fact of the catalogue`, 'a fact that exists');
  }
};

const isUnpublished = (draft: Draft, owner: ProductEntry, value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('#') && !knownFact(draft, owner, value);

const IS_REFERENCE = /^(#|assume:|prices\/|(chips|nodes|racks|parts)\/[^#]+#)/;

/** Walks a plan or a list of parts; every text in it that reads as a reference has to lead somewhere. */
const walk = (draft: Draft, owner: ProductEntry, value: unknown, place: Place): void => {
  if (typeof value === 'string') {
    if (IS_REFERENCE.test(value)) checkReference(draft, owner, value, place);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(draft, owner, item, within(place, index));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      // Own facts under `first` may be missing: they are where a fact goes once somebody publishes it.
      const present =
        key === 'first' && Array.isArray(item)
          ? item.filter((each, index) => index === item.length - 1 || !isUnpublished(draft, owner, each))
          : item;
      walk(draft, owner, present, within(place, key));
    }
  }
};

/** Checks that every reference in every plan leads to a fact, price or assumption. Throws InputError at the first that does not. */
export const checkReferences = (draft: Draft, locate: Locate): void => {
  const place = (owner: ProductEntry, key: string): Place => ({
    file: owner.file,
    path: [...owner.path, key],
    locate,
  });
  for (const chip of draft.chips.values()) walk(draft, chip, chip.plan, place(chip, 'plan'));
  for (const system of draft.systems.values()) {
    if (!draft.chips.has(system.chipId)) {
      const close = nearest(system.chipId, draft.chips.keys(), 3);
      throw faultAt(
        place(system, 'chip'),
        `chip: ${system.chipId}, which is not in the catalogue`,
        close.length > 0 ? `a known chip; nearest: ${close.join(', ')}` : 'a known chip',
      );
    }
    if (system.plan !== null) walk(draft, system, system.plan, place(system, 'plan'));
    walk(
      draft,
      system,
      system.parts.map((use) => use.count),
      place(system, 'parts'),
    );
  }
};
