import type { Audit } from '../../portability/audit.ts';
import { SEVERITIES, type Severity } from '../../portability/rule.ts';
import type { Finding } from '../../portability/verdict.ts';

/** The word by which a file says that it holds the findings of an audit that are known, and of which edition. */
export const AUDIT_BASELINE_FORMAT = 'rackwright.audit-baseline/1';

/** One finding that is known; equal ones (same rule, file, symbol and words of the line) are counted. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly path: string;
  readonly symbol: string;
  readonly count: number;
}

/** The findings of an earlier audit, by fingerprint: what is not held against a change any more. */
export interface AuditBaseline {
  readonly subject: string;
  readonly sdk: string;
  readonly tables: string;
  readonly findings: readonly BaselineEntry[];
}

const byPlace = (a: BaselineEntry, b: BaselineEntry): number => {
  for (const key of ['path', 'rule', 'symbol', 'fingerprint'] as const)
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
};

/** The baseline that knows all findings of an audit, in the order of files, rules and symbols. */
export const baselineOf = (audit: Audit): AuditBaseline => {
  const counts = new Map<string, { readonly finding: Finding; count: number }>();
  for (const finding of audit.findings) {
    const known = counts.get(finding.fingerprint);
    if (known === undefined) counts.set(finding.fingerprint, { finding, count: 1 });
    else known.count += 1;
  }
  return {
    subject: audit.subject,
    sdk: audit.sdk.version,
    tables: audit.tables.version,
    findings: [...counts]
      .map(
        ([
          fingerprint,
          {
            finding: { rule, path, symbol },
            count,
          },
        ]) => ({
          fingerprint,
          rule,
          path,
          symbol,
          count,
        }),
      )
      .toSorted(byPlace),
  };
};

/** The text of a baseline file: a finding on each line, so that version control shows what changed. */
export const writeBaseline = (audit: Audit): string => {
  const { findings, ...head } = baselineOf(audit);
  const lines = findings.map((entry) => ` ${JSON.stringify(entry)}`).join(',\n');
  const opening = JSON.stringify({ schema: AUDIT_BASELINE_FORMAT, ...head }).slice(0, -1);
  return `${opening}, "findings": [\n${lines}${lines === '' ? '' : '\n'}]}\n`;
};

export type BaselineState = 'new' | 'unchanged';

/** An audit against a baseline. */
export interface BaselineComparison {
  readonly baseline: Pick<AuditBaseline, 'sdk' | 'tables'>;
  /** Of each finding of the audit, in their order. */
  readonly states: readonly BaselineState[];
  /** What the baseline knows and the audit does not find any more, with how many of each. */
  readonly gone: readonly BaselineEntry[];
}

/**
 * Which findings are new and which are gone. Findings are matched by fingerprint, so lines may move; of equal ones as many
 * are known as the baseline counts, the first ones of the file.
 */
export const compareWithBaseline = (audit: Audit, baseline: AuditBaseline): BaselineComparison => {
  const left = new Map(baseline.findings.map(({ fingerprint, count }) => [fingerprint, count]));
  const inOrder = audit.findings
    .map((finding, index) => ({ finding, index }))
    .toSorted((a, b) => a.finding.line - b.finding.line || a.finding.column - b.finding.column);
  const states: BaselineState[] = audit.findings.map(() => 'new');
  for (const { finding, index } of inOrder) {
    const known = left.get(finding.fingerprint);
    if (known === undefined || known === 0) continue;
    left.set(finding.fingerprint, known - 1);
    states[index] = 'unchanged';
  }
  const gone = baseline.findings.flatMap((entry) => {
    const count = left.get(entry.fingerprint);
    return count === undefined || count === 0 ? [] : [{ ...entry, count }];
  });
  return { baseline: { sdk: baseline.sdk, tables: baseline.tables }, states, gone };
};

/** What `--fail-on` accepts: findings of this severity or a worse one fail. */
export const FAIL_LEVELS = ['blocks', 'needs-rewrite', 'drop-in', 'never'] as const;
export type FailLevel = (typeof FAIL_LEVELS)[number];

const reaches = (severity: Severity, level: FailLevel): boolean =>
  level !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(level);

/** The findings for which a run fails: those that are at least as severe, and new where there is a baseline. */
export const failingFindings = (
  audit: Audit,
  level: FailLevel,
  comparison: BaselineComparison | null,
): readonly Finding[] =>
  audit.findings.filter(
    ({ severity }, index) => reaches(severity, level) && comparison?.states[index] !== 'unchanged',
  );
