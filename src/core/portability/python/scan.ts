import { type Candidate, hitsOf, overlapTest, settleCandidates } from '../candidate.ts';
import { countLines, type LineIndex } from '../prefilter/lines.ts';
import type { PatternMatch } from '../prefilter/prefilter.ts';
import type { FileKind, FileRole, FileScan, HitPlace } from '../scan.ts';
import { applySuppressions, readSuppressions } from '../suppression.ts';
import { circumstanceOf } from './circumstance.ts';
import { type Confirmed, confirmRules } from './confirm.ts';
import { moduleFacts } from './facts.ts';
import type { MatcherIndex } from './matchers.ts';
import { indexPlaces, type PlaceIndex, placeAt } from './places.ts';
import { openResolver, type Resolver } from './resolve.ts';
import { endOf, KIND, kindOf, type PythonTree, parentOf, startOf } from './tree.ts';

/** A stretch of text that the tree does not speak for, where the pattern decides for every rule. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  /** What stands there; null: what the tree says. */
  readonly place: HitPlace | null;
}

/** A module ready to be judged. */
export interface PythonModule {
  /** What the file says; the tree's own text may have other signs in stretches that are no Python. */
  readonly text: string;
  readonly tree: PythonTree;
  /** Where the patterns of rules match, from the prefilter. */
  readonly matches: readonly PatternMatch[];
  /** In the order of their places, none inside another. */
  readonly byText: readonly TextSpan[];
}

const AVAILABILITY = /(?:^|\.)cuda\.is_available$|^\.is_cuda$/;

/** The innermost node at an offset. */
const nodeAt = (tree: PythonTree, offset: number): number => {
  let low = 0;
  let high = tree.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(tree, middle) <= offset) low = middle + 1;
    else high = middle;
  }
  let node = low - 1;
  while (node > 0 && endOf(tree, node) <= offset) node = parentOf(tree, node);
  return Math.max(0, node);
};

const candidateOf = (tree: PythonTree, { rule, node, start, end, symbol, place }: Confirmed): Candidate => ({
  rule,
  start,
  end,
  symbol,
  place,
  circumstance: circumstanceOf(tree, node, AVAILABILITY.test(symbol)),
  evidence: 'syntax',
});

const SYMBOL_MAX = 80;

/** A match without the blanks around it, which patterns that begin with `^\s*` take in. */
const trimmed = (
  text: string,
  { start, end }: PatternMatch,
): { readonly start: number; readonly end: number } => {
  const matched = text.slice(start, end);
  const blanks = matched.length - matched.trimStart().length;
  return { start: start + blanks, end: Math.max(start + blanks, start + matched.trimEnd().length) };
};

interface TextContext {
  readonly module: PythonModule;
  readonly index: MatcherIndex;
  readonly places: PlaceIndex;
  /** Whether a stretch is one that the parser could not make sense of. */
  readonly broken: ReturnType<typeof overlapTest>;
}

/** The stretch that an offset is in; `spans` are in the order of their places, none inside another. */
const spanAt = (spans: readonly TextSpan[], offset: number): TextSpan | null => {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as TextSpan).start <= offset) low = middle + 1;
    else high = middle;
  }
  const span = spans[low - 1];
  return span !== undefined && offset < span.end ? span : null;
};

/** A match of a pattern as a candidate; null where the tree has the word and did not confirm it. */
const textCandidate = (context: TextContext, match: PatternMatch): Candidate | null => {
  const { text, tree, byText } = context.module;
  const { start, end } = trimmed(text, match);
  const span = spanAt(byText, start);
  const place = span?.place ?? placeAt(context.places, start);
  const decides =
    span !== null || context.index.byText[match.rule] === true || context.broken({ start, end: start + 1 });
  if (!decides && place !== 'comment' && place !== 'docstring') return null;
  const plain = place !== 'code' && place !== 'string';
  return {
    rule: match.rule,
    start,
    end,
    symbol: text.slice(start, end).replace(/\s+/g, ' ').slice(0, SYMBOL_MAX),
    place,
    circumstance: plain ? 'plain' : circumstanceOf(tree, nodeAt(tree, start), false),
    evidence: 'text',
  };
};

const brokenTest = (tree: PythonTree): ReturnType<typeof overlapTest> => {
  const spans: { readonly start: number; readonly end: number }[] = [];
  for (let node = 0; node < tree.size; node += 1)
    if (kindOf(tree, node) === KIND.ERROR) spans.push({ start: startOf(tree, node), end: endOf(tree, node) });
  return overlapTest(spans);
};

/** What the rules say of a module: from its tree, and from its text where the tree is silent. */
const candidatesOf = (
  module: PythonModule,
  index: MatcherIndex,
  resolver: Resolver,
): readonly Candidate[] => {
  const { tree, matches } = module;
  const { found, refused } = confirmRules(resolver, index);
  const bySyntax = found.map((each) => candidateOf(tree, each));
  const settled = [...bySyntax, ...refused];
  const context: TextContext = { module, index, places: indexPlaces(tree), broken: brokenTest(tree) };
  const overlaps = new Map<number, ReturnType<typeof overlapTest>>();
  for (const rule of new Set(matches.map((match) => match.rule)))
    overlaps.set(rule, overlapTest(settled.filter((each) => each.rule === rule)));
  const inText = matches
    .filter((match) => overlaps.get(match.rule)?.(match) !== true)
    .map((match) => textCandidate(context, match))
    .filter((each) => each !== null);
  return [...bySyntax, ...inText];
};

/** Hits of one file that are listed. Files with more are generated, or made to be many. */
const HITS_MAX = 10_000;

/** How a file presents itself beside its code. */
export interface ScannedFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly role: FileRole;
  readonly bytes: number;
  readonly lines: LineIndex;
  readonly remarks: readonly string[];
}

/** Judges a module by the rules of the index. Its hits are in the order of their places. */
export const scanModule = (module: PythonModule, index: MatcherIndex, file: ScannedFile): FileScan => {
  const { tree } = module;
  const resolver = openResolver(tree);
  const candidates = candidatesOf(module, index, resolver);
  const settled = settleCandidates(index.rules, index.requires, module.text, candidates);
  const marks = readSuppressions(file.lines, (offset) => kindOf(tree, nodeAt(tree, offset)) === KIND.comment);
  const listed = settled.slice(0, HITS_MAX);
  const { hits, suppressions } = applySuppressions(hitsOf(index.rules, file.lines, listed), marks);
  const further = settled.length - listed.length;
  const unlisted = further === 0 ? [] : [`${further} further hits of this file are not listed`];
  return {
    path: file.path,
    kind: file.kind,
    role: file.role,
    bytes: file.bytes,
    lines: countLines(file.lines),
    hits,
    suppressions,
    facts: moduleFacts(resolver),
    remarks: [...file.remarks, ...unlisted, ...marks.remarks],
  };
};
