/** Deeper than any manifest people write; parsers recurse, and a hostile file would exhaust the stack. */
const DEEPEST = 200;

/** Brackets open at once, wherever they stand. */
const bracketsOpen = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
  }
  return deepest;
};

/** Collections in a row on one line: `- - - x`, `? ? x`; and a margin that only nesting gives. */
const NESTED_LINE = new RegExp(`^(?:[ \\t]*[-?:]){${DEEPEST},}|^[ ]{${2 * DEEPEST},}\\S`, 'm');

/** Whether a parser that recurses may be given the text. */
export const isShallow = (text: string): boolean => bracketsOpen(text) <= DEEPEST && !NESTED_LINE.test(text);
