import type { BoundArguments } from '../isa/definition.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { integersOf } from '../memory/host/arguments.ts';
import { spaceOfValue } from '../memory/host/buffer.ts';
import { dtypeOfValue } from '../memory/host/dtype.ts';
import { atSite, tensorHost } from '../memory/host/tensor.ts';
import type { Space } from '../memory/view.ts';
import { wholeView } from '../memory/whole.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { NkiCall } from './modules.ts';

/** What an allocation of `nki.language` asks for. */
export interface Allocation {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly space: Space;
  readonly name: string;
  readonly address: { readonly partition: number; readonly byte: number } | null;
}

const shapeOf = (value: PyValue | undefined, context: CallContext): readonly number[] =>
  typeof value === 'number' ? [value] : integersOf(value as PyValue, 'shape', context);

const addressOf = (value: PyValue | undefined, context: CallContext): Allocation['address'] => {
  if (value === undefined || value === null) return null;
  const [partition, byte, ...more] = integersOf(value, 'address', context);
  if (partition === undefined || byte === undefined || more.length > 0)
    return context.raise('ValueError', 'address must be (partition, byte within the partition)');
  return { partition, byte };
};

/** Reads shape, dtype, buffer, name and address of a call. */
export const allocationOf = (args: BoundArguments, context: CallContext): Allocation => {
  const { shape, dtype, buffer, name, address } = args;
  const type = dtypeOfValue(dtype);
  const space = spaceOfValue(buffer);
  if (type === undefined)
    return context.raise('TypeError', `${context.represent(dtype as PyValue)} is no element type`);
  if (space === undefined)
    return context.raise(
      'TypeError',
      `${context.represent(buffer as PyValue)} is no memory; use nl.sbuf, nl.psum, nl.hbm or nl.shared_hbm`,
    );
  return {
    shape: shapeOf(shape, context),
    dtype: type,
    space,
    name: typeof name === 'string' ? name : '',
    address: addressOf(address, context),
  };
};

/** A new tensor with undefined contents. */
export const allocateTensor = (allocation: Allocation, machine: Machine, context: CallContext): PyValue => {
  const storage = machine.allocate(allocation, context);
  return atSite(context, () => tensorHost(wholeView(storage, allocation.shape, allocation.dtype)));
};

/** `nl.ndarray`. Source: aws-neuron-sdk nki/api/nki/language, `ndarray`. */
export const ndarray: NkiCall = (args, machine, context) =>
  allocateTensor(allocationOf(args, context), machine, context);
