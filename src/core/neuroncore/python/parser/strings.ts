import type { Expression, FormattedValue, JoinedStr, Span } from '../ast.ts';
import type { Token, TokenKind } from '../lexer/token.ts';
import { parenthesised } from './atoms.ts';
import type { Cursor } from './cursor.ts';
import { isAt, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { decodeEscapes } from './escapes.ts';

interface Field {
  readonly value: Expression;
  readonly conversion: number;
  readonly format: readonly Piece[] | null;
  /** The place of the literal it stands in; null for a field in a format, which stands in the same. */
  readonly literal: Span | null;
}
type Piece = string | Field;

const CONVERSIONS: ReadonlyMap<string, number> = new Map([
  ['!s', 115],
  ['!r', 114],
  ['!a', 97],
]);
const NO_CONVERSION = -1;
const REPRESENTATION = 114;

const FIELD_ENDS: readonly TokenKind[] = ['FIELD_CLOSE', 'CONVERSION', 'FORMAT', '='];

/** In a literal every line break is `\n`, however the file writes it. */
const lineBreaks = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

const decode = (cursor: Cursor, token: Token, body: string, raw: boolean, bytes: boolean): string => {
  const text = lineBreaks(body);
  if (raw) return text;
  const decoded = decodeEscapes(text, bytes);
  return 'value' in decoded ? decoded.value : refuseAt(cursor, token, decoded.error);
};

interface Plain {
  readonly bytes: boolean;
  readonly value: string;
}

const plain = (cursor: Cursor, token: Token): Plain => {
  const prefix = /^[a-zA-Z]*/.exec(token.text);
  const letters = prefix === null ? '' : prefix[0].toLowerCase();
  const bytes = letters.includes('b');
  const quote = token.text.startsWith(token.text.charAt(letters.length).repeat(3), letters.length) ? 3 : 1;
  const short = token.text.length < letters.length + 2 * quote ? 1 : quote;
  const body = token.text.slice(letters.length + short, token.text.length - short);
  if (bytes && /[^\0-\x7f]/.test(body))
    refuseAt(cursor, token, 'bytes can only contain ASCII literal characters');
  return { bytes, value: decode(cursor, token, body, letters.includes('r'), bytes) };
};

const conversion = (cursor: Cursor): number => {
  const token = take(cursor);
  const code = CONVERSIONS.get(token.text);
  if (code !== undefined) return code;
  const given = token.text.length > 1 ? ` ${token.text}` : '';
  return refuseAt(cursor, token, `f-string: invalid conversion${given}: expected '!s', '!r' or '!a'`);
};

/** Reads one field. With `=` its text stands before its value, as the piece of text given back first. */
const field = (cursor: Cursor, raw: boolean): readonly Piece[] => {
  const open = take(cursor);
  if (FIELD_ENDS.includes(cursor.token.kind)) refuseToken(cursor, 'f-string: empty expression not allowed');
  const value = parenthesised(cursor, open, FIELD_ENDS);
  const shown = takeIf(cursor, '=') ? lineBreaks(cursor.file.text.slice(open.end, cursor.token.start)) : null;
  const given = isAt(cursor, 'CONVERSION') ? conversion(cursor) : NO_CONVERSION;
  const format = takeIf(cursor, 'FORMAT') ? pieces(cursor, raw, 'FIELD_CLOSE') : null;
  if (!isAt(cursor, 'FIELD_CLOSE')) refuseToken(cursor, "f-string: expecting '}'");
  take(cursor);
  if (shown === null) return [{ value, conversion: given, format, literal: null }];
  const code = given === NO_CONVERSION && format === null ? REPRESENTATION : given;
  return [shown, { value, conversion: code, format, literal: null }];
};

const pieces = (cursor: Cursor, raw: boolean, end: TokenKind): Piece[] => {
  const found: Piece[] = [];
  while (cursor.token.kind !== end) {
    const { token } = cursor;
    if (token.kind === 'FSTRING_MIDDLE') {
      take(cursor);
      found.push(decode(cursor, token, token.text, raw, false));
    } else if (token.kind === 'FIELD_OPEN') for (const piece of field(cursor, raw)) found.push(piece);
    else refuseToken(cursor);
  }
  return found;
};

/** The places that the parts of a string have. */
interface Places {
  /** All the literals that make one value. */
  readonly whole: Span;
  /** What the text after the last field has: the whole, or for a format the literal it stands in. */
  readonly end: Span;
}

/** Joins neighbouring text and drops empty text. */
const values = (found: readonly Piece[], { whole, end }: Places): Expression[] => {
  const result: Expression[] = [];
  let text = '';
  const flush = (span: Span): void => {
    if (text !== '') result.push({ type: 'Constant', span, value: { kind: 'str', value: text } });
    text = '';
  };
  for (const piece of found) {
    if (typeof piece === 'string') text += piece;
    else {
      flush(whole);
      result.push(formatted(piece, { whole, end }));
    }
  }
  flush(end);
  return result;
};

const joined = (found: readonly Piece[], places: Places): JoinedStr => ({
  type: 'JoinedStr',
  span: places.end,
  values: values(found, places),
});

const formatted = (piece: Field, { whole, end }: Places): FormattedValue => ({
  type: 'FormattedValue',
  span: whole,
  value: piece.value,
  conversion: piece.conversion,
  format_spec:
    piece.format === null
      ? null
      : joined(piece.format, { whole, end: piece.literal === null ? end : piece.literal }),
});

const formattedString = (cursor: Cursor): Piece[] => {
  const open = take(cursor);
  const found = pieces(cursor, /^[a-z]*r/i.test(open.text), 'FSTRING_END');
  take(cursor);
  const literal = spanFrom(cursor, open);
  return found.map((piece) => (typeof piece === 'string' ? piece : { ...piece, literal }));
};

/**
 * Reads one or more string literals that stand next to each other, which make one value. As in CPython 3.11 the
 * parts of a formatted string have the place of the whole; the expressions in it have their own.
 */
export const strings = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const found: Piece[] = [];
  let bytes: boolean | null = null;
  let isFormatted = false;
  for (;;) {
    const { token } = cursor;
    if (token.kind === 'STRING') {
      take(cursor);
      const one = plain(cursor, token);
      if (bytes !== null && bytes !== one.bytes) refuseMixture(cursor, token);
      bytes = one.bytes;
      found.push(one.value);
    } else if (token.kind === 'FSTRING_START') {
      if (bytes === true) refuseMixture(cursor, token);
      bytes = false;
      isFormatted = true;
      for (const piece of formattedString(cursor)) found.push(piece);
    } else break;
  }
  const span = spanFrom(cursor, start);
  if (isFormatted) return joined(found, { whole: span, end: span });
  const kind = bytes === true ? 'bytes' : 'str';
  return { type: 'Constant', span, value: { kind, value: found.join('') } };
};

const refuseMixture = (cursor: Cursor, token: Token): never =>
  refuseAt(cursor, token, 'cannot mix bytes and nonbytes literals');
