import type { Audit } from '../../portability/audit.ts';
import type { Rule } from '../../portability/rule.ts';
import type { BaselineComparison } from './baseline.ts';

/** The word by which a file says that it holds an audit, and of which edition. */
export const AUDIT_FORMAT = 'rackwright.audit/1';

/** An audit as plain data (schemas/audit.schema.json), with the rules that its findings and changes name. */
export const auditRecord = (audit: Audit, rules: readonly Rule[], comparison: BaselineComparison | null) => {
  const named = new Set([
    ...audit.findings.map(({ rule }) => rule),
    ...audit.assets.flatMap(({ verdicts }) =>
      verdicts.flatMap(({ changes }) => changes.map(({ rule }) => rule)),
    ),
  ]);
  return {
    schema: AUDIT_FORMAT,
    ...audit,
    findings: audit.findings.map((finding, index) => ({
      ...finding,
      baseline: comparison?.states[index] ?? null,
    })),
    rules: rules
      .filter(({ id }) => named.has(id))
      .map(({ id, category, title, why, severity, replacements, effort, guard }) => ({
        id,
        category,
        title,
        why,
        severity,
        replacements,
        effort,
        guard,
      })),
    baseline:
      comparison === null
        ? null
        : {
            ...comparison.baseline,
            new: comparison.states.filter((state) => state === 'new').length,
            unchanged: comparison.states.filter((state) => state === 'unchanged').length,
            gone: comparison.gone,
          },
  };
};

/** The bytes of `rackwright audit --json`: the same for the same tree, tables and options. */
export const auditJson = (
  audit: Audit,
  rules: readonly Rule[],
  comparison: BaselineComparison | null,
): string => `${JSON.stringify(auditRecord(audit, rules, comparison), null, 1)}\n`;
