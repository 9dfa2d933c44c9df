import { KernelFault } from '../../machine/diagnostic.ts';
import type { CallContext, HostType, PyHost, PyNative, PyTuple, PyValue } from '../../python/values.ts';
import { indexView } from '../index-view.ts';
import { indexStatically } from '../static-index.ts';
import { product } from '../strides.ts';
import type { View } from '../view.ts';
import { tupleText, ViewError } from '../view-error.ts';
import { indexItemsOf, plainItemsOf } from './arguments.ts';
import { bufferHost } from './buffer.ts';
import { dtypeHost } from './dtype.ts';
import { isView, TENSOR_METHODS, type TensorMethod } from './tensor-methods.ts';
import { TENSOR_TYPE_NAME } from './tensor-value.ts';

/** Arguments lie in HBM that both cores see, which kernels know as `nl.hbm`; they are allocated nowhere in the kernel. */
const bufferOf = ({ storage }: View): PyValue =>
  bufferHost(storage.space === 'shared_hbm' && storage.site === null ? 'hbm' : storage.space);

/** Runs a view operation; what it refuses becomes a fault at the present place of the kernel. */
export const atSite = <Result>(context: CallContext, operate: () => Result): Result => {
  try {
    return operate();
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    throw new KernelFault({
      rule: error.rule,
      severity: 'error',
      message: error.message,
      site: context.site(),
    });
  }
};

const tuple = (items: readonly number[]): PyTuple => ({ kind: 'tuple', items });

const viewIn = (self: PyHost): View => self.value as View;

const bound = (self: View, name: string, { parameters, call }: TensorMethod): PyNative => ({
  kind: 'native',
  name,
  parameters,
  call: (args, context) => {
    const result = atSite(context, () => call(self, args, context));
    return isView(result) ? tensorHost(result) : result;
  },
});

const attribute = (view: View, name: string): PyValue | undefined => {
  switch (name) {
    case 'shape':
      return tuple(view.shape);
    case 'strides':
      return tuple(view.strides);
    case 'offset':
      return view.offset;
    case 'name':
      return view.storage.name;
    case 'dtype':
      return dtypeHost(view.dtype);
    case 'buffer':
      return bufferOf(view);
    case 'ndim':
      return view.shape.length;
    case 'size':
      return product(view.shape);
    default:
      return undefined;
  }
};

/**
 * A tensor as Python sees it: attributes and view methods that are known while the kernel is compiled; equal only to
 * itself. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor`.
 */
export const TENSOR_TYPE: HostType = {
  name: TENSOR_TYPE_NAME,
  getAttribute: (self, name) => {
    const view = viewIn(self);
    const method = TENSOR_METHODS.get(name);
    return method === undefined ? attribute(view, name) : bound(view, name, method);
  },
  getItem: (self, index, context) => {
    const plain = plainItemsOf(index);
    const known = plain === null ? null : indexStatically(viewIn(self), plain);
    if (known !== null) return tensorHost(known);
    const items = indexItemsOf(index, context);
    return tensorHost(atSite(context, () => indexView(viewIn(self), items)));
  },
  represent: (self) => {
    const { storage, shape, dtype } = viewIn(self);
    const name = storage.name === '' ? '' : `name='${storage.name}', `;
    return `NkiTensor(${name}shape=${tupleText(shape)}, dtype=${dtype}, buffer=${bufferHost(storage.space).value.name})`;
  },
};

/** A view as a Python value; every call makes another object. */
export const tensorHost = (view: View): PyHost<View> => ({ kind: 'host', type: TENSOR_TYPE, value: view });
