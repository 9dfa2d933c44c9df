import type { PyHost, PyValue } from '../../python/values.ts';
import type { View } from '../view.ts';

/** The name of the type of tensors in Python. */
export const TENSOR_TYPE_NAME = 'NkiTensor';

/** Whether a Python value is a tensor. */
export const isTensor = (value: PyValue | undefined): value is PyHost<View> =>
  typeof value === 'object' &&
  value !== null &&
  value.kind === 'host' &&
  value.type.name === TENSOR_TYPE_NAME;

/** The view behind a tensor; undefined for every other value. */
export const viewOf = (value: PyValue | undefined): View | undefined =>
  isTensor(value) ? value.value : undefined;
