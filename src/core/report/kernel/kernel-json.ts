import { lineText } from '../../neuroncore/python/source.ts';
import { isGood, type KernelReport } from './kernel-report.ts';

/** A run of a kernel as plain data (schemas/kernel-run.schema.json): times in seconds, sizes in bytes, places without texts. */
export const kernelRecord = (report: KernelReport) => ({
  runs: true as const,
  good: isGood(report),
  ...report,
  diagnostics: report.diagnostics.map(({ rule, severity, message, site }) => ({
    rule,
    severity,
    message,
    file: site.file.path,
    line: site.line,
    column: site.column,
    source: lineText(site.file, site.line).trim(),
  })),
});

export type KernelRecord = ReturnType<typeof kernelRecord>;

/** A run of a kernel as JSON. */
export const kernelJson = (report: KernelReport): string => JSON.stringify(kernelRecord(report), null, 2);
