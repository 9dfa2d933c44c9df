import type { Diagnostic } from '../machine/diagnostic.ts';
import { isOnChip } from '../memory/storage.ts';
import { product } from '../memory/strides.ts';
import type { View } from '../memory/view.ts';
import { viewText } from '../memory/whole.ts';
import { lineText, type Site } from '../python/source.ts';

/** A field of an object, or a built-in function of something: what asks whether a tensor was given. */
const FIELD = /^(?:bool|any|all)\(|^[A-Za-z_]\w*(?:\.\w+)+$/;
const NAME = /^[A-Za-z_]\w*$/;

const textAt = ({ file, line, column, endLine, endColumn }: Site): string =>
  line === endLine ? lineText(file, line).slice(column - 1, endColumn - 1) : '';

const ADVICE =
  'write `is not None` to ask whether it was given; for a loop on the chip load one element into a register (nisa.register_load); choose element by element with nl.where or nisa.tensor_copy_predicated';

/**
 * Where only the elements of a tensor can be meant, an error: it has just been computed or indexed, or it is one element
 * on chip under a name. Where they may be meant, a warning: other single elements, other names of tensors on chip. Null
 * for fields of objects and names of tensors in HBM, which kernels that run on chips ask for in this way.
 */
const severityOf = (view: View, text: string): Diagnostic['severity'] | null => {
  const isSingle = product(view.shape) === 1;
  const isName = NAME.test(text);
  if (!isName && !FIELD.test(text)) return 'error';
  const onChipName = isName && isOnChip(view.storage.space);
  if (isSingle) return onChipName ? 'error' : 'warning';
  return onChipName ? 'warning' : null;
};

/**
 * What stands against a tensor in a condition at a place, or null (`tensor-condition`): branches are settled when the
 * kernel is compiled, which knows no element, so that every tensor counts as true.
 * Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst, "Tensor Values", "Control Flow".
 */
export const checkCondition = (view: View, site: Site): Diagnostic | null => {
  const severity = severityOf(view, textAt(site));
  if (severity === null) return null;
  const message = `${viewText(view)} stands in a condition: what it holds is known on the chip only, and the branch that is taken when the kernel is compiled is that of true; ${ADVICE}.`;
  return { rule: 'tensor-condition', severity, message, site };
};
