/** A regular expression as far as its required text matters. Widths count UTF-16 units. */
export type Expression =
  /** One unit out of a few; null: out of too many to list. */
  | { readonly kind: 'unit'; readonly units: readonly string[] | null }
  /** Anchors, word boundaries and looking around: they take no text. */
  | { readonly kind: 'empty' }
  /** Text of unknown length: what a back-reference matches. */
  | { readonly kind: 'open' }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number };

/** More units in a class than this are `any`: they would multiply the literals without making them rarer. */
const UNITS_MAX = 4;

const EMPTY: Expression = { kind: 'empty' };
const ANY: Expression = { kind: 'unit', units: null };
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

interface Reader {
  readonly source: string;
  at: number;
}

const unit = (text: string): Expression => ({ kind: 'unit', units: [text] });

/** The unit that a hexadecimal escape stands for, with the reader behind it; null where no digits follow. */
const readHexadecimal = (reader: Reader, digits: number): string | null => {
  const text = reader.source.slice(reader.at, reader.at + digits);
  if (text.length < digits || !/^[0-9a-fA-F]+$/.test(text)) return null;
  reader.at += digits;
  return String.fromCharCode(Number.parseInt(text, 16));
};

/** The unit that an escape stands for, or null where it stands for a class of many. `at` is behind the letter. */
const escapedUnit = (reader: Reader, letter: string): string | null => {
  const control = CONTROL[letter];
  if (control !== undefined) return control;
  if (letter === 'x') return readHexadecimal(reader, 2);
  if (letter === 'u') return readHexadecimal(reader, 4);
  return /[A-Za-z0-9]/.test(letter) ? null : letter;
};

const readEscape = (reader: Reader): Expression => {
  const letter = reader.source.charAt(reader.at);
  reader.at += 1;
  if (letter === 'b' || letter === 'B') return EMPTY;
  if (/[dDwWsS]/.test(letter)) return ANY;
  const known = escapedUnit(reader, letter);
  return known === null ? { kind: 'open' } : unit(known);
};

/** A class in brackets; `at` is behind the bracket. Negated classes, ranges and shorthands are `any`. */
const readClass = (reader: Reader): Expression => {
  const units: string[] = [];
  let many = false;
  if (reader.source.charAt(reader.at) === '^') {
    many = true;
    reader.at += 1;
  }
  while (reader.at < reader.source.length && reader.source.charAt(reader.at) !== ']') {
    const letter = reader.source.charAt(reader.at);
    reader.at += 1;
    if (letter === '\\') {
      const escaped = reader.source.charAt(reader.at);
      reader.at += 1;
      const known = escapedUnit(reader, escaped);
      if (known === null) many = true;
      else units.push(known);
    } else if (letter === '-' && units.length > 0 && reader.source.charAt(reader.at) !== ']') many = true;
    else units.push(letter);
  }
  reader.at += 1;
  return many || units.length > UNITS_MAX || units.length === 0 ? ANY : { kind: 'unit', units };
};

/** A group; `at` is behind its bracket. Looking ahead and behind takes no text. */
const readGroup = (reader: Reader): Expression => {
  const opening = /^\?(?:[=!]|<[=!]|:|<[^>]*>)/.exec(reader.source.slice(reader.at))?.[0] ?? '';
  const unknown = opening === '' && reader.source.charAt(reader.at) === '?';
  reader.at += opening.length;
  const inside = readChoice(reader);
  reader.at += 1;
  if (unknown) return { kind: 'open' };
  return /[=!]$/.test(opening) ? EMPTY : inside;
};

const readAtom = (reader: Reader): Expression => {
  const letter = reader.source.charAt(reader.at);
  reader.at += 1;
  if (letter === '\\') return readEscape(reader);
  if (letter === '[') return readClass(reader);
  if (letter === '(') return readGroup(reader);
  if (letter === '.') return ANY;
  return letter === '^' || letter === '$' ? EMPTY : unit(letter);
};

/** The item with the quantifier that follows it, if one does. A trailing `?` makes it lazy and changes no text. */
const readQuantified = (reader: Reader): Expression => {
  const item = readAtom(reader);
  const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(reader.source.slice(reader.at));
  if (found === null) return item;
  reader.at += found[0].length;
  const [, sign, low, comma, high] = found;
  if (sign === '?') return { kind: 'repeat', item, min: 0, max: 1 };
  if (sign !== undefined)
    return { kind: 'repeat', item, min: sign === '+' ? 1 : 0, max: Number.POSITIVE_INFINITY };
  const min = Number(low);
  if (comma === undefined) return { kind: 'repeat', item, min, max: min };
  return { kind: 'repeat', item, min, max: high === '' ? Number.POSITIVE_INFINITY : Number(high) };
};

const readChoice = (reader: Reader): Expression => {
  const options: Expression[] = [];
  for (;;) {
    const items: Expression[] = [];
    while (reader.at < reader.source.length && !/[|)]/.test(reader.source.charAt(reader.at)))
      items.push(readQuantified(reader));
    options.push({ kind: 'sequence', items });
    if (reader.source.charAt(reader.at) !== '|') break;
    reader.at += 1;
  }
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
};

/**
 * Reads the source of a JavaScript regular expression without the flags `i`, `u` and `v`. Throws SyntaxError where the
 * source is none. What it does not follow (back-references, octal escapes) becomes text of unknown length.
 */
export const readExpression = (source: string): Expression => {
  new RegExp(source, 'm');
  return readChoice({ source, at: 0 });
};
