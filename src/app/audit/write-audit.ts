import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Audit } from '../../core/portability/audit.ts';
import { auditHtml } from '../../core/report/audit/audit-html.ts';
import { auditJson } from '../../core/report/audit/audit-json.ts';
import { auditText } from '../../core/report/audit/audit-text.ts';
import {
  type AuditBaseline,
  type BaselineComparison,
  compareWithBaseline,
  writeBaseline,
} from '../../core/report/audit/baseline.ts';
import { readBaseline } from '../../core/report/audit/baseline-file.ts';
import { type ExcerptLine, type Excerpts, linesForExcerpts } from '../../core/report/audit/excerpts.ts';
import { sarifText } from '../../core/report/audit/sarif.ts';
import type { AuditTextOptions, AuditWritten } from '../../core/report/audit/text-parts.ts';
import { readTextFile } from '../../platform/files/text-file.ts';
import { writeTextFile } from '../../platform/files/write-file.ts';
import { locatorIn } from '../../platform/tree/locator.ts';
import { readTreeFile } from '../../platform/tree/read-file.ts';
import { packageRoot } from '../package-root.ts';
import type { MadeAudit } from './audit.ts';

/** Lines of code around a finding in the page, and most of them in all. */
const AROUND = { around: 2, most: 60_000 };

/** Reads what findings are known. Throws InputError with the place of a fault in the file. */
export const openBaseline = async (path: string): Promise<AuditBaseline> =>
  readBaseline(path, await readTextFile(path, 'reading the baseline of the audit', 64 * 2 ** 20));

const versionOfRackwright = (): string => {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/**
 * The lines around findings, read again: the scan keeps one line of each. Files inside archives have none, nor has a path that
 * only looks like one of the tree: shown names are escaped, and links might stand where they lead.
 */
const excerptsOf = (audit: Audit, root: string): Excerpts => {
  const excerpts = new Map<string, readonly ExcerptLine[]>();
  const locate = locatorIn(root);
  for (const [path, lines] of linesForExcerpts(audit, AROUND)) {
    const location = locate(path);
    if (location === null) continue;
    const { text } = readTreeFile(path, location);
    if (text === null) continue;
    const all = text.split(/\r\n|\n|\r/);
    excerpts.set(
      path,
      lines.flatMap((line) => {
        const found = all[line - 1];
        return found === undefined ? [] : [{ line, text: found }];
      }),
    );
  }
  return excerpts;
};

export interface WrittenAudit {
  /** Null where no baseline was given. */
  readonly comparison: BaselineComparison | null;
  readonly json: () => string;
  readonly text: (options: AuditTextOptions) => string;
}

/**
 * Compares an audit with what was known and writes the files asked for. Throws InputError when one cannot be written.
 */
export const writeAudit = async (
  { audit, tables, root }: MadeAudit,
  baseline: AuditBaseline | null,
  files: AuditWritten,
): Promise<WrittenAudit> => {
  const { rules } = tables;
  const comparison = baseline === null ? null : compareWithBaseline(audit, baseline);
  if (files.html !== null) {
    const page = auditHtml({ audit, rules, excerpts: excerptsOf(audit, root), comparison });
    await writeTextFile(files.html, page, 'writing the report');
  }
  if (files.sarif !== null)
    await writeTextFile(
      files.sarif,
      sarifText(audit, rules, comparison, versionOfRackwright()),
      'writing the findings as SARIF',
    );
  if (files.baseline !== null)
    await writeTextFile(files.baseline, writeBaseline(audit), 'writing the baseline');
  return {
    comparison,
    json: () => auditJson(audit, rules, comparison),
    text: (options) => auditText(audit, rules, options),
  };
};
