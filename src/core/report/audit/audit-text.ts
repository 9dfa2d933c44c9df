import type { Audit } from '../../portability/audit.ts';
import type { Rule } from '../../portability/rule.ts';
import { findingGroups, rulesById } from './groups.ts';
import { assetLines } from './text-assets.ts';
import { baselineLines } from './text-baseline.ts';
import {
  contradictionsLines,
  probesLines,
  suppressionsLines,
  unreadLines,
  whereLines,
} from './text-closing.ts';
import { findingLines } from './text-findings.ts';
import { headLines, verdictLines } from './text-head.ts';
import { modelsLines } from './text-models.ts';
import type { AuditTextOptions } from './text-parts.ts';

/**
 * An audit for a terminal: what a buyer must know first, the answer per target, assets, what must change, models, unknowns,
 * contradictions, what was not read, and where the details are. Nothing needs colour to be understood.
 */
export const auditText = (audit: Audit, rules: readonly Rule[], options: AuditTextOptions): string => {
  const known = rulesById(rules);
  const groups = findingGroups(audit, known);
  const lines = [
    ...headLines(audit, options),
    ...verdictLines(audit, options),
    ...assetLines(audit, options),
    ...findingLines(audit, groups, known, options),
    ...modelsLines(audit, options),
    ...probesLines(audit, options),
    ...contradictionsLines(audit, options),
    ...unreadLines(audit, options),
    ...suppressionsLines(audit, options),
    ...baselineLines(audit, options),
    ...whereLines(groups[0]?.rule, options),
  ];
  return `${lines.join('\n')}\n`;
};
