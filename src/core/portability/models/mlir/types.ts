/** A ranked or unranked tensor type of MLIR text: `tensor<4x?xbf16>`. */
export interface MlirTensorType {
  /** Sizes; null where the size is known at run time only. Empty for a scalar. */
  readonly sizes: readonly (number | null)[];
  /** False for `tensor<*xf32>`. */
  readonly ranked: boolean;
  /** As MLIR spells it: `bf16`, `complex<f32>`, `!quant.uniform`. */
  readonly element: string;
}

const TENSOR = /tensor<((?:\*x|(?:(?:\d+|\?|[<>=]+\d+)x)*))(complex<\w+>|!quant\.\w+|[A-Za-z]\w*)/g;

/** Every tensor type in a line of text, in order. */
export const tensorTypes = (line: string): readonly MlirTensorType[] => {
  const found: MlirTensorType[] = [];
  for (const [, shape, element] of line.matchAll(TENSOR)) {
    if (shape === undefined || element === undefined) continue;
    const ranked = shape !== '*x';
    const sizes = ranked ? shape.split('x').slice(0, -1) : [];
    found.push({ ranked, element, sizes: sizes.map((size) => (/^\d+$/.test(size) ? Number(size) : null)) });
  }
  return found;
};

const BITS = /(\d+)/;

/** Bits of one element by the number in its name, twice for a complex one; null where the name says nothing. */
export const elementBits = (element: string): number | null => {
  const bits = BITS.exec(element)?.[1];
  if (bits === undefined || element.startsWith('!')) return null;
  return Number(bits) * (element.startsWith('complex') ? 2 : 1);
};

/** Bytes of a tensor of this type; null where a size or the element's width is not known. */
export const tensorBytes = (type: MlirTensorType): number | null => {
  const bits = elementBits(type.element);
  if (bits === null || !type.ranked) return null;
  let elements = 1;
  for (const size of type.sizes) {
    if (size === null) return null;
    elements *= size;
  }
  return Number.isFinite(elements) ? (elements * bits) / 8 : null;
};
