import { InputError, type SourcePosition } from '../input-error.ts';
import type { Fact, SourcedValue } from './entries.ts';
import type { WrittenFact, WrittenSources } from './schema.ts';

/** Finds where a path of a file's data stands in its text; undefined when it cannot be told. */
export type Locate = (file: string, path: readonly PropertyKey[]) => SourcePosition | undefined;

/** Where something written stands: which file, at which path, and how to find that place in the text. */
export interface Place {
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly locate: Locate;
}

export const within = (place: Place, ...keys: PropertyKey[]): Place => ({
  ...place,
  path: [...place.path, ...keys],
});

/** An InputError about a place in a catalogue file. */
export const faultAt = (place: Place, found: string, accepted: string): InputError => {
  const position = place.locate(place.file, place.path);
  return new InputError({
    attempted: `reading the catalogue (${place.file})`,
    found,
    accepted,
    ...(position === undefined ? {} : { position }),
  });
};

type Written = Omit<WrittenFact, 'alternatives' | 'chosen_because'>;

/** What a file with no say on it gets: nothing for the shipped catalogue, `user` for a user's own file. */
export interface Defaults {
  readonly standing: 'user' | null;
}

const provenanceOf = (
  written: Written,
  sources: WrittenSources,
  place: Place,
  defaults: Defaults,
): Pick<SourcedValue, 'source' | 'asOf' | 'standing'> => {
  const named = written.from === undefined ? undefined : sources[written.from];
  if (written.from !== undefined && named === undefined) {
    throw faultAt(
      within(place, 'from'),
      `from: ${written.from}`,
      `a key of this file's sources: ${Object.keys(sources).join(', ') || '(there are none)'}`,
    );
  }
  const source = written.source ?? named?.source;
  const asOf = written.as_of ?? named?.as_of;
  const standing = written.standing ?? named?.standing ?? defaults.standing;
  if (source === undefined || asOf === undefined || standing === null) {
    const missing = [source ?? 'source', asOf ?? 'as_of', standing ?? 'standing'].filter((part) =>
      ['source', 'as_of', 'standing'].includes(part),
    );
    throw faultAt(
      place,
      `a fact without ${missing.join(' and ')}`,
      'source, as_of and standing, or from with a key of sources',
    );
  }
  return { source, asOf, standing };
};

const sourcedValue = (
  written: Written,
  sources: WrittenSources,
  place: Place,
  defaults: Defaults,
): SourcedValue => {
  const { value } = written;
  if (Array.isArray(value) && value[0] > value[1]) {
    throw faultAt(within(place, 'value'), JSON.stringify(value), 'a range as [low, high] with low <= high');
  }
  return Object.freeze({
    value,
    unit: written.unit,
    ...provenanceOf(written, sources, place, defaults),
    ...(written.direction === undefined ? {} : { direction: written.direction }),
    ...(written.note === undefined ? {} : { note: written.note }),
  });
};

/** A written fact with its sources looked up. Throws InputError when it has no source, date or standing, or no reason for its choice. */
export const factFrom = (
  written: WrittenFact,
  sources: WrittenSources,
  place: Place,
  defaults: Defaults,
): Fact => {
  const alternatives = written.alternatives ?? [];
  if (alternatives.length > 0 && written.chosen_because === undefined) {
    throw faultAt(
      place,
      'alternatives without chosen_because',
      'the reason why this value was chosen over its alternatives',
    );
  }
  return Object.freeze({
    ...sourcedValue(written, sources, place, defaults),
    ...(written.chosen_because === undefined ? {} : { chosenBecause: written.chosen_because }),
    alternatives: Object.freeze(
      alternatives.map((row, index) =>
        sourcedValue(row, sources, within(place, 'alternatives', index), defaults),
      ),
    ),
  });
};

/** The facts of one file by name. */
export const factsFrom = (
  written: Readonly<Record<string, WrittenFact>>,
  sources: WrittenSources,
  place: Place,
  defaults: Defaults,
): ReadonlyMap<string, Fact> =>
  new Map(
    Object.entries(written).map(([name, fact]) => [
      name,
      factFrom(fact, sources, within(place, name), defaults),
    ]),
  );

/** A fact put in place of another: the replaced value and its alternatives stay visible beside it. */
export const replacing = (shipped: Fact | undefined, own: Fact): Fact => {
  if (shipped === undefined) return own;
  const { alternatives, chosenBecause: _reason, ...value } = shipped;
  return Object.freeze({
    ...own,
    // The direction of a link rate is part of the property, so a replacement that is silent on it keeps it.
    ...(own.direction === undefined && shipped.direction !== undefined
      ? { direction: shipped.direction }
      : {}),
    chosenBecause: own.chosenBecause ?? "the user's own figure over the shipped one",
    alternatives: Object.freeze([...own.alternatives, Object.freeze(value), ...alternatives]),
  });
};
