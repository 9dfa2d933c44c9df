import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import { NpyError, readNpyHeader } from './npy-header.ts';

export { NpyError } from './npy-header.ts';

/** Element types of an .npy file: those of NKI, and the wide ones of numpy, which `narrowed` brings to 32 bits. */
export type NpyDType = DType | 'float64' | 'int64' | 'uint64';

/** A tensor as bytes: little endian, row-major, without gaps. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly dtype: NpyDType;
  readonly bytes: Uint8Array;
}

export interface NpyOptions {
  /** What errors call the file. */
  readonly name: string;
  /**
   * What the elements are, for types that numpy does not know and writes as bytes without a meaning (`<V2`) or that are
   * kept as unsigned integers of their width.
   */
  readonly dtype?: DType;
}

const NUMPY_TYPES: Readonly<Record<string, NpyDType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  // What numpy writes for this one type of ml_dtypes.
  f1: 'float8_e5m2',
};

const ACCEPTED = 'little-endian f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1, or V1 V2 V4 with a declared type';

const bytesOf = (dtype: NpyDType): number =>
  dtype === 'float64' || dtype === 'int64' || dtype === 'uint64' ? 8 : DTYPE_BYTES[dtype];

/** The type of the elements from what the file says and what was declared. */
const elementType = (description: string, { name, dtype: declared }: NpyOptions): NpyDType => {
  const attempted = `reading ${name}`;
  const found = `element type ${JSON.stringify(description.slice(0, 40))}`;
  const [, order, kind] = /^([<>|=]?)([a-zA-Z]\d{1,2})$/.exec(description) ?? [];
  if (kind === undefined) throw new NpyError({ attempted, found, accepted: ACCEPTED });
  const width = Number(kind.slice(1));
  if (order === '>' && width > 1) {
    throw new NpyError({ attempted, found: `${found}, big endian`, accepted: ACCEPTED });
  }
  const known = NUMPY_TYPES[kind];
  if (declared === undefined || declared === known) {
    if (known !== undefined) return known;
    const accepted = kind.startsWith('V') ? 'a declared type for it, such as bfloat16 for V2' : ACCEPTED;
    throw new NpyError({ attempted, found, accepted });
  }
  const meaningless = kind.startsWith('V') || kind.startsWith('u') || kind === 'f4';
  const same = DTYPE_BYTES[declared] === width && (kind !== 'f4' || declared === 'tfloat32');
  if (meaningless && same) return declared;
  throw new NpyError({
    attempted: `${attempted} as ${declared}`,
    found,
    accepted: `${declared} itself, or V${DTYPE_BYTES[declared]} or u${DTYPE_BYTES[declared]} that hold it`,
  });
};

/** Row-major bytes of column-major ones. */
const transposed = (bytes: Uint8Array, shape: readonly number[], width: number): Uint8Array => {
  const out = new Uint8Array(bytes.length);
  const strides = shape.map((_, dimension) => shape.slice(0, dimension).reduce((a, b) => a * b, width));
  const indices = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to += width) {
    for (let byte = 0; byte < width; byte += 1) out[to + byte] = bytes[from + byte] as number;
    for (let dimension = shape.length - 1; dimension >= 0; dimension -= 1) {
      const next = (indices[dimension] as number) + 1;
      from += strides[dimension] as number;
      indices[dimension] = next;
      if (next < (shape[dimension] as number)) break;
      from -= (strides[dimension] as number) * next;
      indices[dimension] = 0;
    }
  }
  return out;
};

/**
 * Reads an .npy file. Column-major (Fortran) data are brought into row-major order; other data are a view of `file`.
 * @throws {NpyError} when it is none, its type is not known, or its length does not go with its shape
 */
export const readNpy = (file: Uint8Array, options: NpyOptions): NpyArray => {
  const { description, isColumnMajor, shape, dataStart } = readNpyHeader(file, options.name);
  const dtype = elementType(description, options);
  const width = bytesOf(dtype);
  const needed = shape.reduce((product, size) => product * size, width);
  const given = file.length - dataStart;
  if (needed !== given) {
    throw new NpyError({
      attempted: `reading ${options.name}`,
      found: `${given} bytes of data`,
      accepted: `${needed} bytes: shape (${shape.join(', ')}) of ${dtype}`,
    });
  }
  const bytes = file.subarray(dataStart);
  return { shape, dtype, bytes: isColumnMajor ? transposed(bytes, shape, width) : bytes };
};

const numpyName = (dtype: NpyDType): string => {
  if (dtype === 'tfloat32') return '<f4';
  const known = Object.entries(NUMPY_TYPES).find(([kind, type]) => type === dtype && kind !== 'f1')?.[0];
  const width = bytesOf(dtype);
  return `${width === 1 ? '|' : '<'}${known ?? `V${width}`}`;
};

/**
 * The .npy file (version 1.0) of a tensor. Types that numpy does not know are written as bytes (`<V2`), as numpy does
 * for the types of ml_dtypes.
 * @throws {RangeError} when the bytes do not go with the shape
 */
export const writeNpy = ({ shape, dtype, bytes }: NpyArray): Uint8Array => {
  const needed = shape.reduce((product, size) => product * size, bytesOf(dtype));
  if (bytes.length !== needed) throw new RangeError(`${bytes.length} bytes for a tensor of ${needed}`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${numpyName(dtype)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data begin at a multiple of 64; the header ends with a line break.
  const headerLength = Math.ceil((dictionary.length + 1 + 10) / 64) * 64 - 10;
  const text = `${dictionary.padEnd(headerLength - 1)}\n`;
  const file = new Uint8Array(10 + headerLength + bytes.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerLength & 255, headerLength >> 8]);
  for (let index = 0; index < text.length; index += 1) file[10 + index] = text.charCodeAt(index);
  file.set(bytes, 10 + headerLength);
  return file;
};
