import { InputError } from '../../core/input-error.ts';

/** Deeper than any file people write for us; the YAML parser recurses and can exhaust the stack of the process. */
const DEEPEST = 200;
const WIDEST_INDENT = 400;

const OPENING = new Set(['[', '{']);
const CLOSING = new Set([']', '}']);
const COMPACT = new Set(['-', '?', ':']);

/** Brackets open at once, wherever they stand: those inside strings count too, which errs on the safe side. */
const deepestBrackets = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (OPENING.has(character)) depth += 1;
    else if (CLOSING.has(character)) depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

/** Collections that a line opens by its indentation and by `- - -` in a row. */
const opensBy = (line: string): { readonly indent: number; readonly compact: number } => {
  let indent = 0;
  let compact = 0;
  for (const character of line) {
    if (COMPACT.has(character)) compact += 1;
    else if (character !== ' ' && character !== '\t') break;
    indent += 1;
  }
  return { indent, compact };
};

/** Refuses text nested more than 200 deep (or indented by more than 400) before a parser sees it. Throws InputError. */
export const refuseDeepNesting = (file: string, text: string, attempted: string): void => {
  const tooDeep =
    deepestBrackets(text) > DEEPEST ||
    text.split('\n').some((line) => {
      const { indent, compact } = opensBy(line);
      return indent > WIDEST_INDENT || compact > DEEPEST;
    });
  if (!tooDeep) return;
  throw new InputError({
    attempted,
    found: `${file}, nested more than ${DEEPEST} deep`,
    accepted: `YAML or JSON nested at most ${DEEPEST} deep`,
  });
};
