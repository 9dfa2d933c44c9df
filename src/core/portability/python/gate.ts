import { readExpression } from '../prefilter/expression.ts';
import { requirementOf } from '../prefilter/requirement.ts';
import type { PythonMatcher, Rule } from '../rule.ts';
import { wordsOf } from './matchers.ts';

/** Words of which some must occur in a file before any matcher can hold there. */
export interface MatcherGate {
  readonly words: readonly string[];
  /** By matcher: one word of each group must occur. An empty list holds everywhere. */
  readonly groups: readonly (readonly (readonly number[])[])[];
}

const groupsOf = (matcher: PythonMatcher): readonly (readonly string[])[] => {
  const words = wordsOf(matcher);
  if (words !== null) return words.map((word) => [word]);
  return matcher.kind === 'string' ? requirementOf(readExpression(matcher.value)).gates : [];
};

/** The words that the matchers of rules need; `text` matchers need none, for the pattern decides there. */
export const gateOf = (rules: readonly Rule[]): MatcherGate => {
  const ids = new Map<string, number>();
  const idOf = (word: string): number => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  };
  const matchers = rules.flatMap(({ python }) => python).filter(({ kind }) => kind !== 'text');
  const groups = matchers.map((matcher) => groupsOf(matcher).map((group) => group.map(idOf)));
  return { words: [...ids.keys()], groups };
};

/** Whether some matcher can hold in a file with those words. */
export const opensGate = ({ groups }: MatcherGate, words: Uint8Array): boolean =>
  groups.some((needs) => needs.every((group) => group.some((word) => words[word] === 1)));
