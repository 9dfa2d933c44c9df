import { type LineIndex, placeOf } from './prefilter/lines.ts';
import type { Hit, Suppression } from './scan.ts';

/** A comment that takes findings back: the rules it names, the line it holds for and why. */
interface SuppressionMark {
  readonly rules: readonly string[];
  /** Where the comment stands. */
  readonly line: number;
  /** The line whose hits it takes back. */
  readonly holdsFor: number;
  readonly reason: string;
}

export interface SuppressionMarks {
  readonly marks: readonly SuppressionMark[];
  /** One for each comment that suppresses nothing, because it gives no reason or names no rule. */
  readonly remarks: readonly string[];
}

const OPENING = String.raw`(?:#|\/\/|\/\*|<!--|--|;|%|\{#|\bREM\b)`;
const MARK = new RegExp(`${OPENING}[ \\t]*rackwright:[ \\t]*ignore\\b([^\\r\\n]*)`, 'g');
const RULE = /^[A-Z]{2,}-\d+$/;
const COMMENT_END = /\s*(?:\*\/|-->|#\})\s*$/;

/** Blanks before a comment that has its line to itself. */
const INDENT_MAX = 400;

const NONE: SuppressionMarks = { marks: [], remarks: [] };

const readMark = (lines: LineIndex, offset: number, rest: string): SuppressionMark | string => {
  const { line, column } = placeOf(lines, offset);
  const [named = '', ...reasons] = rest.replace(COMMENT_END, '').split(/\s+--\s+/);
  const rules = named.split(/[\s,]+/).filter((word) => word !== '');
  const reason = reasons.join(' -- ').trim();
  const odd = rules.find((rule) => !RULE.test(rule));
  if (rules.length === 0) return `line ${line}: "rackwright: ignore" names no rule, so nothing is suppressed`;
  if (odd !== undefined)
    return `line ${line}: "rackwright: ignore" names ${odd.slice(0, 40)}, which is no rule, so nothing is suppressed`;
  if (reason === '')
    return `line ${line}: "rackwright: ignore ${rules.join(', ')}" gives no reason after " -- ", so nothing is suppressed`;
  const alone = lines.text.slice(Math.max(offset - column + 1, offset - INDENT_MAX), offset).trim() === '';
  return { rules, line, holdsFor: alone ? line + 1 : line, reason };
};

/**
 * Reads `rackwright: ignore PT-006[, PT-009] -- reason` from the comments of a text, whatever their syntax. A comment with
 * a line of its own holds for the next line, another one for its own. `isComment` says whether an offset is inside a comment
 * where the caller knows better than the sign before it.
 */
export const readSuppressions = (
  lines: LineIndex,
  isComment: (offset: number) => boolean = () => true,
): SuppressionMarks => {
  if (!lines.text.includes('rackwright:')) return NONE;
  const read = Array.from(lines.text.matchAll(MARK), ({ index, 1: rest = '' }) => ({ index, rest }))
    .filter(({ index }) => isComment(index))
    .map(({ index, rest }) => readMark(lines, index, rest));
  return {
    marks: read.filter((each) => typeof each !== 'string'),
    remarks: read.filter((each) => typeof each === 'string'),
  };
};

/** The hits that remain, and what each suppression took back; one that took nothing is listed with 0 hits. */
export const applySuppressions = (
  hits: readonly Hit[],
  { marks }: SuppressionMarks,
): { readonly hits: readonly Hit[]; readonly suppressions: readonly Suppression[] } => {
  if (marks.length === 0) return { hits, suppressions: [] };
  const key = (rule: string, line: number): string => `${rule} ${line}`;
  const counts = new Map<string, number>();
  for (const { rules, holdsFor } of marks) for (const rule of rules) counts.set(key(rule, holdsFor), 0);
  const remaining = hits.filter(({ rule, line }) => {
    const count = counts.get(key(rule, line));
    if (count !== undefined) counts.set(key(rule, line), count + 1);
    return count === undefined;
  });
  const suppressions = marks.flatMap(({ rules, line, holdsFor, reason }) =>
    rules.map((rule) => ({ rule, line, reason, hits: counts.get(key(rule, holdsFor)) as number })),
  );
  return { hits: remaining, suppressions };
};
