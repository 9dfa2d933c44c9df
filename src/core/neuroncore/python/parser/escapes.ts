const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** What a piece of a literal stands for, or why it stands for nothing. */
export type Decoded = { readonly value: string } | { readonly error: string };

const HEXADECIMAL: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const MOST_CODE_POINT = 0x10ffff;

interface Escape {
  readonly value: string;
  /** How many characters after the backslash it takes. */
  readonly length: number;
}

const octal = (body: string, at: number, bytes: boolean): Escape | null => {
  const found = /^[0-7]{1,3}/.exec(body.slice(at, at + 3));
  if (found === null) return null;
  const code = Number.parseInt(found[0], 8);
  return { value: String.fromCharCode(bytes ? code & 0xff : code), length: found[0].length };
};

const hexadecimal = (body: string, at: number, width: number): Escape | string => {
  const digits = body.slice(at + 1, at + 1 + width);
  const form = `\\${body.charAt(at)}${'X'.repeat(width)}`;
  if (digits.length < width || !/^[0-9a-fA-F]+$/.test(digits)) return `truncated ${form} escape`;
  const code = Number.parseInt(digits, 16);
  if (code > MOST_CODE_POINT) return 'illegal Unicode character';
  return { value: String.fromCodePoint(code), length: width + 1 };
};

/** Reads the escape whose backslash stands before `at`. An unknown one stands for itself, backslash and all. */
const escapeAt = (body: string, at: number, bytes: boolean): Escape | string => {
  const first = body.charAt(at);
  const simple = SIMPLE.get(first);
  if (simple !== undefined) return { value: simple, length: 1 };
  const width = HEXADECIMAL.get(first);
  if (width !== undefined && (!bytes || first === 'x')) return hexadecimal(body, at, width);
  if (first === 'N' && !bytes)
    return 'characters named with \\N{...} are not known here; write \\uXXXX or \\UXXXXXXXX';
  const code = octal(body, at, bytes);
  return code === null ? { value: '\\', length: 0 } : code;
};

/**
 * The text that the body of a literal stands for. Source: Python 3.11 documentation, reference/lexical_analysis,
 * "String and Bytes literals". Names of characters (`\N{...}`) are refused.
 */
export const decodeEscapes = (body: string, bytes: boolean): Decoded => {
  let backslash = body.indexOf('\\');
  if (backslash < 0) return { value: body };
  const parts: string[] = [];
  let from = 0;
  while (backslash >= 0) {
    parts.push(body.slice(from, backslash));
    const found = escapeAt(body, backslash + 1, bytes);
    if (typeof found === 'string') return { error: found };
    parts.push(found.value);
    from = backslash + 1 + found.length;
    backslash = body.indexOf('\\', from);
  }
  parts.push(body.slice(from));
  return { value: parts.join('') };
};
