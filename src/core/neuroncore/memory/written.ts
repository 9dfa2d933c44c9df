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

/** Calls `visit` with the first byte of every element inside the storage and its place in row-major order. */
const eachElement = (view: View, visit: (byte: number, place: number) => void): void => {
  const { rowStarts, runStarts, count, strideBytes } = runsOf(view);
  let place = 0;
  for (const start of rowStarts) {
    for (const run of runStarts) {
      if (start >= 0)
        for (let index = 0; index < count; index += 1)
          visit(start + run + index * strideBytes, place + index);
      place += count;
    }
  }
};

/** Which elements of a view have been written, in row-major order; those outside the storage have not. */
export const writtenElements = (view: View): Uint8Array => {
  const elements = new Uint8Array(product(view.shape));
  const { contents } = view.storage;
  if (contents.complete === true) return elements.fill(1);
  const bits = contents.written;
  if (contents.bytes === null || bits === null) return elements;
  const size = DTYPE_BYTES[view.dtype];
  eachElement(view, (byte, place) => {
    elements[place] = firstClear(bits, byte, byte + size) < 0 ? 1 : 0;
  });
  return elements;
};

/** Takes back that elements of a view have been written, those that are 0 in `written`. */
export const unmarkWritten = (view: View, written: Uint8Array): void => {
  if (!written.includes(0)) return;
  const { contents } = view.storage;
  const wasComplete = contents.complete === true;
  contents.complete = false;
  const bits = bitsOf(contents);
  if (wasComplete) bits.fill(0xff);
  const size = DTYPE_BYTES[view.dtype];
  eachElement(view, (byte, place) => {
    if (written[place] !== 0) return;
    for (let each = byte; each < byte + size; each += 1)
      bits[each >> 3] = at(bits, each >> 3) & ~(1 << (each & 7));
  });
};
