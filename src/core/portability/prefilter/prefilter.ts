import { type Automaton, buildAutomaton, eachOccurrence } from './automaton.ts';
import { readExpression } from './expression.ts';
import { filePatternTest } from './file-pattern.ts';
import { type Requirement, requirementOf } from './requirement.ts';

/** What the prefilter needs of a rule. */
export interface PatternRule {
  readonly id: string;
  readonly files: readonly string[];
  /** Source of a JavaScript regular expression, tried with `gm`. */
  readonly pattern: string;
}

/** Where a rule's pattern matches: `start` to before `end`, in UTF-16 units. */
export interface PatternMatch {
  /** Index of the rule in the prefilter's list. */
  readonly rule: number;
  readonly start: number;
  readonly end: number;
}

interface PreparedRule {
  readonly appliesTo: (path: string) => boolean;
  /** With `gm`, for a run over the whole text. */
  readonly whole: RegExp;
  /** With `my`, for one attempt at a known place. */
  readonly sticky: RegExp;
  readonly anchored: boolean;
  readonly gates: readonly (readonly number[])[];
}

/** What to do when a literal occurs: a place where a match of the rule may begin. */
interface AnchorUse {
  readonly rule: number;
  /** Units from the literal's end back to the first and the last place at which the match may begin. */
  readonly backMax: number;
  readonly backMin: number;
}

/** Rules made ready for many texts. Hold one per thread: the expressions inside keep a position while they run. */
export interface Prefilter {
  readonly rules: readonly PatternRule[];
  readonly words: readonly string[];
  readonly prepared: readonly PreparedRule[];
  readonly automaton: Automaton;
  /** By literal: the rules that it anchors. */
  readonly uses: readonly (readonly AnchorUse[])[];
  /** By word: its literal. */
  readonly wordLiterals: readonly number[];
}

/** Rules that apply to a file, by index. */
export type RuleSelection = readonly number[];

/** What one pass over a text found. */
export interface PrefilterResult {
  /** By rule in the order of the selection, then by place. */
  readonly matches: readonly PatternMatch[];
  /** By word of the prefilter: 1 where it occurs, also inside longer words. */
  readonly words: Uint8Array;
}

const prepareRule = (
  rule: PatternRule,
  requirement: Requirement,
  idOf: (literal: string) => number,
): PreparedRule => ({
  appliesTo: filePatternTest(rule.files),
  whole: new RegExp(rule.pattern, 'gm'),
  sticky: new RegExp(rule.pattern, 'my'),
  anchored: requirement.anchor !== null,
  gates: requirement.gates.map((gate) => gate.map(idOf)),
});

/**
 * Prepares patterns for `findMatches`: the literals that each must contain go into one automaton. `words` are looked for
 * beside them. Throws SyntaxError for a pattern that is no regular expression, RangeError for a word outside ASCII.
 */
export const preparePrefilter = (rules: readonly PatternRule[], words: readonly string[] = []): Prefilter => {
  const ids = new Map<string, number>();
  const idOf = (literal: string): number => {
    const id = ids.get(literal) ?? ids.size;
    ids.set(literal, id);
    return id;
  };
  const requirements = rules.map((rule) => requirementOf(readExpression(rule.pattern)));
  const prepared = rules.map((rule, index) =>
    prepareRule(rule, requirements[index] ?? { anchor: null, gates: [] }, idOf),
  );
  const wordLiterals = words.map(idOf);
  const uses: AnchorUse[][] = Array.from(ids, () => []);
  for (const [rule, { anchor }] of requirements.entries())
    for (const { text, beforeMin, beforeMax } of anchor ?? [])
      uses[idOf(text)]?.push({ rule, backMax: beforeMax + text.length, backMin: beforeMin + text.length });
  return { rules, words, prepared, automaton: buildAutomaton([...ids.keys()]), uses, wordLiterals };
};

/** The rules whose file patterns hold for a path. */
export const selectRules = (prefilter: Prefilter, path: string): RuleSelection =>
  prefilter.prepared.flatMap(({ appliesTo }, index) => (appliesTo(path) ? [index] : []));

/** Texts up to this length are given to the expressions whole. */
const WHOLE_TEXT_MAX = 16_384;
/** In longer texts a match, and what it looks ahead at, reaches at most this far. It keeps hostile files affordable. */
export const MATCH_REACH_MAX = 4_096;
const LOOK_BEHIND_MAX = 64;
/** Of one rule in one text, from its start. More than scanners list, and little enough to hold. */
export const MATCHES_MAX = 20_000;

/** The end of the match that begins there, or -1. */
const matchAt = (sticky: RegExp, text: string, start: number): number => {
  if (text.length <= WHOLE_TEXT_MAX) {
    sticky.lastIndex = start;
    return sticky.test(text) ? sticky.lastIndex : -1;
  }
  const from = Math.max(0, start - LOOK_BEHIND_MAX);
  sticky.lastIndex = start - from;
  return sticky.test(text.slice(from, start + MATCH_REACH_MAX)) ? sticky.lastIndex + from : -1;
};

const matchesAnywhere = (rule: number, whole: RegExp, text: string): readonly PatternMatch[] => {
  const found: PatternMatch[] = [];
  for (const { index, 0: all } of text.matchAll(whole)) {
    if (found.length === MATCHES_MAX) break;
    found.push({ rule, start: index, end: index + all.length });
  }
  return found;
};

/** Tries the places in `starts` (pairs of first and last, each pair after another), as a run over the text would. */
const matchesAtStarts = (
  rule: number,
  sticky: RegExp,
  text: string,
  starts: readonly number[],
): readonly PatternMatch[] => {
  const found: PatternMatch[] = [];
  let next = 0;
  for (let pair = 0; pair < starts.length && found.length < MATCHES_MAX; pair += 2) {
    const last = starts[pair + 1] as number;
    for (let start = Math.max(next, starts[pair] as number); start <= last; start = next) {
      next = start + 1;
      const end = matchAt(sticky, text, start);
      if (end < 0) continue;
      found.push({ rule, start, end });
      next = end;
    }
  }
  return found;
};

/** Pairs in the order of their first places. They come in the order of the literals' ends, which is nearly that. */
const sortedPairs = (pairs: readonly number[]): readonly number[] => {
  let sorted = true;
  for (let at = 2; at < pairs.length && sorted; at += 2)
    sorted = (pairs[at] as number) >= (pairs[at - 2] as number);
  if (sorted) return pairs;
  const order = Array.from({ length: pairs.length / 2 }, (_, index) => 2 * index);
  order.sort((a, b) => (pairs[a] as number) - (pairs[b] as number));
  return order.flatMap((at) => [pairs[at] as number, pairs[at + 1] as number]);
};

/** Where the literals of a text let matches begin, by rule, and which literals it has. */
const collectStarts = (
  prefilter: Prefilter,
  text: string,
): { readonly starts: readonly (readonly number[] | undefined)[]; readonly seen: Uint8Array } => {
  const starts: (number[] | undefined)[] = new Array(prefilter.rules.length);
  const seen = new Uint8Array(prefilter.uses.length);
  eachOccurrence(prefilter.automaton, text, (literal, end) => {
    seen[literal] = 1;
    for (const { rule, backMax, backMin } of prefilter.uses[literal] as readonly AnchorUse[]) {
      let pairs = starts[rule];
      if (pairs === undefined) {
        pairs = [];
        starts[rule] = pairs;
      }
      pairs.push(Math.max(0, end - backMax), end - backMin);
    }
  });
  return { starts, seen };
};

/**
 * Every match that running the selected rules' patterns over the text with `gm` would give. In texts of more than 16,384
 * units a match reaches at most 4,096 units, and looks back at most 64. Of a rule at most some 20,000 are given.
 */
export const findMatches = (
  prefilter: Prefilter,
  selection: RuleSelection,
  text: string,
): PrefilterResult => {
  const { starts, seen } = collectStarts(prefilter, text);
  const matches: PatternMatch[] = [];
  for (const index of selection) {
    const rule = prefilter.prepared[index];
    if (rule === undefined) throw new RangeError(`No rule ${index} in this prefilter`);
    if (!rule.gates.every((gate) => gate.some((literal) => seen[literal] === 1))) continue;
    const found = rule.anchored
      ? matchesAtStarts(index, rule.sticky, text, sortedPairs(starts[index] ?? []))
      : matchesAnywhere(index, rule.whole, text);
    for (const match of found) matches.push(match);
  }
  return { matches, words: Uint8Array.from(prefilter.wordLiterals, (literal) => seen[literal] as number) };
};
