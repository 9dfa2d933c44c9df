import type { TextSpan } from './scan.ts';

/** A cell as the parser can read it, of the same length, and which stretches of it are no Python. */
export interface HiddenMagics {
  readonly readable: string;
  readonly spans: readonly TextSpan[];
}

/** Cell magics whose body is Python all the same. */
const PYTHON_CELLS =
  /^%%(?:time|timeit|capture|prun|memit|mprun|python3?|pypy|ipytest|notify|snakeviz|wandb|skip)\b/;
const MAGIC_LINE = /^[ \t]*[!%?]/;
const MAGIC_VALUE = /^([ \t]*[\w., \t]+=[ \t]*)[!%][^\s=]/;
const HELP = /\?{1,2}[ \t]*(?=[\r\n]*$)/;

/** The line with a sign for a comment in place of its first one that is no blank. */
const asComment = (line: string): string => line.replace(/[^\s]/, '#');

/**
 * Hides what a notebook has beside Python: `!pip install`, `%env`, whole cells of a shell or of another language, prose.
 * It becomes comments for the parser, and the patterns of rules decide there. `start` is the cell's place in the joined
 * text.
 */
export const hideMagics = (cell: string, start: number, kind: 'code' | 'prose'): HiddenMagics => {
  const other = kind === 'prose' || (/^\s*%%/.test(cell) && !PYTHON_CELLS.test(cell.trimStart()));
  const spans: TextSpan[] = [];
  const place = kind === 'prose' ? 'prose' : 'code';
  let offset = start;
  let continued = false;
  const lines = cell.split(/(?<=\n)/).map((line) => {
    const begin = offset;
    offset += line.length;
    const magic = other || continued || MAGIC_LINE.test(line);
    continued = magic && !other && /\\\s*$/.test(line);
    if (magic) {
      spans.push({ start: begin, end: offset, place });
      return asComment(line);
    }
    const [, before] = MAGIC_VALUE.exec(line) ?? [];
    if (before !== undefined) {
      spans.push({ start: begin + before.length, end: offset, place });
      return `${before}0#${line.slice(before.length + 2)}`;
    }
    return line.replace(HELP, (marks) => ' '.repeat(marks.length));
  });
  return { readable: lines.join(''), spans };
};
