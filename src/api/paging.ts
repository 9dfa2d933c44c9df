import { fieldProblem } from './problem.ts';

/** A page of a list, and the cursor of the one after. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

const cursorOf = (name: string, after: string): string =>
  Buffer.from(JSON.stringify([name, after])).toString('base64url');

/** Where a cursor of this list points. @throws {Problem} for one of another list, or none at all. */
export const positionOf = (name: string, cursor: string | undefined): string | null => {
  if (cursor === undefined) return null;
  const wrong = () =>
    fieldProblem('invalid', 'cursor', JSON.stringify(cursor), 'the `next` of the page before');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong();
  }
  if (!Array.isArray(parsed) || parsed[0] !== name || typeof parsed[1] !== 'string') throw wrong();
  return parsed[1];
};

/**
 * A page of a list that is whole in memory and keeps its order: what follows the item whose id the cursor names.
 *
 * @throws {Problem} when the cursor names none.
 */
export const pageOf = <Item>(
  name: string,
  all: readonly Item[],
  idOf: (item: Item) => string,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Page<Item> => {
  const after = positionOf(name, query.cursor);
  const at = after === null ? -1 : all.findIndex((item) => idOf(item) === after);
  if (after !== null && at < 0)
    throw fieldProblem('invalid', 'cursor', 'a cursor to nothing', 'the `next` of the page before');
  const items = all.slice(at + 1, at + 1 + query.limit);
  const last = items.at(-1);
  const more = at + 1 + query.limit < all.length;
  return { items, next: more && last !== undefined ? cursorOf(name, idOf(last)) : null };
};

/** A page that was read with one item more than the limit, to see whether another follows. */
export const pageRead = <Item>(
  name: string,
  read: readonly Item[],
  idOf: (item: Item) => string,
  limit: number,
): Page<Item> => {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return { items, next: read.length > limit && last !== undefined ? cursorOf(name, idOf(last)) : null };
};
