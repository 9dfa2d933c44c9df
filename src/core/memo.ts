/**
 * What a remembered result depends on: plain values, or plain data. Data are compared by their content; what the same table
 * gave before and somebody else recalls by counts as itself, so that a chain of stages compares no text.
 */
export type MemoKey = readonly (string | number | boolean | null | object)[];

/**
 * A table of what pure functions gave. Whoever calls hands it in and so decides how long it lives; since a result depends
 * on nothing but its key, an answer is the same, to the byte, whether the table knows much, little or nothing.
 */
export interface Memo {
  /** What `make` gave for an equal key in the same table before; otherwise what it gives now. */
  readonly recall: <T>(table: string, key: MemoKey, make: () => T) => T;
  /** What `make` gave for this very object in the same table before; kept for as long as the object is. */
  readonly beside: <T>(table: string, object: object, make: () => T) => T;
}

/** Results kept; the one that was not asked for the longest goes first. */
const MOST_RESULTS = 2048;
/** Texts of keys kept. */
const MOST_TEXTS = 8192;

/** JSON has no infinity, and an open limit is not a missing one. */
const asText = (value: object): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? `number ${inner}` : inner,
  );

interface Numbering {
  /** Gives equal plain data the same number. Data must not change once they were part of a key. */
  readonly numberOf: (value: object) => number;
  /** Gives a result a number of its own: what it was made from is compared already. */
  readonly name: (result: unknown) => void;
}

const numbering = (): Numbering => {
  const byObject = new WeakMap<object, number>();
  const byText = new Map<string, number>();
  let next = 0;
  // Numbers are never used twice, so that forgetting a text only means working a result out again.
  const numberOf = (value: object): number => {
    const known = byObject.get(value);
    if (known !== undefined) return known;
    const text = asText(value);
    const number = byText.get(text) ?? next++;
    // The text that was not met for the longest goes first.
    byText.delete(text);
    const oldest = byText.size >= MOST_TEXTS ? byText.keys().next() : null;
    if (oldest !== null && oldest.done !== true) byText.delete(oldest.value);
    byText.set(text, number);
    byObject.set(value, number);
    return number;
  };
  const name = (result: unknown): void => {
    if (typeof result === 'object' && result !== null && !byObject.has(result)) byObject.set(result, next++);
  };
  return { numberOf, name };
};

/** An empty table that keeps at most so many results. */
export const createMemo = (most = MOST_RESULTS): Memo => {
  const results = new Map<string, { readonly value: unknown }>();
  const { numberOf, name } = numbering();
  const besideOf = new WeakMap<object, Map<string, { readonly value: unknown }>>();
  const textOf = (table: string, key: MemoKey): string => {
    let text = table;
    for (const part of key) {
      text +=
        typeof part === 'object' && part !== null ? `|#${numberOf(part)}` : `|${typeof part}:${String(part)}`;
    }
    return text;
  };
  return Object.freeze({
    recall: <T>(table: string, key: MemoKey, make: () => T): T => {
      const text = textOf(table, key);
      const known = results.get(text);
      if (known !== undefined) {
        results.delete(text);
        results.set(text, known);
        return known.value as T;
      }
      const value = make();
      const oldest = results.size >= most ? results.keys().next() : null;
      if (oldest !== null && oldest.done !== true) results.delete(oldest.value);
      results.set(text, { value });
      name(value);
      return value;
    },
    beside: <T>(table: string, object: object, make: () => T): T => {
      const tables = besideOf.get(object) ?? new Map<string, { readonly value: unknown }>();
      const known = tables.get(table);
      if (known !== undefined) return known.value as T;
      const value = make();
      besideOf.set(object, tables.set(table, { value }));
      return value;
    },
  });
};

/** A table that remembers nothing, for questions that are asked once. */
export const NO_MEMO: Memo = Object.freeze({
  recall: <T>(_: string, __: MemoKey, make: () => T): T => make(),
  beside: <T>(_: string, __: object, make: () => T): T => make(),
});
