import type { Diagnostic } from '../machine/diagnostic.ts';
import { describeSite } from '../python/source.ts';
import type { Program } from '../timing/program.ts';
import { firstRead, kindAt } from '../timing/step-table.ts';

const noteUnwritten = (
  program: Program,
  storage: number,
  step: number,
  found: Map<string, Diagnostic>,
): void => {
  const summary = program.storages.get(storage);
  if (summary === undefined || summary.site === null || summary.address !== null) return;
  if (summary.space === 'shared_hbm' && program.cores > 1) return;
  const { site } = kindAt(program.steps, step);
  const key = describeSite(site);
  if (found.has(key)) return;
  found.set(key, {
    rule: 'uninitialised-read',
    severity: 'warning',
    message: `this reads ${summary.name === '' ? 'a tensor' : summary.name} (${describeSite(summary.site)}), which nothing has written.`,
    site,
  });
};

/**
 * Reads of tensors that nothing wrote before (`uninitialised-read`), for runs without data: with data, every byte is
 * followed instead. Tensors at addresses of the kernel's choice may hold what another one wrote, and shared HBM what the
 * other core wrote; both are left out. Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst.
 */
export const findUnwrittenReads = (program: Program): readonly Diagnostic[] => {
  const { length, accessStarts, storageOf, storageCount } = program.steps;
  const written = new Uint8Array(storageCount);
  const found = new Map<string, Diagnostic>();
  for (let step = 0; step < length; step += 1) {
    const reads = firstRead(program.steps, step);
    for (let access = reads; access < (accessStarts[step + 1] as number); access += 1) {
      const storage = storageOf[access] as number;
      if (written[storage] === 0) noteUnwritten(program, storage, step, found);
    }
    for (let access = accessStarts[step] as number; access < reads; access += 1)
      written[storageOf[access] as number] = 1;
  }
  return [...found.values()];
};
