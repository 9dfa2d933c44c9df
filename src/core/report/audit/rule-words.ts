import type { PythonMatcher, Rule, RuleExample } from '../../portability/rule.ts';
import { listed } from '../supply/words.ts';
import { effortText, SEVERITY_MEANINGS, SEVERITY_WORDS } from './words.ts';

const argumentText = (argument: string | undefined): string =>
  argument === undefined ? '' : ` with an argument like /${argument}/`;

/** How the syntax tree of Python decides, in words. */
export const matcherText = (matcher: PythonMatcher): string => {
  switch (matcher.kind) {
    case 'reference':
      return `any use of ${matcher.name}`;
    case 'import':
      return `an import of ${matcher.module}`;
    case 'call':
      return `a call of ${matcher.name}${matcher.withoutKeyword === undefined ? '' : ` without ${matcher.withoutKeyword}=`}${argumentText(matcher.argument)}`;
    case 'method':
      return `a call of a method .${matcher.name}()${argumentText(matcher.argument)}`;
    case 'attribute':
      return `the attribute .${matcher.name}`;
    case 'string':
      return `a string like /${matcher.value}/`;
    case 'keyword':
      return `the argument ${matcher.name}=${matcher.value === undefined ? '' : ` like /${matcher.value}/`}`;
    case 'decorator':
      return `the decorator @${matcher.name}`;
    case 'subclass':
      return `a class derived from ${matcher.name}`;
    case 'text':
      return 'the pattern in code and in strings';
  }
};

/** A statement about a rule, with the document behind it. */
export interface RuleWords {
  readonly kind: 'words';
  readonly label: string | null;
  readonly text: string;
  readonly source: string | null;
}

/** One statement about a rule: words, or a file as an example. */
export type RuleStatement =
  | RuleWords
  | { readonly kind: 'code'; readonly file: string; readonly text: string };

/** A heading with what stands below it. */
export interface RulePart {
  readonly title: string;
  readonly statements: readonly RuleStatement[];
}

const words = (text: string, label: string | null = null, source: string | null = null): RuleWords => ({
  kind: 'words',
  label,
  text,
  source,
});

const code = ({ file, text }: RuleExample): RuleStatement => ({ kind: 'code', file, text });

const isPython = (files: readonly string[]): boolean => files.some((file) => /\.(py|ipynb)$/.test(file));

/** What a rule looks for, where, and what it leaves alone. */
const foundStatements = (rule: Rule): readonly RuleWords[] => {
  const { files, pattern, python, requires, general, decidedBy, ownPackages, guard } = rule;
  return [
    words(files.join(', '), 'files'),
    ...(python.length === 0 || !isPython(files)
      ? []
      : [words(listed(python.map(matcherText)).replace(/ and (?=[^,]*$)/, ' or '), 'Python')]),
    words(pattern, 'pattern'),
    ...(requires === null ? [] : [words(`only in files that also match ${requires}`, 'company')]),
    ...(general ? [words('left out where a more exact rule finds the same place', 'catch-all')] : []),
    ...(decidedBy === 'model-reader'
      ? [words('decided by reading the model, not by this pattern', 'model')]
      : []),
    ...(ownPackages.length === 0
      ? []
      : [words(`no finding in the repository of ${listed(ownPackages)} itself`, 'own')]),
    ...(guard === null ? [] : [words(guard, 'mind')]),
  ];
};

/** What takes the place of a finding on each family of targets. */
const insteadStatements = ({ replacements: { neuron, rocm, tpu } }: Rule): readonly RuleWords[] => [
  words(neuron.text, 'Neuron', neuron.source),
  words(rocm.text, 'ROCm', rocm.source),
  words(tpu.text, 'TPU', tpu.source),
];

/** Everything that a rule says, in the order in which people ask: what, why, how bad, what instead, how long, which examples. */
export const ruleParts = (rule: Rule): readonly RulePart[] => {
  const { why, severity, effort, positive, negative } = rule;
  return [
    { title: 'What is found', statements: foundStatements(rule) },
    { title: 'Why it binds', statements: [words(why)] },
    { title: 'Severity', statements: [words(`${SEVERITY_WORDS[severity]}: ${SEVERITY_MEANINGS[severity]}`)] },
    { title: 'What takes its place', statements: insteadStatements(rule) },
    { title: 'Effort', statements: [words(effortText(effort))] },
    ...(positive.length === 0 ? [] : [{ title: 'Found in', statements: positive.map(code) }]),
    ...(negative.length === 0 ? [] : [{ title: 'Not found in', statements: negative.map(code) }]),
  ];
};
