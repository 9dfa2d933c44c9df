import { keywordOnly, native, optional, positional, pyIterator, pyModule } from '../construct.ts';
import type { CallContext, PyModule, PyValue } from '../values.ts';

/** The white space that all lines with text begin with. */
const commonIndent = (lines: readonly string[]): string => {
  let common: string | null = null;
  for (const line of lines) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (indent.length === line.length) continue;
    if (common === null) common = indent;
    while (common !== '' && !indent.startsWith(common)) common = common.slice(0, -1);
  }
  return common === null ? '' : common;
};

const dedent = (text: string): string => {
  const lines = text.split('\n').map((line) => (/^[ \t]*$/.test(line) ? '' : line));
  const common = commonIndent(lines);
  return lines.map((line) => line.slice(line === '' ? 0 : common.length)).join('\n');
};

const indentLines = (text: string, prefix: string): string =>
  text
    .split(/(?<=\n)/)
    .map((line) => (line.trim() === '' ? line : prefix + line))
    .join('');

const textOf = (value: PyValue | undefined, context: CallContext): string =>
  context.text(value === undefined ? null : value);

/** `textwrap`: `dedent` and `indent`. */
export const textwrapModule = (name: string): PyModule =>
  pyModule(name, [
    ['dedent', native('dedent', [positional('text')], ([text], context) => dedent(textOf(text, context)))],
    [
      'indent',
      native('indent', [positional('text'), positional('prefix')], ([text, prefix], context) =>
        indentLines(textOf(text, context), textOf(prefix, context)),
      ),
    ],
  ]);

interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** Lengths of the longest common subsequence of what is left of both texts. */
const commonLengths = (a: readonly string[], b: readonly string[]): Uint32Array[] => {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, next] = [rows[i], rows[i + 1]];
    if (row === undefined || next === undefined) continue;
    for (let j = b.length - 1; j >= 0; j -= 1)
      row[j] = a[i] === b[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
  }
  return rows;
};

const steps = (a: readonly string[], b: readonly string[]): Step[] => {
  const lengths = commonLengths(a, b);
  const found: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      found.push({ mark: ' ', text: left });
      i += 1;
      j += 1;
    } else if (
      left !== undefined &&
      (right === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      found.push({ mark: '-', text: left });
      i += 1;
    } else if (right !== undefined) {
      found.push({ mark: '+', text: right });
      j += 1;
    }
  }
  return found;
};

const range = (start: number, count: number): string => {
  if (count === 1) return `${start}`;
  return `${count === 0 ? start - 1 : start},${count}`;
};

/** Stretches of steps with a change, `context` unchanged lines around each. */
const hunks = (all: readonly Step[], context: number): { from: number; to: number }[] => {
  const found: { from: number; to: number }[] = [];
  all.forEach((step, at) => {
    if (step.mark === ' ') return;
    const last = found.at(-1);
    const [from, to] = [Math.max(0, at - context), Math.min(all.length, at + context + 1)];
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  });
  return found;
};

const count = (all: readonly Step[], marks: string): number =>
  all.filter((step) => marks.includes(step.mark)).length;

function* unifiedDiff(
  a: readonly string[],
  b: readonly string[],
  names: readonly string[],
  context: number,
  end: string,
) {
  const all = steps(a, b);
  const stretches = hunks(all, context);
  if (stretches.length === 0) return;
  yield `--- ${names[0]}${end}`;
  yield `+++ ${names[1]}${end}`;
  for (const { from, to } of stretches) {
    const before = all.slice(0, from);
    const part = all.slice(from, to);
    const left = range(count(before, ' -') + 1, count(part, ' -'));
    const right = range(count(before, ' +') + 1, count(part, ' +'));
    yield `@@ -${left} +${right} @@${end}`;
    for (const step of part) yield step.mark + step.text;
  }
}

const linesIn = (value: PyValue | undefined, context: CallContext): string[] =>
  context.collect(value === undefined ? null : value).map((each) => context.text(each));

/** `difflib`: `unified_diff` by the longest common subsequence. */
export const difflibModule = (name: string): PyModule =>
  pyModule(name, [
    [
      'unified_diff',
      native(
        'unified_diff',
        [
          positional('a'),
          positional('b'),
          optional('fromfile', ''),
          optional('tofile', ''),
          optional('fromfiledate', ''),
          optional('tofiledate', ''),
          optional('n', 3),
          keywordOnly('lineterm', '\n'),
        ],
        ([a, b, from, to, , , n, end], context) => {
          const [left, right] = [linesIn(a, context), linesIn(b, context)];
          context.step((left.length + 1) * (right.length + 1));
          const names = [textOf(from, context), textOf(to, context)];
          const around = context.index(n === undefined ? 3 : n);
          return pyIterator('generator', unifiedDiff(left, right, names, around, textOf(end, context)));
        },
      ),
    ],
  ]);
