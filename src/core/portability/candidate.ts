import { excerptOf, type LineIndex, placeOf } from './prefilter/lines.ts';
import type { Rule } from './rule.ts';
import type { Circumstance, Hit, HitEvidence, HitPlace } from './scan.ts';

/** A hit before rules were weighed against each other: its rule by index, its place in UTF-16 units of the text. */
export interface Candidate {
  readonly rule: number;
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
  readonly place: HitPlace;
  readonly circumstance: Circumstance;
  readonly evidence: HitEvidence;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const byStart = (a: Span, b: Span): number => a.start - b.start || b.end - a.end;

/** A question whether a span overlaps one of some spans. They may overlap each other. */
export const overlapTest = (spans: readonly Span[]): ((span: Span) => boolean) => {
  const sorted = [...spans].sort(byStart);
  /** The furthest end of a span and all before it. */
  const reach: number[] = [];
  let furthest = 0;
  for (const { end } of sorted) {
    furthest = Math.max(furthest, end);
    reach.push(furthest);
  }
  return ({ start, end }) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Span).start < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (reach[low - 1] as number) > start;
  };
};

/** Of candidates of one rule that overlap, the one that begins first stays; of two at one place, the first in the list. */
const withoutRepeats = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const sorted = [...candidates].sort((a, b) => a.start - b.start);
  /** By rule: where what it keeps ends. */
  const ends = new Map<number, number>();
  return sorted.filter(({ rule, start, end }) => {
    const last = ends.get(rule);
    if (last !== undefined && start < last) return false;
    ends.set(rule, Math.max(end, start + 1));
    return true;
  });
};

/** Holds the file against what rules require; `requires` goes by rule. */
const withCompany = (
  candidates: readonly Candidate[],
  requires: readonly (RegExp | null)[],
  text: string,
): readonly Candidate[] => {
  const answers = new Map<number, boolean>();
  const holds = (rule: number): boolean => {
    const known = answers.get(rule);
    if (known !== undefined) return known;
    const answer = requires[rule]?.test(text) ?? true;
    answers.set(rule, answer);
    return answer;
  };
  return candidates.filter(({ rule }) => holds(rule));
};

/**
 * Leaves out what does not count: further candidates of a rule at the same place (the first stays), those of
 * rules that ask for company which the file lacks, and those of catch-alls where another rule has one. In order of place.
 */
export const settleCandidates = (
  rules: readonly Rule[],
  requires: readonly (RegExp | null)[],
  text: string,
  candidates: readonly Candidate[],
): readonly Candidate[] => {
  const counting = withCompany(withoutRepeats(candidates), requires, text);
  const isGeneral = ({ rule }: Candidate): boolean => rules[rule]?.general === true;
  const taken = overlapTest(counting.filter((candidate) => !isGeneral(candidate)));
  return counting
    .filter((candidate) => !isGeneral(candidate) || !taken(candidate))
    .sort((a, b) => byStart(a, b) || a.rule - b.rule);
};

/** Candidates as hits, with lines and excerpts. A hit that goes over lines ends, for its columns, with its first. */
export const hitsOf = (
  rules: readonly Rule[],
  lines: LineIndex,
  candidates: readonly Candidate[],
): readonly Hit[] =>
  candidates.map(({ rule, start, end, symbol, place, circumstance, evidence }) => {
    const { line, column } = placeOf(lines, start);
    const lineEnd = (lines.starts[line] ?? lines.text.length + 1) - 1;
    const found = rules[rule];
    if (found === undefined) throw new RangeError(`No rule ${rule} in this list`);
    return {
      rule: found.id,
      line,
      column,
      endColumn: column + Math.max(1, Math.min(end, lineEnd) - start),
      symbol,
      place,
      circumstance,
      evidence,
      excerpt: excerptOf(lines, line),
    };
  });
