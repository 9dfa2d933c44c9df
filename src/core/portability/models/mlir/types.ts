/** A ranked or unranked tensor type of MLIR text: `tensor<4x?xbf16>`. */
export interface MlirTensorType {
  /** As it is written, without what follows the element type. */
  readonly text: string;
  /** Sizes; null where the size is known at run time only. Empty for a scalar. */
  readonly sizes: readonly (number | null)[];
  /** False for `tensor<*xf32>`. */
  readonly ranked: boolean;
  /** As MLIR spells it: `bf16`, `complex<f32>`, `!quant.uniform`. */
  readonly element: string;
}

const TENSOR = /tensor<((?:\*x|(?:(?:\d+|\?|[<>=]+\d+)x)*))(complex<\w+>|!quant\.\w+|[A-Za-z]\w*)/g;
const MOST_KNOWN = 10_000;

const tensorType = (shape: string, element: string): MlirTensorType => {
  const ranked = shape !== '*x';
  const sizes = ranked ? shape.split('x').slice(0, -1) : [];
  return {
    text: `tensor<${shape}${element}>`,
    ranked,
    element,
    sizes: sizes.map((size) => (/^\d+$/.test(size) ? Number(size) : null)),
  };
};

/** A finder of every tensor type in a line of text, in order. Graphs repeat few types, so those met are remembered. */
export const tensorTypeFinder = (): ((line: string) => readonly MlirTensorType[]) => {
  const known = new Map<string, MlirTensorType>();
  return (line) => {
    const found: MlirTensorType[] = [];
    for (const [text, shape, element] of line.matchAll(TENSOR)) {
      if (shape === undefined || element === undefined) continue;
      const type = known.get(text) ?? tensorType(shape, element);
      if (known.size < MOST_KNOWN) known.set(text, type);
      found.push(type);
    }
    return found;
  };
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
