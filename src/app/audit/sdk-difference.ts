import { join } from 'node:path';
import { auditDifference } from '../../core/portability/tables/audit-difference.ts';
import { tablesDifference } from '../../core/portability/tables/difference.ts';
import { tablesAt } from '../../core/portability/tables/tables.ts';
import { differenceJson } from '../../core/report/audit/difference-json.ts';
import { differenceText } from '../../core/report/audit/difference-text.ts';
import type { AuditTextOptions } from '../../core/report/audit/text-parts.ts';
import { readPortabilityTables } from '../../platform/files/portability.ts';
import { packageRoot } from '../package-root.ts';
import { type AuditOptions, auditFolder } from './audit.ts';

/** What two releases of the SDK say differently, and what that changes for a folder. */
export interface SdkDifference {
  readonly json: () => string;
  readonly text: (options: AuditTextOptions) => string;
}

/**
 * Compares the tables of two releases, and the audits of a folder under each where one is given. Throws InputError for a
 * release that the tables do not reach or a folder that cannot be read.
 */
export const sdkDifference = async (
  from: string,
  to: string,
  audited: (Omit<AuditOptions, 'sdk'> & { readonly path: string }) | null,
): Promise<SdkDifference> => {
  const dated = await readPortabilityTables(join(packageRoot(), 'catalog'));
  const tables = tablesDifference(tablesAt(dated, from), tablesAt(dated, to));
  const auditAt = async (path: string, options: Omit<AuditOptions, 'sdk'>, sdk: string) =>
    (await auditFolder(path, { ...options, sdk })).audit;
  const audits =
    audited === null
      ? null
      : auditDifference(await auditAt(audited.path, audited, from), await auditAt(audited.path, audited, to));
  return {
    json: () => differenceJson(tables, audits),
    text: (options) => differenceText(tables, audits, options),
  };
};
