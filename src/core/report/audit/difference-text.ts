import type { AuditDifference, VerdictChange } from '../../portability/tables/audit-difference.ts';
import {
  TABLE_SUBJECTS,
  type TableChange,
  type TableSubject,
  type TablesDifference,
} from '../../portability/tables/difference.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import type { Finding } from '../../portability/verdict.ts';
import { inner, moreRows, section, sentences } from '../supply/terminal-parts.ts';
import { counted } from '../supply/words.ts';
import { pad, plainText, wrapText } from '../text.ts';
import { findingsByRule } from './groups.ts';
import type { AuditTextOptions } from './text-parts.ts';
import { daysText, documentText, SEVERITY_WORDS, tablesText, VERDICT_WORDS } from './words.ts';

const SUBJECT_WORDS: Readonly<Record<TableSubject, readonly [one: string, many: string]>> = {
  stack: ['stack', 'stacks'],
  risk: ['risk', 'risks'],
  rule: ['rule', 'rules'],
  operator: ['operator', 'operators'],
  type: ['element type', 'element types'],
  quantisation: ['quantisation', 'quantisations'],
  kernel: ['kernel of the library', 'kernels of the library'],
  error: ['error code', 'error codes'],
  model: ['model', 'models'],
  contradiction: ['contradiction', 'contradictions'],
};

const MARKS: Readonly<Record<TableChange['change'], string>> = { added: '+', removed: '-', changed: '~' };

const LABEL_CELLS = 5;
const NAMES_SHOWN = 6;

/** What both sides say at their end, from a bracket on, is no difference. */
const withoutCommonEnd = (before: string, after: string): readonly [string, string] => {
  const at = before.lastIndexOf(' [');
  const end = at < 0 ? '' : before.slice(at);
  return end !== '' && after.endsWith(end)
    ? [before.slice(0, at), after.slice(0, after.length - end.length)]
    : [before, after];
};

/** Changes that say the same of several names, together: three dozen operators that gain one thing are one line. */
const alike = (changes: readonly TableChange[]): readonly (readonly TableChange[])[] => {
  const groups = new Map<string, TableChange[]>();
  for (const each of changes) {
    const key = JSON.stringify([each.change, each.before, each.after]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return [...groups.values()];
};

const namesText = (subject: TableSubject, changes: readonly TableChange[]): string => {
  const names = changes.slice(0, NAMES_SHOWN).map(({ name }) => name);
  if (changes.length <= 1) return names.join('');
  const more = changes.length > NAMES_SHOWN ? ', …' : '';
  return `${counted(changes.length, ...SUBJECT_WORDS[subject])}: ${names.join(', ')}${more}`;
};

const changeLines = (changes: readonly TableChange[], options: AuditTextOptions): readonly string[] => {
  const [first] = changes;
  if (first === undefined) return [];
  const { subject, change, source } = first;
  const width = inner(options);
  const [before, after] =
    first.before !== null && first.after !== null
      ? withoutCommonEnd(first.before, first.after)
      : [first.before, first.after];
  const said = (label: string, text: string | null): readonly string[] =>
    text === null || text === ''
      ? []
      : wrapText(text, width - 2 - LABEL_CELLS).map(
          (line, index) => `  ${pad(index === 0 ? label : '', LABEL_CELLS, 'left')}${line}`,
        );
  return [
    ...wrapText(`${MARKS[change]} ${plainText(namesText(subject, changes))}`, width, 2),
    ...said('was', before),
    ...said('now', after),
    ...wrapText(documentText(source), width - 2 - LABEL_CELLS).map((line) =>
      options.style('dim', ' '.repeat(2 + LABEL_CELLS) + line),
    ),
  ];
};

const subjectLines = (
  subject: TableSubject,
  changes: readonly TableChange[],
  options: AuditTextOptions,
): readonly string[] => {
  if (changes.length === 0) return [];
  const groups = alike(changes);
  return section(
    `${counted(changes.length, ...SUBJECT_WORDS[subject])} ${changes.length === 1 ? 'differs' : 'differ'}`,
    [
      ...groups.slice(0, options.top).flatMap((group) => changeLines(group, options)),
      ...moreRows(groups.length, options.top, '--json has all'),
    ],
    options,
  );
};

const verdictText = ({ target, asset, before, after, effortBefore, effortAfter }: VerdictChange): string => {
  const said = (verdict: VerdictChange['before'], effort: VerdictChange['effortBefore']): string =>
    verdict === null || effort === null ? 'not there' : `${VERDICT_WORDS[verdict]}, ${daysText(effort)}`;
  return `${TARGET_NAMES[target]} ${asset ?? 'as a whole'}: ${said(before, effortBefore)} → ${said(after, effortAfter)}`;
};

const ruleTexts = (findings: readonly Finding[]): readonly string[] =>
  [...findingsByRule(findings)].map(([rule, those]) => {
    const files = [...new Set(those.map(({ path }) => path))];
    const more = files.length > 1 ? ` and ${counted(files.length - 1, 'more file')}` : '';
    return `${rule}: ${counted(those.length, 'hit')} in ${files[0]}${more}`;
  });

const regradedTexts = (regraded: AuditDifference['regraded']): readonly string[] => {
  const byChange = new Map<string, number>();
  for (const { finding, was } of regraded) {
    const text = `${finding.rule}: ${SEVERITY_WORDS[was]} → ${SEVERITY_WORDS[finding.severity]}`;
    const known = byChange.get(text);
    byChange.set(text, known === undefined ? 1 : known + 1);
  }
  return [...byChange].map(([text, hits]) => `${text}, ${counted(hits, 'hit')}`);
};

const treeLines = (audit: AuditDifference, options: AuditTextOptions): readonly string[] => {
  const { cleared, fresh, regraded, verdicts, risksGone, risksNew } = audit;
  const listed = (title: string, texts: readonly string[]): readonly string[] =>
    section(
      title,
      [
        ...sentences(texts.slice(0, options.top).map(plainText), options),
        ...moreRows(texts.length, options.top, '--json has all'),
      ],
      options,
    );
  const parts = [
    ...listed('Verdicts that change', verdicts.map(verdictText)),
    ...listed(`Findings cleared: ${cleared.length}`, ruleTexts(cleared)),
    ...listed(`Findings new: ${fresh.length}`, ruleTexts(fresh)),
    ...listed(`Findings graded anew: ${regraded.length}`, regradedTexts(regraded)),
    ...listed(
      'Risks gone',
      risksGone.map(({ title }) => title),
    ),
    ...listed(
      'Risks new',
      risksNew.map(({ title }) => title),
    ),
  ];
  return parts.length === 0 ? ['', 'Nothing changes for this tree.'] : parts;
};

/**
 * `rackwright audit --difference`: what two releases of the SDK, or two versions of the tables, say differently, by subject;
 * before it what that means for a tree where one was named. No line is wider than the columns.
 */
export const differenceText = (
  tables: TablesDifference,
  audit: AuditDifference | null,
  options: AuditTextOptions,
): string => {
  const { from, to, changes } = tables;
  const versions =
    from.tables === to.tables
      ? `tables of ${tablesText(to.tables)}`
      : `tables of ${from.tables} and ${to.tables}`;
  const lines = [
    ...wrapText(`From Neuron SDK ${from.sdk} to ${to.sdk}`, options.columns).map((line) =>
      options.style('bold', line),
    ),
    ...wrapText(`${counted(changes.length, 'statement')} differ; ${versions}`, options.columns).map((line) =>
      options.style('dim', line),
    ),
    ...(audit === null ? [] : treeLines(audit, options)),
    ...TABLE_SUBJECTS.flatMap((subject) =>
      subjectLines(
        subject,
        changes.filter((each) => each.subject === subject),
        options,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
};
