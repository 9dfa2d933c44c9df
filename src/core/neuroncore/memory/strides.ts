import { at } from './at.ts';

/** The product of all sizes; 1 for none. */
export const product = (sizes: readonly number[]): number => {
  let total = 1;
  for (const size of sizes) total *= size;
  return total;
};

/** Strides of a dense row-major array whose innermost neighbours are `innermost` elements apart. */
export const rowMajorStrides = (shape: readonly number[], innermost = 1): number[] => {
  const strides = new Array<number>(shape.length);
  let stride = innermost;
  for (let dimension = shape.length - 1; dimension >= 0; dimension -= 1) {
    strides[dimension] = stride;
    stride *= at(shape, dimension);
  }
  return strides;
};

/** A stretch of dimensions that lie one inside the other without a gap. */
export interface Block {
  readonly size: number;
  readonly stride: number;
}

const SINGLE: Block = { size: 1, stride: 1 };

/**
 * Merges neighbouring dimensions from `first` on wherever the outer one steps exactly over the inner one, outermost
 * first; dimensions of size 1 vanish. An empty list means a single element.
 */
export const mergeDimensions = (shape: readonly number[], strides: readonly number[], first = 0): Block[] => {
  const blocks: Block[] = [];
  for (let dimension = first; dimension < shape.length; dimension += 1) {
    const size = at(shape, dimension);
    if (size === 1) continue;
    const stride = at(strides, dimension);
    const outer = blocks[blocks.length - 1];
    if (outer !== undefined && outer.stride === size * stride) {
      blocks[blocks.length - 1] = { size: outer.size * size, stride };
    } else {
      blocks.push({ size, stride });
    }
  }
  return blocks;
};

/**
 * Strides that give the same elements in the same row-major order under a new shape of equal size, or null when only a
 * copy could: each new dimension must lie within one block of dimensions without gaps.
 */
export const restride = (
  shape: readonly number[],
  strides: readonly number[],
  wanted: readonly number[],
): number[] | null => {
  const blocks = mergeDimensions(shape, strides);
  const result = new Array<number>(wanted.length);
  let block = blocks.pop() ?? SINGLE;
  let left = block.size;
  let stride = block.stride;
  for (let dimension = wanted.length - 1; dimension >= 0; dimension -= 1) {
    const size = at(wanted, dimension);
    if (left === 1 && size > 1) {
      block = blocks.pop() ?? SINGLE;
      left = block.size;
      stride = block.stride;
    }
    if (left % size !== 0) return null;
    result[dimension] = stride;
    stride *= size;
    left /= size;
  }
  return result;
};
