import type { SourcePosition } from '../../input-error.ts';

/** Blanks, then a mark, a string, a number or a word of JSON (RFC 8259). */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

const BLANKS = /[ \t\r\n]*/y;

const DEEPEST = 100;

/** A collection that is open: what it expects next, and the key or index it is at. */
interface Open {
  readonly isObject: boolean;
  expects: 'first' | 'key' | 'colon' | 'value' | 'end';
  at: string | number;
}

interface Token {
  readonly start: number;
  readonly mark: string | undefined;
  readonly text: string | undefined;
}

const startOf = (text: string, offset: number): number => {
  BLANKS.lastIndex = offset;
  return offset + (BLANKS.exec(text)?.[0] ?? '').length;
};

const isAt = (stack: readonly Open[], path: readonly PropertyKey[]): boolean =>
  stack.length === path.length && stack.every(({ at }, depth) => at === path[depth]);

/** Whether the token may stand here; moves the collection on where it may. */
const accepted = (stack: Open[], { mark, text }: Token): boolean => {
  const open = stack.at(-1);
  const isScalar = mark === undefined;
  if (open === undefined) return isScalar || mark === '{' || mark === '[';
  if (mark === '}' || mark === ']')
    return (mark === '}') === open.isObject && (open.expects === 'first' || open.expects === 'end');
  if (mark === ',') {
    if (open.expects !== 'end') return false;
    open.expects = open.isObject ? 'key' : 'value';
    if (typeof open.at === 'number') open.at += 1;
    return true;
  }
  if (mark === ':') {
    if (open.expects !== 'colon') return false;
    open.expects = 'value';
    return true;
  }
  if (open.isObject && (open.expects === 'first' || open.expects === 'key')) {
    if (text === undefined) return false;
    open.at = JSON.parse(text) as string;
    open.expects = 'colon';
    return true;
  }
  if (open.expects !== 'value' && open.expects !== 'first') return false;
  open.expects = 'end';
  return true;
};

/**
 * Walks a JSON text to the value at a path. `offset` is where that value starts, or where the text stops being JSON
 * (`isJson` false); the start of the text where the path leads nowhere.
 */
export const jsonPlace = (
  text: string,
  path: readonly PropertyKey[],
): { readonly offset: number; readonly isJson: boolean } => {
  const stack: Open[] = [];
  let offset = 0;
  let found: number | null = null;
  let isDone = false;
  while (startOf(text, offset) < text.length) {
    const start = startOf(text, offset);
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const [, mark, string] = match ?? [];
    const isValue = mark === undefined || mark === '{' || mark === '[';
    const last = stack.at(-1);
    const isKey = last?.isObject === true && (last.expects === 'first' || last.expects === 'key');
    if (match === null || isDone || !accepted(stack, { start, mark, text: string }))
      return { offset: start, isJson: false };
    if (isValue && !isKey && found === null && isAt(stack, path)) found = start;
    if (mark === '{' || mark === '[') stack.push({ isObject: mark === '{', expects: 'first', at: 0 });
    else if (mark === '}' || mark === ']') stack.pop();
    if (stack.length > DEEPEST) return { offset: start, isJson: false };
    isDone = stack.length === 0;
    offset = TOKEN.lastIndex;
  }
  return isDone ? { offset: found ?? 0, isJson: true } : { offset: text.length, isJson: false };
};

/** Line, column and text of an offset in a file. */
export const positionAt = (file: string, text: string, offset: number): SourcePosition => {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = text.indexOf('\n', offset);
  return {
    file,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    lineText: text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).replace(/\r$/, ''),
  };
};
