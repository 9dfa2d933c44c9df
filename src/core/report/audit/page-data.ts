import type { Audit } from '../../portability/audit.ts';
import { type Rule, SEVERITIES } from '../../portability/rule.ts';
import { FILE_ROLES } from '../../portability/scan.ts';
import { isNeuron, TARGET_NAMES } from '../../portability/target.ts';
import type { Finding } from '../../portability/verdict.ts';
import type { BaselineComparison } from './baseline.ts';
import type { ExcerptLine, Excerpts } from './excerpts.ts';
import { effortByRule, rulesById, rulesOfTarget } from './groups.ts';
import {
  CIRCUMSTANCE_WORDS,
  daysText,
  documentLink,
  EVIDENCE_WORDS,
  effortText,
  PLACE_WORDS,
  ROLE_WORDS,
  SEVERITY_MEANINGS,
  SEVERITY_WORDS,
} from './words.ts';

/** What a page is made of: the audit, all rules, code around findings where it was read, a baseline where one was given. */
export interface AuditPage {
  readonly audit: Audit;
  readonly rules: readonly Rule[];
  readonly excerpts: Excerpts;
  readonly comparison: BaselineComparison | null;
}

const PLACES = ['code', 'string', 'comment', 'docstring', 'prose'] as const;
const CIRCUMSTANCES = ['plain', 'guarded', 'device-agnostic', 'fallback', 'switched-off'] as const;
const EVIDENCE = ['syntax', 'manifest', 'text'] as const;
const LONGEST_LINE = 400;

/** Numbers texts in the order in which they are met. */
const interner = () => {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const number = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.length);
    texts.push(text);
    return texts.length - 1;
  };
  return { texts, number };
};

const FAMILIES = [
  ['Neuron', 'neuron'],
  ['ROCm', 'rocm'],
  ['TPU', 'tpu'],
] as const;

const replacementsOf = (rule: Rule) =>
  FAMILIES.map(([family, key]) => {
    const { text, source } = rule.replacements[key];
    return { family, text, source, link: source === null ? null : documentLink(source) };
  });

const ruleEntry = (efforts: ReturnType<typeof effortByRule>, id: string, rule: Rule | undefined) => {
  const days = [...(efforts.get(id) ?? [])].map(
    ([target, effort]) => [TARGET_NAMES[target], daysText(effort)] as const,
  );
  if (rule === undefined)
    return {
      id,
      title: id,
      category: '',
      severity: '',
      why: '',
      replacements: [],
      effort: '',
      guard: null,
      days,
    };
  return {
    id,
    title: rule.title,
    category: rule.category,
    severity: SEVERITY_WORDS[rule.severity],
    why: rule.why,
    replacements: replacementsOf(rule),
    effort: effortText(rule.effort),
    guard: rule.guard,
    days,
  };
};

const contextOf = (lines: readonly ExcerptLine[]) =>
  lines.map(({ line, text }) => [line, text.slice(0, LONGEST_LINE)] as const);

const STATES = [null, 'new', 'unchanged'] as const;

/** The columns of the findings: one entry for each in every column; texts are kept once and numbered. */
const columnsOf = (findings: readonly Finding[], comparison: BaselineComparison | null) => {
  const paths = interner();
  const rules = interner();
  const texts = interner();
  const column = (read: (finding: Finding, index: number) => number): number[] => findings.map(read);
  const columns = {
    path: column(({ path }) => paths.number(path)),
    rule: column(({ rule }) => rules.number(rule)),
    line: column(({ line }) => line),
    column: column(({ column: start }) => start),
    end: column(({ endColumn }) => endColumn),
    severity: column(({ severity }) => SEVERITIES.indexOf(severity)),
    role: column(({ role }) => FILE_ROLES.indexOf(role)),
    place: column(({ place }) => PLACES.indexOf(place)),
    circumstance: column(({ circumstance }) => CIRCUMSTANCES.indexOf(circumstance)),
    evidence: column(({ evidence }) => EVIDENCE.indexOf(evidence)),
    symbol: column(({ symbol }) => texts.number(symbol)),
    excerpt: column(({ excerpt }) => texts.number(excerpt)),
    weakened: column(({ weakened }) => (weakened === null ? -1 : texts.number(weakened))),
    state: column((_, index) => STATES.indexOf(comparison?.states[index] ?? null)),
  };
  return { columns, paths: paths.texts, rules: rules.texts, texts: texts.texts };
};

/** What the script of a page works on: findings in columns, texts and rules once, code around findings by path. */
export const auditPageData = ({ audit, rules, excerpts, comparison }: AuditPage) => {
  const { columns, paths, rules: named, texts } = columnsOf(audit.findings, comparison);
  const known = rulesById(rules);
  const efforts = effortByRule(audit);
  const numbers = new Map(named.map((id, index) => [id, index]));
  const context = Object.fromEntries(
    paths.flatMap((path, index) => {
      const lines = excerpts.get(path);
      return lines === undefined ? [] : [[index, contextOf(lines)] as const];
    }),
  );
  return {
    ...columns,
    paths,
    texts,
    rules: named.map((id) => ruleEntry(efforts, id, known.get(id))),
    targets: audit.targets.map(({ target }) => ({
      id: target,
      name: TARGET_NAMES[target],
      family: isNeuron(target) ? 'Neuron' : TARGET_NAMES[target],
      rules: [...rulesOfTarget(audit, target)].flatMap((id) => numbers.get(id) ?? []),
    })),
    context,
    severities: SEVERITIES.map((each) => SEVERITY_WORDS[each]),
    meanings: SEVERITIES.map((each) => SEVERITY_MEANINGS[each]),
    roles: FILE_ROLES.map((each) => ROLE_WORDS[each]),
    places: PLACES.map((each) => PLACE_WORDS[each]),
    circumstances: CIRCUMSTANCES.map((each) => CIRCUMSTANCE_WORDS[each]),
    evidences: EVIDENCE.map((each) => EVIDENCE_WORDS[each]),
    compared: comparison !== null,
  };
};

export type AuditPageData = ReturnType<typeof auditPageData>;
