/** What a pickle builds, as far as it is followed: plain values as they are, everything else as a description. */
export type PickleValue = null | boolean | number | string | PickleObject;

export type PickleObject =
  | { readonly kind: 'global'; readonly module: string; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly PickleValue[] }
  /** A list, set or dictionary; what is in it is not kept. */
  | { readonly kind: 'container' }
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'persistent'; readonly id: PickleValue }
  /** The result of calling something, which was not called. */
  | { readonly kind: 'call'; readonly of: PickleValue; readonly args: PickleValue }
  | { readonly kind: 'unknown' };

export const CONTAINER: PickleObject = Object.freeze({ kind: 'container' });
export const UNKNOWN: PickleObject = Object.freeze({ kind: 'unknown' });

export const isTuple = (value: PickleValue | undefined): value is PickleObject & { readonly kind: 'tuple' } =>
  typeof value === 'object' && value !== null && value.kind === 'tuple';

/** `module.name` of a global; null for anything else. */
export const globalName = (value: PickleValue | undefined): string | null =>
  typeof value === 'object' && value !== null && value.kind === 'global'
    ? `${value.module}.${value.name}`
    : null;

/** Whole sizes of 0 or more from a tuple; null where something else is in it. */
export const sizesOf = (value: PickleValue | undefined): readonly number[] | null => {
  if (!isTuple(value)) return null;
  const sizes: number[] = [];
  for (const item of value.items) {
    if (typeof item !== 'number' || !Number.isSafeInteger(item) || item < 0) return null;
    sizes.push(item);
  }
  return sizes;
};
