/**
 * The element types of NKI. Source: aws-neuron-sdk nki/api/nki.language.rst (supported data types).
 * An `_x4` type packs four values into one element of four (fp8) or two (fp4) bytes.
 */
export type DType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'float16'
  | 'bfloat16'
  | 'tfloat32'
  | 'float32'
  | 'float8_e4m3'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float8_e8m0fnu'
  | 'float8_e4m3fn_x4'
  | 'float8_e5m2_x4'
  | 'float4_e2m1fn_x4';

/** Bytes that one element occupies in memory. */
export const DTYPE_BYTES: Readonly<Record<DType, number>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  float16: 2,
  bfloat16: 2,
  tfloat32: 4,
  float32: 4,
  float8_e4m3: 1,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  float8_e8m0fnu: 1,
  float8_e4m3fn_x4: 4,
  float8_e5m2_x4: 4,
  float4_e2m1fn_x4: 2,
};

/** Whether the type is one of the integers (bool counts as one). */
export const isInteger = (dtype: DType): boolean =>
  dtype === 'bool' || dtype.startsWith('int') || dtype.startsWith('uint');

/** Whether one element packs four values. */
export const isPacked = (dtype: DType): boolean => dtype.endsWith('_x4');
