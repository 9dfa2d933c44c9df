import { at } from './at.ts';
import { DTYPE_BYTES } from './dtype.ts';
import { isContiguous } from './footprint.ts';
import { forEachRun, type Runs, runsOf } from './runs.ts';
import { product } from './strides.ts';
import type { Contents, View } from './view.ts';

/** Sets the bits from `start` to `end` (exclusive). */
const setBits = (bits: Uint8Array, start: number, end: number): void => {
  const firstByte = start >> 3;
  const lastByte = (end - 1) >> 3;
  const head = 0xff << (start & 7);
  const tail = 0xff >> (7 - ((end - 1) & 7));
  if (firstByte === lastByte) {
    bits[firstByte] = at(bits, firstByte) | (head & tail & 0xff);
    return;
  }
  bits[firstByte] = at(bits, firstByte) | (head & 0xff);
  bits.fill(0xff, firstByte + 1, lastByte);
  bits[lastByte] = at(bits, lastByte) | tail;
};

/** The first byte from `start` to `end` (exclusive) whose bit is not set, or -1. */
const firstClear = (bits: Uint8Array, start: number, end: number): number => {
  for (let byte = start; byte < end; byte += 1) {
    const all = at(bits, byte >> 3);
    if ((byte & 7) === 0 && all === 0xff) byte += 7;
    else if ((all & (1 << (byte & 7))) === 0) return byte;
  }
  return -1;
};

/** Whether a direct view has every byte of a storage that shares none with others. */
const coversStorage = (view: View): boolean => {
  const { storage } = view;
  return (
    view.indirection === null &&
    storage.address === null &&
    view.offset === 0 &&
    isContiguous(view) &&
    product(view.shape) * DTYPE_BYTES[view.dtype] === storage.partitions * storage.bytesPerPartition
  );
};

/** Notes that every element of a view has been written. The storage must have bytes. */
export const markWritten = (view: View): void => {
  const { contents } = view.storage;
  if (contents.complete === true) return;
  if (coversStorage(view)) {
    contents.complete = true;
    contents.written = null;
    return;
  }
  const bits = bitsOf(contents);
  const size = DTYPE_BYTES[view.dtype];
  const runs = runsOf(view);
  forEachRun(runs, (byte) => eachStretch(runs, byte, size, (start, end) => setBits(bits, start, end)));
};

/** Calls `visit` with the bytes of a run: all at once when dense, element by element otherwise. */
const eachStretch = (
  { count, strideBytes }: Runs,
  byte: number,
  size: number,
  visit: (start: number, end: number) => void,
): void => {
  if (strideBytes === size) {
    visit(byte, byte + count * size);
    return;
  }
  for (let index = 0; index < count; index += 1) {
    visit(byte + index * strideBytes, byte + index * strideBytes + size);
  }
};

const bitsOf = (contents: Contents): Uint8Array => {
  if (contents.bytes === null) throw new RangeError('a storage without bytes was written');
  contents.written ??= new Uint8Array((contents.bytes.length + 7) >> 3);
  return contents.written;
};

/** Whether a view has an element that was never written. */
export const hasUnwritten = (view: View): boolean => {
  const { contents } = view.storage;
  if (contents.complete === true) return false;
  if (contents.bytes === null || contents.written === null) return true;
  const bits = contents.written;
  const size = DTYPE_BYTES[view.dtype];
  const runs = runsOf(view);
  let found = false;
  forEachRun(runs, (byte) => {
    if (found) return;
    eachStretch(runs, byte, size, (start, end) => {
      found ||= firstClear(bits, start, end) >= 0;
    });
  });
  return found;
};
