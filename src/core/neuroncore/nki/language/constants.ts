import { itemsOf, numberOf, viewOf } from '../../isa/operands.ts';
import type { DType } from '../../memory/dtype.ts';
import type { View } from '../../memory/view.ts';
import { writeNumbers } from '../../numeric/integers.ts';
import type { PyValue } from '../../python/values.ts';
import { issueIsa, type Lower, type Lowering, newTile, result, resultDtype } from './lowering.ts';

/** Numbers of a nested list with their shape; undefined when the list is ragged or holds something else. */
const nested = (value: PyValue): { readonly shape: number[]; readonly values: PyValue[] } | undefined => {
  const items = itemsOf(value);
  if (items === undefined) return numberOf(value) === undefined ? undefined : { shape: [], values: [value] };
  const parts = items.map(nested);
  const [first] = parts;
  if (first === undefined) return undefined;
  const values: PyValue[] = [];
  for (const part of parts) {
    if (part === undefined || part.shape.join() !== first.shape.join()) return undefined;
    values.push(...part.values);
  }
  return { shape: [items.length, ...first.shape], values };
};

/** A tensor in shared HBM that holds these values before the kernel starts: no instruction of it writes them. */
const preloaded = (
  lowering: Lowering,
  shape: readonly number[],
  dtype: DType,
  values: Float64Array,
): View => {
  const view = newTile(lowering, shape, dtype, 'shared_hbm', 'constant');
  if (lowering.machine.holdsData) writeNumbers(view, values);
  view.storage.contents.complete = true;
  return view;
};

/**
 * `nl.shared_constant`: a tensor in shared HBM with contents known while the kernel is compiled, given as a nested list
 * of numbers (ints become int32, anything with a float float32). Source: aws-neuron-sdk nki/api/nki/language.
 */
export const sharedConstant: Lower = (lowering) => {
  const constant = lowering.args['constant'] as PyValue;
  const given = viewOf(constant);
  if (given !== undefined) return result(given);
  const found = nested(constant);
  if (found === undefined || found.shape.length === 0) {
    return lowering.context.raise('TypeError', 'constant must be a nested list of numbers');
  }
  const dtype = found.values.some((each) => typeof each === 'object') ? 'float32' : 'int32';
  const values = Float64Array.from(found.values, (each) => numberOf(each) as number);
  return result(preloaded(lowering, found.shape, dtype, values));
};

/**
 * `nl.shared_identity_matrix`: an identity in SBUF, loaded from a constant in HBM.
 * Source: aws-neuron-sdk nki/api/nki/language, shared_identity_matrix.
 */
export const sharedIdentityMatrix: Lower = (lowering) => {
  const size = numberOf(lowering.args['n']);
  if (size === undefined) return lowering.context.raise('TypeError', 'n must be an int');
  const given = viewOf(lowering.args['dst']);
  const dtype = given === undefined ? resultDtype(lowering, 'uint8') : given.dtype;
  const dst = given ?? newTile(lowering, [size, size], dtype);
  const values = Float64Array.from({ length: size * size }, (_, index) => Number(index % (size + 1) === 0));
  issueIsa(lowering, 'dma_copy', { dst, src: preloaded(lowering, [size, size], dtype, values) });
  return result(dst);
};
