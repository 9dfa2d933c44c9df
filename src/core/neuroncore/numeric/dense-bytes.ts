import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { readBits } from './transfer.ts';

/** The elements of a view as bytes in row-major order, little-endian, exactly as they lie in memory. */
export const denseBytes = (view: View): Uint8Array => {
  const count = view.shape.reduce((product, each) => product * each, 1);
  const bits = new Uint32Array(count);
  readBits(view, bits);
  switch (DTYPE_BYTES[view.dtype]) {
    case 1:
      return Uint8Array.from(bits);
    case 2:
      return new Uint8Array(Uint16Array.from(bits).buffer);
    default:
      return new Uint8Array(bits.buffer);
  }
};
