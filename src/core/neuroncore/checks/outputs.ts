import type { Diagnostic } from '../machine/diagnostic.ts';
import type { View } from '../memory/view.ts';
import { viewText } from '../memory/whole.ts';
import { hasUnwritten } from '../memory/written.ts';
import type { Site } from '../python/source.ts';
import type { Program } from '../timing/program.ts';
import { extentAt, firstRead, kindAt } from '../timing/step-table.ts';
import { touchedBytes } from './elements.ts';

/** The first step that writes each storage, and how many bytes are written at most. */
interface Written {
  readonly site: Site;
  bytes: number;
}

/** What the program writes to the storages asked for; bytes of HBM only, those written twice counted twice. */
export const writtenStorages = (
  program: Program,
  asked: ReadonlySet<number>,
): ReadonlyMap<number, Written> => {
  const written = new Map<number, Written>();
  const { steps } = program;
  for (let step = 0; step < steps.length; step += 1) {
    const end = firstRead(steps, step);
    for (let access = steps.accessStarts[step] as number; access < end; access += 1) {
      const storage = steps.storageOf[access] as number;
      if (!asked.has(storage)) continue;
      const bytes = touchedBytes(extentAt(steps, access));
      const known = written.get(storage);
      if (known === undefined) written.set(storage, { site: kindAt(steps, step).site, bytes });
      else known.bytes += bytes;
    }
  }
  return written;
};

const notWritten = (view: View, site: Site): Diagnostic => ({
  rule: 'output-unwritten',
  severity: 'error',
  message: `the kernel returns ${viewText(view)}, which nothing writes.`,
  site,
});

const partlyWritten = (view: View, site: Site): Diagnostic => ({
  rule: 'output-partly-written',
  severity: 'warning',
  message: `the kernel returns ${viewText(view)}, parts of which nothing writes; what they hold is not defined.`,
  site,
});

/** Whether parts of a returned tensor were surely left out: by its bytes when they are held, else by counting. */
const isPartly = (view: View, written: Written, holdsData: boolean): boolean =>
  holdsData ? hasUnwritten(view) : written.bytes < view.storage.bytesPerPartition;

/**
 * Returned tensors that nothing writes (`output-unwritten`), that are written in part only (`output-partly-written`) or
 * that do not lie in shared HBM, where outputs must from NKI 0.3 on (`output-space`). Arguments that are returned count
 * as written. Source: aws-neuron-sdk release-notes/components/nki.rst, 0.3.0; nki/get-started/nki-language-guide.rst.
 */
export const checkOutputs = (
  written: ReadonlyMap<number, Written>,
  outputs: readonly View[],
  version: readonly [number, number],
  holdsData: boolean,
): readonly Diagnostic[] =>
  outputs.flatMap((view) => {
    const { storage } = view;
    const { site, space, id } = storage;
    if (site === null) return [];
    const found: Diagnostic[] = [];
    const [major, minor] = version;
    if (space !== 'shared_hbm' && (major > 0 || minor >= 3)) {
      const message = `the kernel returns ${viewText(view)}; what a kernel returns lies in nl.shared_hbm from NKI 0.3 on.`;
      found.push({ rule: 'output-space', severity: 'error', message, site });
    }
    const known = written.get(id);
    if (known === undefined) found.push(notWritten(view, site));
    else if (isPartly(view, known, holdsData)) found.push(partlyWritten(view, site));
    return found;
  });

/**
 * Arguments that the kernel writes though it neither returns them nor declares them `nt.mutable_tensor`: kernels are
 * functions of their arguments (`input-written`). `inputs` names the arguments that are not mutable, by storage.
 * Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst, "Kernel Caching"; nki/library/api (mutable tensors).
 */
export const checkInputs = (
  written: ReadonlyMap<number, Written>,
  outputs: readonly View[],
  inputs: ReadonlyMap<number, string>,
): readonly Diagnostic[] => {
  const returned = new Set(outputs.map(({ storage }) => storage.id));
  return [...inputs].flatMap(([id, name]) => {
    const known = written.get(id);
    if (known === undefined || returned.has(id)) return [];
    const message = `this writes ${name}, an argument that the kernel does not return; return it, declare it nt.mutable_tensor, or write to a tensor in nl.shared_hbm.`;
    return [{ rule: 'input-written', severity: 'warning' as const, message, site: known.site }];
  });
};
