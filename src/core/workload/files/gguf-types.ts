import type { StorageFormat } from '../architecture.ts';

/** An element type of GGUF: how many bytes a block of how many elements takes. */
export interface GgufType {
  readonly name: string;
  readonly blockElements: number;
  readonly blockBytes: number;
  /** The nearest format the performance model knows, never of fewer bits than the family promises. */
  readonly nearest: StorageFormat;
}

const type = (name: string, blockElements: number, blockBytes: number, nearest: StorageFormat): GgufType => ({
  name,
  blockElements,
  blockBytes,
  nearest,
});

/** Types by number. Sizes: github.com/ggml-org/llama.cpp, gguf-py/gguf/constants.py, GGML_QUANT_SIZES. */
export const GGUF_TYPES: ReadonlyMap<number, GgufType> = new Map([
  [0, type('F32', 1, 4, 'fp32')],
  [1, type('F16', 1, 2, 'fp16')],
  [2, type('Q4_0', 32, 18, 'int4')],
  [3, type('Q4_1', 32, 20, 'int4')],
  [6, type('Q5_0', 32, 22, 'int8')],
  [7, type('Q5_1', 32, 24, 'int8')],
  [8, type('Q8_0', 32, 34, 'int8')],
  [9, type('Q8_1', 32, 40, 'int8')],
  [10, type('Q2_K', 256, 84, 'int4')],
  [11, type('Q3_K', 256, 110, 'int4')],
  [12, type('Q4_K', 256, 144, 'int4')],
  [13, type('Q5_K', 256, 176, 'int8')],
  [14, type('Q6_K', 256, 210, 'int8')],
  [15, type('Q8_K', 256, 292, 'int8')],
  [16, type('IQ2_XXS', 256, 66, 'int4')],
  [17, type('IQ2_XS', 256, 74, 'int4')],
  [18, type('IQ3_XXS', 256, 98, 'int4')],
  [19, type('IQ1_S', 256, 50, 'int4')],
  [20, type('IQ4_NL', 32, 18, 'int4')],
  [21, type('IQ3_S', 256, 110, 'int4')],
  [22, type('IQ2_S', 256, 82, 'int4')],
  [23, type('IQ4_XS', 256, 136, 'int4')],
  [24, type('I8', 1, 1, 'int8')],
  [25, type('I16', 1, 2, 'fp16')],
  [26, type('I32', 1, 4, 'fp32')],
  [27, type('I64', 1, 8, 'fp32')],
  [28, type('F64', 1, 8, 'fp32')],
  [29, type('IQ1_M', 256, 56, 'int4')],
  [30, type('BF16', 1, 2, 'bf16')],
  [34, type('TQ1_0', 256, 54, 'int4')],
  [35, type('TQ2_0', 256, 66, 'int4')],
  [39, type('MXFP4', 32, 17, 'mxfp4')],
]);
