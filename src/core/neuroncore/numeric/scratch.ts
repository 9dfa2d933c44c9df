/** Blocks of floats handed out one after another and given back together. */
export interface Scratch {
  readonly block: (floats: number) => Float32Array;
  readonly mark: () => number;
  readonly release: (mark: number) => void;
}

/** Blocks begin at multiples of this many floats: 64 bytes, one cache line. */
const ALIGNMENT = 16;

/**
 * A stack of blocks within one region of memory. A block that no longer fits is an array of its own, which the garbage
 * collector takes back.
 */
export const createScratch = (buffer: ArrayBufferLike, firstByte: number, floats: number): Scratch => {
  let used = 0;
  return {
    block: (size) => {
      if (used + size > floats) return new Float32Array(size);
      const block = new Float32Array(buffer, firstByte + used * Float32Array.BYTES_PER_ELEMENT, size);
      used = Math.min(floats, Math.ceil((used + size) / ALIGNMENT) * ALIGNMENT);
      return block;
    },
    mark: () => used,
    release: (mark) => {
      used = mark;
    },
  };
};
