/** A file that is read at any place, a little at a time. */
export interface RangedReader {
  /** Bytes of the whole file. */
  readonly size: number;
  /** The bytes from `offset` on: `length` of them, fewer only where the file ends. They are never written to. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** Bytes in memory as a file; `size` where they are only its beginning. */
export const bytesReader = (bytes: Uint8Array, size: number = bytes.length): RangedReader => ({
  size,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

const WINDOW_BYTES = 65_536;

/**
 * The same file with small reads served from a window of 64 KiB (or as stated), so that a walk of many short reads touches
 * the file once per window. Long reads go through. Holds one window.
 */
export const windowed = (reader: RangedReader, windowBytes: number = WINDOW_BYTES): RangedReader => {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);
  const read = (offset: number, length: number): Uint8Array => {
    if (length > windowBytes) return reader.read(offset, length);
    if (offset < start || offset + length > start + held.length) {
      start = offset;
      held = reader.read(offset, windowBytes);
    }
    return held.subarray(offset - start, offset - start + length);
  };
  return { size: reader.size, read };
};
