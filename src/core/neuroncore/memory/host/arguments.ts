import type { CallContext, PyValue } from '../../python/values.ts';
import type { Pattern } from '../access-pattern.ts';
import type { DType } from '../dtype.ts';
import type { DimensionPattern } from '../rearrange.ts';
import type { IndexItem } from '../static-index.ts';
import type { RegisterValue, View } from '../view.ts';
import { dtypeOfValue } from './dtype.ts';
import { isDynamicSlice } from './dynamic-slice.ts';
import { isRegister } from './register.ts';
import { viewOf } from './tensor-value.ts';

const describe = (value: PyValue): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  return value.kind === 'host' ? value.type.name : value.kind;
};

/** A Python int that must be known while the kernel is compiled. Raises TypeError on everything else. */
export const integerOf = (value: PyValue, name: string, context: CallContext): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return context.raise('TypeError', `${name} must be an int, found ${describe(value)}`);
};

/** An int, or null for None. Raises TypeError on everything else. */
export const integerOrNone = (value: PyValue, name: string, context: CallContext): number | null =>
  value === null ? null : integerOf(value, name, context);

const itemsOf = (value: PyValue, name: string, context: CallContext): readonly PyValue[] =>
  typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list')
    ? value.items
    : context.raise('TypeError', `${name} must be a tuple or a list, found ${describe(value)}`);

/** A tuple or list of ints. Raises TypeError on everything else. */
export const integersOf = (value: PyValue, name: string, context: CallContext): number[] =>
  itemsOf(value, name, context).map((item) => integerOf(item, `each entry of ${name}`, context));

/** A list of `[stride, count]` pairs. Raises TypeError on everything else. */
export const patternOfValue = (value: PyValue, context: CallContext): Pattern =>
  itemsOf(value, 'pattern', context).map((pair) => {
    const [stride, count, ...more] = integersOf(pair, 'each entry of pattern', context);
    return stride === undefined || count === undefined || more.length > 0
      ? context.raise('TypeError', 'each entry of pattern must be a pair [stride, count]')
      : [stride, count];
  });

/** An element type, or null for None. Raises TypeError on everything else. */
export const dtypeOrNone = (value: PyValue, context: CallContext): DType | null => {
  if (value === null) return null;
  const dtype = dtypeOfValue(value);
  return dtype ?? context.raise('TypeError', `dtype must be an element type, found ${describe(value)}`);
};

/** A run-time index: a register or a tensor; undefined for everything else. */
export const runtimeIndexOf = (value: PyValue): View | RegisterValue | undefined =>
  isRegister(value) ? value.value : viewOf(value);

/** A run-time index, or null for None. Raises TypeError on everything else. */
export const runtimeIndexOrNone = (
  value: PyValue,
  name: string,
  context: CallContext,
): View | RegisterValue | null => {
  if (value === null) return null;
  return (
    runtimeIndexOf(value) ??
    context.raise('TypeError', `${name} must be a tensor or a VirtualRegister, found ${describe(value)}`)
  );
};

/** A tensor. Raises TypeError on everything else. */
export const tensorOf = (value: PyValue, name: string, context: CallContext): View =>
  viewOf(value) ?? context.raise('TypeError', `${name} must be a tensor, found ${describe(value)}`);

/** Names of dimensions, grouped by tuples. Raises TypeError on everything else. */
export const dimensionPatternOf = (value: PyValue, name: string, context: CallContext): DimensionPattern =>
  itemsOf(value, name, context).map((group) =>
    typeof group === 'string'
      ? group
      : itemsOf(group, `each entry of ${name}`, context).map((each) =>
          typeof each === 'string'
            ? each
            : context.raise(
                'TypeError',
                `dimensions in ${name} are named by strings, found ${describe(each)}`,
              ),
        ),
  );

/** A dictionary of sizes by name; empty for None. Raises TypeError on everything else. */
export const sizesOf = (value: PyValue, context: CallContext): ReadonlyMap<string, number> => {
  if (value === null) return new Map();
  if (typeof value !== 'object' || value.kind !== 'dict') {
    return context.raise('TypeError', `fixed_sizes must be a dict, found ${describe(value)}`);
  }
  return new Map(
    [...value.entries.values()].map(([key, size]) => [
      typeof key === 'string' ? key : context.raise('TypeError', 'keys of fixed_sizes are strings'),
      integerOf(size, 'each size', context),
    ]),
  );
};

const indexItem = (value: PyValue, context: CallContext): IndexItem => {
  if (typeof value === 'number') return value;
  if (value === null) return { kind: 'new' };
  if (typeof value === 'object') {
    if (value.kind === 'slice') {
      return {
        kind: 'slice',
        start: integerOrNone(value.start, 'the start of a slice', context),
        stop: integerOrNone(value.stop, 'the end of a slice', context),
        step: integerOrNone(value.step, 'the step of a slice', context),
      };
    }
    // A range that counts upwards selects what the slice of its bounds does; loops of nki.language give ranges.
    if (value.kind === 'range' && value.step > 0) {
      const { start, stop, step } = value;
      return { kind: 'slice', start, stop: Math.max(start, stop), step };
    }
    if (value.kind === 'ellipsis') return { kind: 'ellipsis' };
    if (isDynamicSlice(value)) {
      const { start, size } = value.value;
      return {
        kind: 'window',
        start: runtimeIndexOf(start) ?? integerOf(start, 'the start of ds', context),
        size: integerOf(size, 'the size of ds', context),
      };
    }
    const source = runtimeIndexOf(value);
    if (source !== undefined) return { kind: 'dynamic', source };
  }
  return context.raise(
    'TypeError',
    `a tensor is indexed by ints, slices, nl.ds, registers, ... and None, found ${describe(value)}`,
  );
};

const isWhole = (value: PyValue): boolean => value === null || typeof value === 'number';

const isPlain = (value: PyValue): boolean =>
  typeof value === 'number' ||
  (typeof value === 'object' &&
    value !== null &&
    value.kind === 'slice' &&
    isWhole(value.start) &&
    isWhole(value.stop) &&
    isWhole(value.step));

/** The ints and slices of ints between the brackets of `tensor[...]` as they are; null when there is anything else. */
export const plainItemsOf = (value: PyValue): readonly IndexItem[] | null => {
  if (typeof value !== 'object' || value === null || value.kind !== 'tuple')
    return isPlain(value) ? [value as IndexItem] : null;
  for (let index = 0; index < value.items.length; index += 1)
    if (!isPlain(value.items[index] as PyValue)) return null;
  return value.items as readonly IndexItem[];
};

/** What stands between the brackets of `tensor[...]`. Raises TypeError on what is no index. */
export const indexItemsOf = (value: PyValue, context: CallContext): readonly IndexItem[] =>
  typeof value === 'object' && value !== null && value.kind === 'tuple'
    ? value.items.map((item) => indexItem(item, context))
    : [indexItem(value, context)];
