import type { DType } from '../memory/dtype.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';

/** A storage of its own with these bytes in rows of equal length, and a view of all of it. */
export const viewOf = (
  dtype: DType,
  partitions: number,
  perPartition: number,
  place: { readonly base?: number; readonly pitch?: number } = {},
): View => {
  const bytesPerPartition = perPartition * DTYPE_BYTES[dtype];
  const pitch = place.pitch ?? bytesPerPartition;
  const { base = 0 } = place;
  return {
    storage: {
      id: 1,
      name: 'tensor',
      space: 'sbuf',
      core: 0,
      partitions,
      bytesPerPartition,
      address: null,
      site: null,
      contents: { bytes: new Uint8Array(base + pitch * partitions), base, pitch, written: null },
    },
    dtype,
    shape: [partitions, perPartition],
    strides: [perPartition, 1],
    offset: 0,
    indirection: null,
  };
};

/** The same storage seen in another way. */
export const seenAs = (view: View, change: Partial<Omit<View, 'storage'>>): View => ({ ...view, ...change });
