import { join } from 'node:path';
import { explainText, ruleNamed } from '../../core/report/audit/explain-text.ts';
import type { AuditTextOptions } from '../../core/report/audit/text-parts.ts';
import { loadPortabilityTables } from '../../platform/files/portability.ts';
import { packageRoot } from '../package-root.ts';

/** What a rule finds, why, and what takes its place. Throws InputError for a rule or an SDK release that there is not. */
export const explainRule = async (
  id: string,
  sdk: string | null,
  options: AuditTextOptions,
): Promise<string> => {
  const tables = await loadPortabilityTables(join(packageRoot(), 'catalog'), sdk ?? undefined);
  const { version, date } = tables.sdk;
  return explainText(ruleNamed(tables.rules, id), { version, date: date ?? 'announced' }, options);
};
