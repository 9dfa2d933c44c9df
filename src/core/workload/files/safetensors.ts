import { parseBoundedJson } from '../../bounded-json.ts';
import { InputError } from '../../input-error.ts';
import { elementCount, type TensorInfo } from './tensor.ts';
import { decodeUtf8 } from './utf8.ts';

/** The format allows 100 MB; the header of a file of 100,000 tensors has a tenth of that. A longer one is refused unread. */
export const LARGEST_SAFETENSORS_HEADER = 16 * 2 ** 20;
/** Bytes at the start of the file that hold the length of the header. */
export const SAFETENSORS_PREFIX = 8;
/** No published checkpoint comes near this many tensors in one file. */
const MOST_TENSORS = 100_000;
const MOST_DIMENSIONS = 16;

const BITS_PER_ELEMENT: ReadonlyMap<string, number> = new Map([
  ['F64', 64],
  ['I64', 64],
  ['U64', 64],
  ['C64', 64],
  ['F32', 32],
  ['I32', 32],
  ['U32', 32],
  ['F16', 16],
  ['BF16', 16],
  ['I16', 16],
  ['U16', 16],
  ['F8_E4M3', 8],
  ['F8_E5M2', 8],
  ['F8_E8M0', 8],
  ['F8_E4M3FNUZ', 8],
  ['F8_E5M2FNUZ', 8],
  ['I8', 8],
  ['U8', 8],
  ['BOOL', 8],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['F4', 4],
]);

const ATTEMPTED = 'reading a safetensors header';

const refuse = (found: string, accepted: string): InputError =>
  new InputError({ attempted: ATTEMPTED, found, accepted });

/**
 * Length of the JSON header in bytes, from the first 8 bytes (little-endian unsigned 64-bit). Throws InputError when there
 * are fewer, or when the length is beyond 16 MiB or the file.
 */
export const safetensorsHeaderLength = (bytes: Uint8Array, fileSize: number): number => {
  if (bytes.length < SAFETENSORS_PREFIX)
    throw refuse(`${bytes.length} bytes`, 'a file that starts with the length of its header (8 bytes)');
  const length = new DataView(bytes.buffer, bytes.byteOffset, SAFETENSORS_PREFIX).getBigUint64(0, true);
  if (length > BigInt(LARGEST_SAFETENSORS_HEADER))
    throw refuse(`a header that claims ${length} bytes`, `at most ${LARGEST_SAFETENSORS_HEADER} bytes`);
  if (Number(length) > fileSize - SAFETENSORS_PREFIX)
    throw refuse(
      `a header that claims ${length} bytes in a file of ${fileSize}`,
      'a header that fits into the file',
    );
  return Number(length);
};

const headerText = (bytes: Uint8Array): string => {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw refuse(`a header that is not text (${String(error).slice(0, 120)})`, 'UTF-8');
  }
};

const parseHeader = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  const value = parseBoundedJson(headerText(bytes), ATTEMPTED);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refuse('a header that is not an object', 'a JSON object of tensors');
  return value as Readonly<Record<string, unknown>>;
};

const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);

const readTensor = (name: string, value: unknown): TensorInfo => {
  const entry = (value !== null && typeof value === 'object' ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const { dtype, shape, data_offsets: offsets } = entry;
  const bits = typeof dtype === 'string' ? BITS_PER_ELEMENT.get(dtype) : undefined;
  if (typeof dtype !== 'string' || bits === undefined)
    throw refuse(`tensor ${shown(name)} of an unknown dtype`, [...BITS_PER_ELEMENT.keys()].join(', '));
  const elements = Array.isArray(shape) && shape.length <= MOST_DIMENSIONS ? elementCount(shape) : null;
  if (!Array.isArray(shape) || elements === null)
    throw refuse(
      `tensor ${shown(name)} without a usable shape`,
      `at most ${MOST_DIMENSIONS} sizes of 0 or more, below 2^53 elements together`,
    );
  const [begin, end] = Array.isArray(offsets) ? (offsets as readonly unknown[]) : [];
  const usable =
    typeof begin === 'number' &&
    typeof end === 'number' &&
    Number.isSafeInteger(begin) &&
    Number.isSafeInteger(end) &&
    begin >= 0 &&
    begin <= end;
  if (!usable || !Array.isArray(offsets) || offsets.length !== 2)
    throw refuse(`tensor ${shown(name)} without usable data_offsets`, 'two byte positions, begin before end');
  if ((end - begin) * 8 !== elements * bits)
    throw refuse(
      `tensor ${shown(name)} of ${elements} ${dtype} in ${end - begin} bytes`,
      `${(elements * bits) / 8} bytes`,
    );
  return { name, dtype, shape: shape as readonly number[], elements, bytes: end - begin, offset: begin };
};

/** The format allows neither holes nor overlaps, and the data must end where the file ends. */
const checkCover = (tensors: readonly TensorInfo[], dataBytes: number): void => {
  let position = 0;
  for (const tensor of [...tensors].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (tensor.offset !== position)
      throw refuse(
        `tensor ${shown(tensor.name)} at byte ${tensor.offset} where ${position} is next`,
        'tensors one after another, without holes or overlaps',
      );
    position += tensor.bytes;
  }
  if (position !== dataBytes)
    throw refuse(
      `${dataBytes} bytes of data for tensors of ${position}`,
      'data that ends with the last tensor',
    );
};

/**
 * The tensors of a safetensors file from its first bytes (8 and the header; more does no harm) and its size. Format:
 * github.com/huggingface/safetensors, README "Format". Uses memory of the order of the header, which is at most 16 MiB.
 * Throws InputError on anything the format does not allow.
 */
export const readSafetensorsHeader = (bytes: Uint8Array, fileSize: number): readonly TensorInfo[] => {
  const length = safetensorsHeaderLength(bytes, fileSize);
  if (bytes.length < SAFETENSORS_PREFIX + length)
    throw refuse(`${bytes.length} bytes`, `the first ${SAFETENSORS_PREFIX + length} bytes of the file`);
  const header = parseHeader(bytes.subarray(SAFETENSORS_PREFIX, SAFETENSORS_PREFIX + length));
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  if (entries.length > MOST_TENSORS)
    throw refuse(`${entries.length} tensors`, `at most ${MOST_TENSORS} in one file`);
  const tensors = entries.map(([name, value]) => readTensor(name, value));
  checkCover(tensors, fileSize - SAFETENSORS_PREFIX - length);
  return tensors;
};
