import { join } from 'node:path';
import { factNamed } from '../../core/portability/tables/fact.ts';
import { ruleById } from '../../core/portability/tables/tables.ts';
import { factText } from '../../core/report/audit/explain-fact.ts';
import { explainText, ruleNamed } from '../../core/report/audit/explain-text.ts';
import type { AuditTextOptions } from '../../core/report/audit/text-parts.ts';
import { loadPortabilityTables } from '../../platform/files/portability.ts';
import { packageRoot } from '../package-root.ts';

/**
 * What a rule finds, why, and what takes its place; or what the tables say of a compiler error (`NCC_EVRF035`), an operator
 * (`aten::sort`), a type, a quantisation or a kernel. Throws InputError for a name or an SDK release that there is not.
 */
export const explainRule = async (
  id: string,
  sdk: string | null,
  options: AuditTextOptions,
): Promise<string> => {
  const tables = await loadPortabilityTables(join(packageRoot(), 'catalog'), sdk ?? undefined);
  const { version, date } = tables.sdk;
  const release = { version, date: date ?? 'announced' };
  const fact = ruleById(tables.rules, id) === null ? factNamed(tables, id) : null;
  return fact === null
    ? explainText(ruleNamed(tables.rules, id), release, options)
    : factText(fact, release, options);
};
