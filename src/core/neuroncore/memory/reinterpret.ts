import { inElementsOf } from './access-pattern.ts';
import { at } from './at.ts';
import { DTYPE_BYTES, type DType } from './dtype.ts';
import type { View } from './view.ts';
import { refuse } from './view-error.ts';
import { viewText } from './whole.ts';

/**
 * The same bytes as another type; the last dimension grows or shrinks with the size of the type. Throws ViewError when
 * sizes differ and the last dimension is not dense, the bytes do not divide, or the view has a run-time address.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.view`.
 */
export const reinterpret = (view: View, dtype: DType): View => {
  if (DTYPE_BYTES[dtype] === DTYPE_BYTES[view.dtype]) return { ...view, dtype };
  const asked = `view(${dtype}) of ${view.dtype}`;
  if (view.indirection !== null) {
    refuse(
      'view-indirect',
      asked,
      viewText(view),
      'a type of the same size, or a view without run-time address',
    );
  }
  const last = view.shape.length - 1;
  if (at(view.shape, last) > 1 && at(view.strides, last) !== 1) {
    refuse('view-layout', asked, viewText(view), 'a dense last dimension (stride 1)');
  }
  const scale = (count: number): number => inElementsOf(count, view.dtype, dtype, asked);
  const shape = [...view.shape];
  shape[last] = scale(at(view.shape, last));
  const strides = view.strides.map((stride, dimension) =>
    dimension === last
      ? 1
      : at(view.shape, dimension) === 1
        ? scaleLoosely(stride, view.dtype, dtype)
        : scale(stride),
  );
  return { ...view, dtype, shape, strides, offset: scale(view.offset) };
};

/** The step of a dimension of size 1 is never taken, so that it need not come out whole. */
const scaleLoosely = (stride: number, from: DType, to: DType): number =>
  Math.floor((stride * DTYPE_BYTES[from]) / DTYPE_BYTES[to]);
