import type { Diagnostic } from '../machine/diagnostic.ts';
import { describeSite } from '../python/source.ts';
import { largestStorage } from '../timing/dependencies.ts';
import type { Program } from '../timing/program.ts';

/**
 * Reads of tensors that nothing wrote before (`uninitialised-read`), for runs without data: with data, every byte is
 * followed instead. Tensors at addresses of the kernel's choice may hold what another one wrote, and shared HBM what the
 * other core wrote; both are left out. Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst.
 */
export const findUnwrittenReads = (program: Program): readonly Diagnostic[] => {
  const written = new Uint8Array(largestStorage(program) + 1);
  const found = new Map<string, Diagnostic>();
  for (const step of program.steps) {
    for (const { storage } of step.reads) {
      if (written[storage] === 1) continue;
      const summary = program.storages.get(storage);
      if (summary === undefined || summary.site === null || summary.address !== null) continue;
      if (summary.space === 'shared_hbm' && program.cores > 1) continue;
      const key = describeSite(step.site);
      if (found.has(key)) continue;
      found.set(key, {
        rule: 'uninitialised-read',
        severity: 'warning',
        message: `this reads ${summary.name === '' ? 'a tensor' : summary.name} (${describeSite(summary.site)}), which nothing has written.`,
        site: step.site,
      });
    }
    for (const { storage } of step.writes) written[storage] = 1;
  }
  return [...found.values()];
};
