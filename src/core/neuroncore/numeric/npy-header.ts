import { InputError } from '../../input-error.ts';

/** An .npy file that cannot be used. */
export class NpyError extends InputError {}

/** What the header of an .npy file says. */
export interface NpyHeader {
  /** Type of the elements as numpy writes it: `<f4`, `|b1`, `<V2`. */
  readonly description: string;
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
  /** First byte of the data. */
  readonly dataStart: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** numpy itself refuses longer headers unless told otherwise. */
const LONGEST_HEADER = 65536;
const MOST_DIMENSIONS = 32;

const refuse = (name: string, found: string, accepted: string): never => {
  throw new NpyError({ attempted: `reading ${name}`, found, accepted });
};

const FORM = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`;

/** Keys and values of a Python dictionary of strings, booleans and tuples of whole numbers; null when it is anything else. */
const parseDictionary = (text: string): ReadonlyMap<string, string> | null => {
  const outer = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (outer === undefined) return null;
  const entries = new Map<string, string>();
  const entry =
    /\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*:\s*('[^'\\]*'|"[^"\\]*"|True|False|\([\d\sL,]*\))\s*(,|$)/gy;
  while (entry.lastIndex < outer.length) {
    const from = entry.lastIndex;
    const match = entry.exec(outer);
    if (match === null) return outer.slice(from).trim() === '' ? entries : null;
    const key = match[1] ?? match[2];
    if (key === undefined || entries.has(key)) return null;
    entries.set(key, match[3] as string);
  }
  return entries;
};

/** Sizes of a tuple such as `(2, 3)`, `(4,)` or `()`; null when it is no tuple of whole numbers. */
const parseShape = (text: string): number[] | null => {
  if (!/^\(\s*(\d+L?\s*,\s*)*(\d+L?\s*)?\)$/.test(text) || /^\(\s*\d+L?\s*\)$/.test(text)) return null;
  const sizes = (text.match(/\d+/g) ?? []).map(Number);
  return sizes.every(Number.isSafeInteger) ? sizes : null;
};

const headerText = (
  bytes: Uint8Array,
  name: string,
): { readonly text: string; readonly dataStart: number } => {
  if (bytes.length < 10 || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    return refuse(name, 'no magic string of numpy at its beginning', 'a file written by numpy.save (.npy)');
  }
  const [major, minor] = [bytes[6], bytes[7]];
  if (major === undefined || major < 1 || major > 3 || minor !== 0) {
    return refuse(name, `format version ${major}.${minor}`, 'version 1.0, 2.0 or 3.0');
  }
  const start = major === 1 ? 10 : 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start) return refuse(name, 'an end within the header', 'a whole file');
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    return refuse(name, `a header of ${length} bytes`, `at most ${LONGEST_HEADER} bytes`);
  }
  if (bytes.length < start + length) return refuse(name, 'an end within the header', 'a whole file');
  let text = '';
  for (const byte of bytes.subarray(start, start + length)) text += String.fromCharCode(byte);
  return { text, dataStart: start + length };
};

/**
 * Reads the header of an .npy file of version 1.0, 2.0 or 3.0. `name` is what errors call the file.
 * Source of the format: numpy documentation, reference/generated/numpy.lib.format.
 * @throws {NpyError} when it is no such header
 */
export const readNpyHeader = (bytes: Uint8Array, name: string): NpyHeader => {
  const { text, dataStart } = headerText(bytes, name);
  const excerpt = JSON.stringify(text.trim().slice(0, 120));
  const entries = parseDictionary(text);
  const description = entries?.get('descr');
  const order = entries?.get('fortran_order');
  const shapeText = entries?.get('shape');
  if (entries === null || entries.size !== 3 || description === undefined) {
    return refuse(name, `header ${excerpt}`, `${FORM}; structured types have no place here`);
  }
  if ((order !== 'True' && order !== 'False') || shapeText === undefined || !/^['"]/.test(description)) {
    return refuse(name, `header ${excerpt}`, FORM);
  }
  const shape = parseShape(shapeText);
  if (shape === null) return refuse(name, `shape ${shapeText.slice(0, 120)}`, 'a tuple such as (2, 3)');
  if (shape.length > MOST_DIMENSIONS) {
    return refuse(name, `${shape.length} dimensions`, `at most ${MOST_DIMENSIONS}`);
  }
  return { description: description.slice(1, -1), isColumnMajor: order === 'True', shape, dataStart };
};
