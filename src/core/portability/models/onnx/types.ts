/** Element types of ONNX by number, with their bits. Source: onnx/onnx, onnx/onnx.proto, TensorProto.DataType. */
const TYPES: ReadonlyMap<number, readonly [name: string, bits: number]> = new Map([
  [1, ['FLOAT', 32]],
  [2, ['UINT8', 8]],
  [3, ['INT8', 8]],
  [4, ['UINT16', 16]],
  [5, ['INT16', 16]],
  [6, ['INT32', 32]],
  [7, ['INT64', 64]],
  [8, ['STRING', 0]],
  [9, ['BOOL', 8]],
  [10, ['FLOAT16', 16]],
  [11, ['DOUBLE', 64]],
  [12, ['UINT32', 32]],
  [13, ['UINT64', 64]],
  [14, ['COMPLEX64', 64]],
  [15, ['COMPLEX128', 128]],
  [16, ['BFLOAT16', 16]],
  [17, ['FLOAT8E4M3FN', 8]],
  [18, ['FLOAT8E4M3FNUZ', 8]],
  [19, ['FLOAT8E5M2', 8]],
  [20, ['FLOAT8E5M2FNUZ', 8]],
  [21, ['UINT4', 4]],
  [22, ['INT4', 4]],
  [23, ['FLOAT4E2M1', 4]],
  [24, ['FLOAT8E8M0', 8]],
  [25, ['UINT2', 2]],
  [26, ['INT2', 2]],
]);

/** Name of an element type; `type 99` where the format has none of that number. */
export const onnxTypeName = (number: number): string => TYPES.get(number)?.[0] ?? `type ${number}`;

/** Bytes that so many elements take; null where the type says nothing about it. */
export const onnxBytes = (number: number, elements: number): number | null => {
  const bits = TYPES.get(number)?.[1];
  return bits === undefined || bits === 0 ? null : Math.ceil((elements * bits) / 8);
};
