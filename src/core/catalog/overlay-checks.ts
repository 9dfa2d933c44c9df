import type { Draft } from './build.ts';
import type { Fact, Folder, PriceEntry, ProductEntry } from './entries.ts';
import { faultAt, type Place, within } from './facts.ts';
import { ABOVE_ZERO, acceptedInstead, type Limits, limitsOfAssumption } from './limits.ts';
import { nearest } from './nearest.ts';
import type { AssumptionEntry } from './schema.ts';

const nearestOr = (what: string, given: string, known: Iterable<string>): string => {
  const close = nearest(given, known, 4);
  return close.length > 0 ? `${what}; nearest: ${close.join(', ')}` : what;
};

/** Every text below a value of a plan. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
};

const planOf = (draft: Draft, entry: ProductEntry): unknown =>
  entry.folder === 'chips' ? draft.chips.get(entry.id)?.plan : draft.systems.get(entry.id)?.plan;

/** The assumption that a plan takes while nobody has published a fact: the last of `first`, after the fact. */
const standInFor = (value: unknown, reference: string): string | null => {
  if (value === null || typeof value !== 'object') return null;
  if ('first' in value && Array.isArray(value.first) && value.first.includes(reference)) {
    const last: unknown = value.first.at(-1);
    return typeof last === 'string' && last.startsWith('assume:') ? last.slice('assume:'.length) : null;
  }
  for (const inner of Object.values(value)) {
    const found = standInFor(inner, reference);
    if (found !== null) return found;
  }
  return null;
};

const checkValue = ({ value, unit }: Fact, limits: Limits, place: Place): void => {
  if (typeof value === 'string') return;
  const [low, high] = typeof value === 'number' ? [value, value] : value;
  const accepted = acceptedInstead({ low, high }, unit, limits);
  if (accepted !== null) {
    const found = typeof value === 'number' ? String(value) : `[${low}, ${high}]`;
    throw faultAt(within(place, 'value'), `${found} ${unit}`, accepted);
  }
};

/**
 * Refuses a number that the fact cannot be: zero or less, or a share above 1 where the assumption that stands in for the
 * fact is a share. Temperatures may be anything. Throws InputError.
 */
export const checkFactValue = (
  draft: Draft,
  entry: ProductEntry,
  name: string,
  fact: Fact,
  place: Place,
): void => {
  const id = standInFor(planOf(draft, entry), `#${name}`);
  const row = id === null ? undefined : draft.assumptions.get(id);
  checkValue(fact, row === undefined ? ABOVE_ZERO : limitsOfAssumption(row), place);
};

/** Facts that are read by name rather than through a plan. */
const READ_BY_NAME = [
  'power',
  'management',
  'management_tools',
  'management_protocol',
  'support_terms',
] as const;

/** Servers and racks are planned by the same rules. */
const kindOf = (folder: string): string => (folder === 'nodes' ? 'racks' : folder);

const REFERENCE = /^(?:(chips|nodes|racks|parts)\/[^#]+)?#([a-z0-9_]+)$/;

const factNames = (draft: Draft, folder: Folder): ReadonlySet<string> => {
  const kind = kindOf(folder);
  const entries: readonly ProductEntry[] = [
    ...draft.chips.values(),
    ...draft.systems.values(),
    ...draft.parts.values(),
  ];
  const published = entries.filter((entry) => kindOf(entry.folder) === kind);
  const read = [...draft.chips.values(), ...draft.systems.values()].flatMap((entry) =>
    textsIn('parts' in entry ? [entry.plan, entry.parts] : entry.plan).flatMap((text) => {
      const [, subject = entry.folder, name] = REFERENCE.exec(text) ?? [];
      return name !== undefined && kindOf(subject) === kind ? [name] : [];
    }),
  );
  const byName = kind === 'racks' ? READ_BY_NAME : [];
  return new Set([...published.flatMap((entry) => [...entry.facts.keys()]), ...read, ...byName]);
};

/** Refuses a fact that no product of its kind has and that nothing reads. Throws InputError with the nearest names. */
export const checkFactName = (draft: Draft, entry: ProductEntry, name: string, place: Place): void => {
  if (entry.facts.has(name)) return;
  const known = factNames(draft, entry.folder);
  if (known.has(name)) return;
  const accepted = nearestOr(`a fact that products in ${entry.folder}/ have`, name, known);
  throw faultAt(place, `a fact "${name}", which nothing reads`, accepted);
};

/** Their items are places and surveys, not products. */
const KINDS_OF_PLACES: ReadonlySet<PriceEntry['kind']> = new Set(['colocation', 'pue', 'electricity']);

const itemsOf = (draft: Draft): ReadonlySet<string> =>
  new Set([
    ...draft.systems.keys(),
    ...draft.chips.keys(),
    ...draft.parts.keys(),
    ...draft.aliases.keys(),
    ...[...draft.systems.values()].flatMap(({ plan }) =>
      [...(plan?.rent ?? []), ...(plan?.purchase?.items ?? [])].map(({ item }) => item),
    ),
    ...[...draft.prices.values()].filter(({ kind }) => !KINDS_OF_PLACES.has(kind)).map(({ item }) => item),
  ]);

/** Refuses a price of zero or less, and one of an item that nothing could be bought or rented as. Throws InputError. */
export const checkPrice = (draft: Draft, price: PriceEntry, place: Place): void => {
  checkValue(price, ABOVE_ZERO, place);
  if (KINDS_OF_PLACES.has(price.kind)) return;
  const known = itemsOf(draft);
  if (known.has(price.item)) return;
  const accepted = nearestOr('a product, or an item that a product is sold or rented as', price.item, known);
  throw faultAt(within(place, 'item'), `a price of "${price.item}", which is not in the catalogue`, accepted);
};

/** Refuses an assumption below zero, and one that leaves the limits of the shipped one it replaces. Throws InputError. */
export const checkAssumption = (draft: Draft, row: AssumptionEntry, place: Place): void => {
  const shipped = draft.assumptions.get(row.id);
  const limits =
    shipped === undefined ? { zeroAllowed: true, atMostOne: false } : limitsOfAssumption(shipped);
  const accepted = acceptedInstead(row, row.unit, limits);
  if (accepted !== null)
    throw faultAt(place, `${row.id} from ${row.low} to ${row.high} ${row.unit}`, accepted);
};
