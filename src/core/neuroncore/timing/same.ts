import type { AttributeValue } from '../machine/instruction.ts';
import type { OperandShape } from './program.ts';
import type { Extent } from './step-table.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Whether two lists hold the same numbers. */
export const sameNumbers = (left: readonly number[], right: readonly number[]): boolean => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};

const sameValue = (left: AttributeValue | undefined, right: AttributeValue | undefined): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return sameNumbers(left, right);
};

/** Whether two instructions have the same attributes. */
export const sameAttributes = (left: Attributes, right: Attributes): boolean => {
  if (left === right) return true;
  let more = 0;
  for (const name in left) {
    if (!sameValue(left[name], right[name])) return false;
    more += 1;
  }
  for (const _ in right) more -= 1;
  return more === 0;
};

/** Whether two accesses cost the same. */
export const sameOperandShape = (left: OperandShape, right: OperandShape): boolean =>
  left.partitions === right.partitions &&
  left.elementsPerPartition === right.elementsPerPartition &&
  left.contiguousBytes === right.contiguousBytes &&
  left.innermostStrideBytes === right.innermostStrideBytes &&
  left.dtype === right.dtype &&
  left.space === right.space &&
  left.indirect === right.indirect &&
  left.role === right.role;

const sameElements = (left: Extent['elements'], right: Extent['elements']): boolean =>
  left === right ||
  (left !== null &&
    right !== null &&
    left.elementBytes === right.elementBytes &&
    sameNumbers(left.shape, right.shape) &&
    sameNumbers(left.strides, right.strides));

/** Whether two accesses reach equally far from their first byte. */
export const sameExtent = (left: Extent, right: Extent): boolean =>
  left.partitions === right.partitions &&
  left.bytes === right.bytes &&
  left.pitchBytes === right.pitchBytes &&
  left.indirect === right.indirect &&
  sameElements(left.elements, right.elements);
