import { KernelFault } from '../../core/neuroncore/machine/diagnostic.ts';
import type { KernelRefusal } from './faults.ts';

/** A kernel that does not run, as JSON for scripts: what, where, and the rule when it is one of the checks. */
export const refusalJson = (refusal: KernelRefusal): string => {
  const { cause } = refusal;
  const site = cause instanceof KernelFault ? cause.diagnostic.site : cause.site;
  return JSON.stringify(
    {
      runs: false,
      kind: cause.name,
      rule: cause instanceof KernelFault ? cause.diagnostic.rule : null,
      message: cause instanceof KernelFault ? cause.diagnostic.message : cause.message,
      file: site.file.path,
      line: site.line,
      column: site.column,
    },
    null,
    2,
  );
};
