import type { HostType, PyHost, PyValue } from '../../python/values.ts';

/** `nl.ds(start, size)`: `size` elements from `start`, a number, a register or an index tensor. */
export interface DynamicSlice {
  readonly start: PyValue;
  readonly size: PyValue;
}

/** A window of a dimension as Python sees it. */
export const DYNAMIC_SLICE_TYPE: HostType = {
  name: 'DynamicSlice',
  getAttribute: (self, name) => {
    const slice = self.value as DynamicSlice;
    if (name === 'start') return slice.start;
    return name === 'size' ? slice.size : undefined;
  },
  represent: (self) => {
    const { start, size } = self.value as DynamicSlice;
    return `ds(${String(typeof start === 'object' ? 'register' : start)}, ${String(size)})`;
  },
};

/** `nl.ds(start, size)` as a Python value. */
export const dynamicSliceHost = (start: PyValue, size: PyValue): PyHost<DynamicSlice> => ({
  kind: 'host',
  type: DYNAMIC_SLICE_TYPE,
  value: { start, size },
});

/** Whether a Python value is a window. */
export const isDynamicSlice = (value: PyValue | undefined): value is PyHost<DynamicSlice> =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === DYNAMIC_SLICE_TYPE;
