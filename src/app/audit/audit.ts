import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Audit } from '../../core/portability/audit.ts';
import { judge } from '../../core/portability/judge/judge.ts';
import { type PortabilityTables, tablesAt } from '../../core/portability/tables/tables.ts';
import { TARGETS, type Target } from '../../core/portability/target.ts';
import { readPortabilityTables } from '../../platform/files/portability.ts';
import { readJudgement } from '../../platform/files/portability-judgement.ts';
import { packageRoot } from '../package-root.ts';
import { scanTree } from './scan-tree.ts';

export interface AuditOptions {
  readonly targets: readonly Target[];
  /** Release of the Neuron SDK; null takes the one the tables are for. */
  readonly sdk: string | null;
  /** Threads that scan; null takes one for each processor. */
  readonly workers: number | null;
  readonly onProgress?: (text: string | null) => void;
}

export const AUDIT_DEFAULTS: AuditOptions = Object.freeze({ targets: TARGETS, sdk: null, workers: null });

export interface MadeAudit {
  readonly audit: Audit;
  readonly tables: PortabilityTables;
  /** The folder, as an absolute path. */
  readonly root: string;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/**
 * Audits a folder of code, models and deployment files: reads it, runs nothing of it, and judges each part of it for each
 * target. Throws InputError when the path is no folder or file that can be read, or the SDK release is unknown.
 */
export const auditFolder = async (
  path: string,
  options: AuditOptions = AUDIT_DEFAULTS,
): Promise<MadeAudit> => {
  const root = resolve(path);
  const catalogRoot = join(packageRoot(), 'catalog');
  const dated = await readPortabilityTables(catalogRoot);
  const tables = tablesAt(dated, options.sdk ?? dated.defaultSdk);
  const judgement = await readJudgement(catalogRoot, tables.effort);
  const scanned = await scanTree(root, {
    catalogRoot,
    sdk: tables.sdk.version,
    workers: options.workers ?? availableParallelism(),
    onProgress: (files, bytes) => options.onProgress?.(`${files} files, ${megabytes(bytes)} read`),
  }).finally(() => options.onProgress?.(null));
  const audit = judge({ ...scanned, subject: basename(root), targets: options.targets, tables, judgement });
  return { audit, tables, root };
};
