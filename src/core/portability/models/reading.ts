import type { ModelFinding, ModelFormat } from '../model-asset.ts';

/** Tensors and elements of one type, in the format's own spelling. */
export interface ElementCount {
  readonly type: string;
  readonly tensors: number;
  readonly elements: number;
}

/** The largest tensor of a file: one of more than 4 GB does not compile. */
export interface LargestTensor {
  readonly name: string;
  readonly bytes: number;
}

/** What a reader found in a model file, before any table is asked. */
export interface ModelReading {
  readonly format: ModelFormat;
  readonly architecture: string | null;
  readonly parameters: number | null;
  readonly elementTypes: readonly ElementCount[];
  /** Uses by operator as the tables spell it: `aten::add.Tensor`, `stablehlo.add[complex64]`, `onnx.Conv`. */
  readonly operators: ReadonlyMap<string, number>;
  /** Inputs, values or axes whose size is known at run time only, in words: `input x: [batch, 3, ?, ?]`. */
  readonly dynamicShapes: readonly string[];
  readonly largestTensor: LargestTensor | null;
  /** What the reader alone can judge. */
  readonly findings: readonly ModelFinding[];
  readonly remarks: readonly string[];
}

/** A reading in which nothing was found yet; readers add what they have. */
export const emptyReading = (format: ModelFormat): ModelReading => ({
  format,
  architecture: null,
  parameters: null,
  elementTypes: [],
  operators: new Map(),
  dynamicShapes: [],
  largestTensor: null,
  findings: [],
  remarks: [],
});
