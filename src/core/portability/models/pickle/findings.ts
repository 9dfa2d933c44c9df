import type { ModelFinding } from '../../model-asset.ts';
import { TARGETS } from '../../target.ts';
import type { GlobalKind } from './globals.ts';
import type { PickleListing } from './listing.ts';

const named = (listing: PickleListing, kind: GlobalKind): readonly string[] =>
  [...listing.globals].filter(([, is]) => is === kind).map(([name]) => name);

const SHOWN = 8;

const list = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;

const SAFE_TENSORS = 'save the state_dict as safetensors on the machine that made it';

/**
 * What the imports of a pickle mean: some can run any code when it is loaded, some need a project's classes to be there. In
 * TorchScript classes are the archive's own, so only the former count.
 */
export const pickleFindings = (
  listing: PickleListing,
  format: 'pickle' | 'torchscript',
): readonly ModelFinding[] => {
  const executing = named(listing, 'executes');
  const classes = format === 'pickle' ? named(listing, 'class') : [];
  return [
    ...(executing.length === 0
      ? []
      : [
          {
            code: 'model.unsafe-pickle',
            rule: 'MD-005',
            targets: TARGETS,
            severity: 'blocks' as const,
            text: `Loading this pickle can run code: it imports ${list(executing)}. It was listed, not loaded.`,
            replacement: `do not load it; get the weights as safetensors from a source you trust`,
            source: 'docs.python.org/3/library/pickle.html',
            probe: null,
          },
        ]),
    ...(classes.length === 0
      ? []
      : [
          {
            code: 'model.pickled-classes',
            rule: 'MD-005',
            targets: TARGETS,
            severity: 'needs-rewrite' as const,
            text: `The pickle holds whole objects of ${list(classes)}: it loads only where that code is, and not with weights_only.`,
            replacement: SAFE_TENSORS,
            source: 'pytorch/pytorch:torch/_weights_only_unpickler.py',
            probe: null,
          },
        ]),
  ];
};
