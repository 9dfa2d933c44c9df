import { filePatternTest } from '../prefilter/file-pattern.ts';
import type { Rule, RuleExample } from '../rule.ts';

/** An example with the rule that it belongs to and what has to come of it. */
export interface RuleCase extends RuleExample {
  readonly rule: Rule;
  readonly expects: 'hit' | 'no hit';
}

/** Every example of the rules, the positive ones of a rule first, in the order of the rules. */
export const ruleCases = (rules: readonly Rule[]): readonly RuleCase[] =>
  rules.flatMap((rule) => [
    ...rule.positive.map((example): RuleCase => ({ ...example, rule, expects: 'hit' })),
    ...rule.negative.map((example): RuleCase => ({ ...example, rule, expects: 'no hit' })),
  ]);

/** What a case is called in a test: `PT-001 hit in train.py: model = Model().cuda()`. */
export const caseTitle = ({ rule, expects, file, text }: RuleCase): string =>
  `${rule.id} ${expects} in ${file}: ${text.replaceAll('\n', ' / ').slice(0, 80)}`;

/** Whether a rule looks into a file of that name at all, and the file has the company that the rule asks for. */
export const looksInto = (rule: Rule, { file, text }: RuleExample): boolean =>
  filePatternTest(rule.files)(file) && (rule.requires === null || new RegExp(rule.requires, 'gm').test(text));

/** Whether the pattern alone matches, in a file that the rule looks into. */
export const patternMatches = (rule: Rule, example: RuleExample): boolean =>
  looksInto(rule, example) && new RegExp(rule.pattern, 'gm').test(example.text);

/** Whether the syntax tree, rather than the pattern, decides: Python with matchers that are not all of the text. */
export const syntaxDecides = (rule: Rule, { file }: RuleExample): boolean =>
  /\.(?:py|ipynb)$/.test(file) && rule.python.some(({ kind }) => kind !== 'text');
