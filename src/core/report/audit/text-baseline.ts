import type { Audit } from '../../portability/audit.ts';
import type { Finding } from '../../portability/verdict.ts';
import { inner, moreRows, section, sentences } from '../supply/terminal-parts.ts';
import { counted } from '../supply/words.ts';
import { plainText, truncate } from '../text.ts';
import { type BaselineComparison, type FailLevel, failingFindings } from './baseline.ts';
import { type AuditTextOptions, elsewhere, severityEmphasis } from './text-parts.ts';
import { SEVERITY_WORDS } from './words.ts';

const newLine = (finding: Finding, options: AuditTextOptions): string => {
  const { path, line, rule, severity, excerpt } = finding;
  const text = truncate(
    plainText(`${path}:${line} ${rule} ${SEVERITY_WORDS[severity]}: ${excerpt}`),
    inner(options),
  );
  const emphasis = severityEmphasis(severity);
  return emphasis === null ? text : options.style(emphasis, text);
};

const comparedLines = (
  audit: Audit,
  { states, gone, baseline }: BaselineComparison,
  options: AuditTextOptions,
): readonly string[] => {
  const fresh = audit.findings.filter((_, index) => states[index] === 'new');
  const cleared = gone.reduce((sum, { count }) => sum + count, 0);
  const other =
    baseline.sdk === audit.sdk.version && baseline.tables === audit.tables.version
      ? ''
      : `; the baseline was written with SDK ${baseline.sdk} and tables of ${baseline.tables}`;
  return [
    ...sentences(
      [`${fresh.length} new, ${states.length - fresh.length} known, ${cleared} gone${other}`],
      options,
    ),
    ...fresh.slice(0, options.top).map((finding) => newLine(finding, options)),
    ...moreRows(fresh.length, options.top, elsewhere(options)),
  ];
};

const decisionLines = (
  audit: Audit,
  level: FailLevel,
  comparison: BaselineComparison | null,
  options: AuditTextOptions,
): readonly string[] => {
  if (level === 'never') return [];
  const { length } = failingFindings(audit, level, comparison);
  const what = `${counted(length, comparison === null ? 'finding' : 'new finding')} of severity ${SEVERITY_WORDS[level]}${level === 'blocks' ? '' : ' or worse'}`;
  const text = length === 0 ? `Passes: ${what}` : `Fails: ${what}`;
  return sentences([`${text} (--fail-on ${level})`], options).map((line) =>
    options.style(length === 0 ? 'green' : 'red', line),
  );
};

/** What is new and gone against a baseline, and whether the run fails; nothing where neither was asked. */
export const baselineLines = (audit: Audit, options: AuditTextOptions): readonly string[] => {
  const { comparison = null, failOn = 'never' } = options;
  return section(
    comparison === null ? 'Decision' : 'Against the baseline',
    [
      ...(comparison === null ? [] : comparedLines(audit, comparison, options)),
      ...decisionLines(audit, failOn, comparison, options),
    ],
    options,
  );
};
