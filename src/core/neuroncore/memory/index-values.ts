import { at } from './at.ts';
import { DTYPE_BYTES, type DType } from './dtype.ts';
import { isIndexTensor } from './select.ts';
import { isOnChip } from './storage.ts';
import type { RegisterValue, View } from './view.ts';

const READERS: Partial<Record<DType, (data: DataView, byte: number) => number>> = {
  bool: (data, byte) => data.getUint8(byte),
  int8: (data, byte) => data.getInt8(byte),
  uint8: (data, byte) => data.getUint8(byte),
  int16: (data, byte) => data.getInt16(byte, true),
  uint16: (data, byte) => data.getUint16(byte, true),
  int32: (data, byte) => data.getInt32(byte, true),
  uint32: (data, byte) => data.getUint32(byte, true),
  float32: (data, byte) => data.getFloat32(byte, true),
};

/**
 * The values of a small direct view of integers (or float32), in row-major order; NaN for bytes that do not exist yet.
 * Throws RangeError on types that are no index.
 */
export const indexValues = (view: View): Float64Array => {
  const read = READERS[view.dtype];
  if (read === undefined) throw new RangeError(`an index of type ${view.dtype}`);
  const { contents, bytesPerPartition, space } = view.storage;
  let total = 1;
  for (const size of view.shape) total *= size;
  const values = new Float64Array(total).fill(Number.NaN);
  const { bytes } = contents;
  if (bytes === null) return values;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = DTYPE_BYTES[view.dtype];
  const row = bytesPerPartition / size;
  for (let index = 0; index < total; index += 1) {
    const offset = offsetOf(view, index);
    const partition = isOnChip(space) ? Math.floor(offset / row) : 0;
    values[index] = read(
      data,
      contents.base + partition * contents.pitch + (offset - partition * row) * size,
    );
  }
  return values;
};

/** Where element `index` of the row-major order stands, in elements from the beginning of the storage. */
export const offsetOf = (view: View, index: number): number => {
  let offset = view.offset;
  let rest = index;
  for (let dimension = view.shape.length - 1; dimension >= 0; dimension -= 1) {
    const size = at(view.shape, dimension);
    offset += at(view.strides, dimension) * (rest % size);
    rest = Math.floor(rest / size);
  }
  return offset;
};

/** The present value of a register or of an index tensor of one element. */
export const scalarValue = (source: View | RegisterValue): number =>
  isIndexTensor(source) ? at(indexValues(source), 0) : source.value;
