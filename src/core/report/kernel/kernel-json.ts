import { lineText } from '../../neuroncore/python/source.ts';
import { isGood, type KernelReport } from './kernel-report.ts';

/** A run of a kernel as JSON (schemas/kernel-run.schema.json): times in seconds, sizes in bytes. */
export const kernelJson = (report: KernelReport): string =>
  JSON.stringify(
    {
      runs: true,
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
    },
    null,
    2,
  );
