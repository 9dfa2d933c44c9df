/** One tensor as a weight file's header declares it. */
export interface TensorInfo {
  readonly name: string;
  /** Element type in the file's own spelling: `BF16`, `Q4_K`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Elements as stored; packed formats hold several weights in one. */
  readonly elements: number;
  readonly bytes: number;
  /** Offset of the first byte in the data section. */
  readonly offset: number;
}

/** Product of the sizes; null when one is no whole number of 0 or more, or when the product leaves 2^53. */
export const elementCount = (shape: readonly unknown[]): number | null => {
  let product = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
    product *= size;
    if (!Number.isSafeInteger(product)) return null;
  }
  return product;
};
