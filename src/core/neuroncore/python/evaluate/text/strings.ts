const SURROGATE = /[\ud800-\udfff]/;

/** Whether every character of the text is one UTF-16 unit, so that positions can be used as they are. */
export const isFlat = (text: string): boolean => !SURROGATE.test(text);

/** The characters (code points) of a text, as Python counts them. */
export const characters = (text: string): string[] => (isFlat(text) ? text.split('') : Array.from(text));

/** The number of code points. */
export const characterCount = (text: string): number => {
  if (isFlat(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Order by code points: negative, zero or positive. */
export const compareText = (left: string, right: string): number => {
  if (left === right) return 0;
  if (isFlat(left) && isFlat(right)) return left < right ? -1 : 1;
  const a = Array.from(left, (each) => each.codePointAt(0));
  const b = Array.from(right, (each) => each.codePointAt(0));
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const x = a[index];
    const y = b[index];
    if (x !== undefined && y !== undefined && x !== y) return x - y;
  }
  return a.length - b.length;
};

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

const hex = (code: number): string => {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
};

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;

/** Whether `repr` shows a character as itself. Source: library/stdtypes `str.isprintable`. */
export const isPrintable = (character: string): boolean => character === ' ' || !UNPRINTABLE.test(character);

/** `repr` of a string; `ascii` escapes everything outside ASCII too. */
export const quoteText = (text: string, ascii = false): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = '';
  for (const character of text) {
    const code = character.codePointAt(0);
    const escaped = ESCAPES.get(character);
    if (escaped !== undefined) quoted += escaped;
    else if (character === quote) quoted += `\\${character}`;
    else if (code !== undefined && (code < 0x20 || code === 0x7f)) quoted += hex(code);
    else if (code !== undefined && code > 0x7f && (ascii || !isPrintable(character))) quoted += hex(code);
    else quoted += character;
  }
  return quote + quoted + quote;
};
