import type { AuditDifference } from '../../portability/tables/audit-difference.ts';
import type { TablesDifference } from '../../portability/tables/difference.ts';

/** The word by which a file says that it holds a difference of tables, and of which edition. */
export const AUDIT_DIFFERENCE_FORMAT = 'rackwright.audit-difference/1';

/** The bytes of `rackwright audit --difference --json` (schemas/audit-difference.schema.json). */
export const differenceJson = (tables: TablesDifference, audit: AuditDifference | null): string =>
  `${JSON.stringify({ schema: AUDIT_DIFFERENCE_FORMAT, ...tables, audit }, null, 1)}\n`;
