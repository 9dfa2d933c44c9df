import type { Diagnostic } from '../machine/diagnostic.ts';
import type { Site } from '../python/source.ts';
import type { Program, StorageSummary } from '../timing/program.ts';
import { firstRead } from '../timing/step-table.ts';
import type { KernelInterface } from './check-program.ts';

const isHbm = ({ space }: StorageSummary): boolean => space === 'hbm' || space === 'shared_hbm';

/** Of each storage: whether steps write and read it; 1 when they do. */
const touched = ({ steps }: Program): { readonly written: Uint8Array; readonly read: Uint8Array } => {
  const written = new Uint8Array(steps.storageCount);
  const read = new Uint8Array(steps.storageCount);
  for (let step = 0; step < steps.length; step += 1) {
    const reads = firstRead(steps, step);
    const end = steps.accessStarts[step + 1] as number;
    for (let access = steps.accessStarts[step] as number; access < end; access += 1)
      (access < reads ? written : read)[steps.storageOf[access] as number] = 1;
  }
  return { written, read };
};

const nothingReturned = (site: Site): Diagnostic => ({
  rule: 'output-none',
  severity: 'error',
  message:
    'the kernel returns no tensor and writes to none of its arguments, so that nothing of it can be seen; return the tensor in nl.shared_hbm that it writes.',
  site,
});

const notReturned = ({ name }: StorageSummary, site: Site): Diagnostic => ({
  rule: 'output-unreturned',
  severity: 'warning',
  message: `the kernel writes ${name === '' ? 'this tensor' : name} and neither reads nor returns it: what it holds is lost.`,
  site,
});

/**
 * What a kernel computes and gives to nobody: a kernel without any output (`output-none`; `entry` is where it is
 * defined, null for functions that are called as a part of one), and tensors of its own in HBM that it writes, and
 * neither reads nor returns (`output-unreturned`;
 * not where a loop that was not entered may read them).
 * Source: aws-neuron-sdk v2.26.1 nki/api/nki.errors.rst, err_tensor_output_not_written_to; release-notes/components/nki.rst
 * (outputs are returned).
 */
export const checkReturned = (
  program: Program,
  { outputs, entry, leavesOut }: Pick<KernelInterface, 'outputs' | 'entry' | 'leavesOut'>,
): readonly Diagnostic[] => {
  const { written, read } = touched(program);
  const returned = new Set(outputs.map(({ storage }) => storage.id));
  const own = [...program.storages.values()].filter((each) => isHbm(each) && written[each.id] === 1);
  // Arguments have no place in the kernel.
  const writesArgument = own.some(({ site }) => site === null);
  const lost = own.flatMap((each) =>
    leavesOut || each.site === null || read[each.id] === 1 || returned.has(each.id)
      ? []
      : [notReturned(each, each.site)],
  );
  return returned.size === 0 && !writesArgument && entry !== null ? [nothingReturned(entry), ...lost] : lost;
};
