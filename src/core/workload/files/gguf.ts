import {
  type GgufBytes,
  ggufBytes,
  MoreBytesNeeded,
  refuseGguf,
  type ScalarType,
  scalarBytes,
} from './gguf-bytes.ts';
import { GGUF_TYPES } from './gguf-types.ts';
import { elementCount, type TensorInfo } from './tensor.ts';

/** A value of the metadata; of long lists (vocabularies) only the length is kept. */
export type GgufValue =
  | number
  | boolean
  | string
  | readonly (number | boolean | string)[]
  | { readonly kind: 'long-list'; readonly length: number };

export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** `dtype` is the GGUF type, `shape` in the file's order: fastest dimension first. */
  readonly tensors: readonly TensorInfo[];
}

/** Header bytes beyond which a file is refused: a vocabulary of a million entries stays far below. */
export const LARGEST_GGUF_HEADER = 64 * 2 ** 20;

const MAGIC = 0x46554747;
const MOST_TENSORS = 100_000;
const MOST_KEYS = 100_000;
const LONGEST_KEY = 65_535;
const LONGEST_KEPT_LIST = 4096;
const MOST_LIST_ENTRIES = 2 ** 28;
const MOST_DIMENSIONS = 4;
const DEEPEST_LIST = 3;
const TEXT = 8;
const LIST = 9;

const VALUE_TYPES: ReadonlyMap<number, ScalarType> = new Map([
  [0, 'u8'],
  [1, 'i8'],
  [2, 'u16'],
  [3, 'i16'],
  [4, 'u32'],
  [5, 'i32'],
  [6, 'f32'],
  [7, 'bool'],
  [10, 'u64'],
  [11, 'i64'],
  [12, 'f64'],
] as const);

const scalarType = (code: number): ScalarType => {
  const scalar = VALUE_TYPES.get(code);
  if (scalar === undefined) throw refuseGguf(`a metadata value of type ${code}`, 'the types 0 to 12');
  return scalar;
};

const code = (bytes: GgufBytes): number => Number(bytes.number('u32'));

const skipList = (bytes: GgufBytes, type: number, length: number, depth: number): void => {
  if (type === TEXT) for (let index = 0; index < length; index += 1) bytes.skipText();
  else if (type === LIST) for (let index = 0; index < length; index += 1) readList(bytes, depth + 1);
  else bytes.skip(length * scalarBytes(scalarType(type)));
};

const readList = (bytes: GgufBytes, depth: number): GgufValue => {
  if (depth > DEEPEST_LIST) throw refuseGguf('lists inside lists', `at most ${DEEPEST_LIST} deep`);
  const type = code(bytes);
  const leastBytes = type === TEXT ? 8 : type === LIST ? 12 : scalarBytes(scalarType(type));
  const length = bytes.count('entries of a list', MOST_LIST_ENTRIES, leastBytes);
  if (length > LONGEST_KEPT_LIST || type === LIST) {
    skipList(bytes, type, length, depth);
    return { kind: 'long-list', length };
  }
  const values: (number | boolean | string)[] = [];
  for (let index = 0; index < length; index += 1)
    values.push(type === TEXT ? bytes.text('a list entry') : bytes.number(scalarType(type)));
  return values;
};

const readValue = (bytes: GgufBytes): GgufValue => {
  const type = code(bytes);
  if (type === TEXT) return bytes.text('a metadata value');
  if (type === LIST) return readList(bytes, 1);
  return bytes.number(scalarType(type));
};

const readTensor = (bytes: GgufBytes, fileSize: number): TensorInfo => {
  const name = bytes.text('a tensor name', LONGEST_KEY);
  const dimensions = code(bytes);
  if (dimensions > MOST_DIMENSIONS)
    throw refuseGguf(
      `tensor "${name.slice(0, 80)}" of ${dimensions} dimensions`,
      `at most ${MOST_DIMENSIONS}`,
    );
  const shape: number[] = [];
  for (let index = 0; index < dimensions; index += 1)
    shape.push(bytes.count(`a size of "${name.slice(0, 80)}"`, Number.MAX_SAFE_INTEGER, 0));
  const typeCode = code(bytes);
  const offset = bytes.count(`the offset of "${name.slice(0, 80)}"`, Number.MAX_SAFE_INTEGER, 0);
  const type = GGUF_TYPES.get(typeCode);
  if (type === undefined)
    throw refuseGguf(
      `tensor "${name.slice(0, 80)}" of type ${typeCode}`,
      [...GGUF_TYPES.values()].map((known) => known.name).join(', '),
    );
  const elements = elementCount(shape);
  if (elements === null || elements % type.blockElements !== 0)
    throw refuseGguf(
      `tensor "${name.slice(0, 80)}" of ${shape.join(' x ')} as ${type.name}`,
      `whole blocks of ${type.blockElements}, below 2^53 elements`,
    );
  const size = (elements / type.blockElements) * type.blockBytes;
  if (offset + size > fileSize)
    throw refuseGguf(
      `tensor "${name.slice(0, 80)}" of ${size} bytes at ${offset} in a file of ${fileSize}`,
      'tensors inside the file',
    );
  return { name, dtype: type.name, shape, elements, bytes: size, offset };
};

const readStart = (bytes: GgufBytes): number => {
  if (bytes.number('u32') !== MAGIC) throw refuseGguf('another beginning than "GGUF"', 'a GGUF file');
  const version = Number(bytes.number('u32'));
  if (version !== 2 && version !== 3)
    throw refuseGguf(
      version > 0xffff ? 'a big-endian GGUF file' : `GGUF version ${version}`,
      'GGUF versions 2 and 3, little-endian',
    );
  return version;
};

const readAll = (bytes: GgufBytes, fileSize: number): GgufHeader => {
  const version = readStart(bytes);
  const tensorCount = bytes.count('tensors', MOST_TENSORS, 24);
  const keyCount = bytes.count('metadata keys', MOST_KEYS, 13);
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < keyCount; index += 1) {
    const key = bytes.text('a metadata key', LONGEST_KEY);
    if (metadata.has(key)) throw refuseGguf(`the metadata key "${key.slice(0, 80)}" twice`, 'each key once');
    metadata.set(key, readValue(bytes));
  }
  const tensors: TensorInfo[] = [];
  for (let index = 0; index < tensorCount; index += 1) tensors.push(readTensor(bytes, fileSize));
  return { version, metadata, tensors };
};

/**
 * The header of a GGUF file (versions 2 and 3) from its first bytes and its size; null when the header goes on beyond the
 * bytes given and more should be read. Format: github.com/ggml-org/ggml, docs/gguf.md. Every claimed size is checked against
 * the file before it is followed, so memory stays of the order of the bytes given. Throws InputError on anything else.
 */
export const readGgufHeader = (bytes: Uint8Array, fileSize: number): GgufHeader | null => {
  try {
    return readAll(ggufBytes(bytes, fileSize), fileSize);
  } catch (error) {
    if (error instanceof MoreBytesNeeded) return null;
    throw error;
  }
};
