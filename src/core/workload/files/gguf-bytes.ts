import { InputError } from '../../input-error.ts';
import { decodeUtf8 } from './utf8.ts';

/** Thrown inside the reader when the bytes at hand end before the header does; never leaves it. */
export class MoreBytesNeeded extends Error {
  override readonly name = 'MoreBytesNeeded';
}

export const refuseGguf = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'reading a GGUF header', found, accepted });

/** Longest text kept or skipped: a chat template is far below it. */
const LONGEST_TEXT = 16 * 2 ** 20;

/** A cursor over the first bytes of a file. Every claim of size is checked against the file before it is followed. */
export interface GgufBytes {
  readonly position: () => number;
  readonly number: (type: ScalarType) => number | boolean;
  /** A 64-bit count; throws InputError when that many entries of `leastBytes` each cannot fit into the file. */
  readonly count: (what: string, most: number, leastBytes: number) => number;
  readonly text: (what: string, longest?: number) => string;
  readonly skip: (bytes: number) => void;
  readonly skipText: () => void;
}

const SCALARS = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  u64: 8,
  i64: 8,
  f64: 8,
} as const;

export type ScalarType = keyof typeof SCALARS;

export const scalarBytes = (type: ScalarType): number => SCALARS[type];

const READ: Readonly<Record<ScalarType, (view: DataView, at: number) => number | boolean>> = {
  u8: (view, at) => view.getUint8(at),
  i8: (view, at) => view.getInt8(at),
  u16: (view, at) => view.getUint16(at, true),
  i16: (view, at) => view.getInt16(at, true),
  u32: (view, at) => view.getUint32(at, true),
  i32: (view, at) => view.getInt32(at, true),
  f32: (view, at) => view.getFloat32(at, true),
  bool: (view, at) => view.getUint8(at) !== 0,
  u64: (view, at) => Number(view.getBigUint64(at, true)),
  i64: (view, at) => Number(view.getBigInt64(at, true)),
  f64: (view, at) => view.getFloat64(at, true),
};

/** A cursor at the start of the bytes, which are the beginning of a file of the size given. */
export const ggufBytes = (bytes: Uint8Array, fileSize: number): GgufBytes => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): number => {
    if (length > fileSize - at)
      throw refuseGguf(
        `${length} bytes wanted at ${at} of a file of ${fileSize}`,
        'a header inside the file',
      );
    if (at + length > bytes.length) throw new MoreBytesNeeded();
    const from = at;
    at += length;
    return from;
  };
  const count = (what: string, most: number, leastBytes: number): number => {
    const claimed = view64(take(8));
    if (claimed > BigInt(most)) throw refuseGguf(`${what}: ${claimed}`, `at most ${most}`);
    const value = Number(claimed);
    if (value * leastBytes > fileSize - at)
      throw refuseGguf(`${what}: ${value} in the ${fileSize - at} bytes that are left`, 'no more than fit');
    return value;
  };
  const view64 = (from: number): bigint => view.getBigUint64(from, true);
  return {
    position: () => at,
    number: (type) => READ[type](view, take(SCALARS[type])),
    count,
    text: (what, longest = LONGEST_TEXT) => {
      const length = count(`length of ${what}`, longest, 1);
      const from = take(length);
      try {
        return decodeUtf8(bytes.subarray(from, from + length));
      } catch (error) {
        throw refuseGguf(`${what} that is not UTF-8 (${String(error)})`, 'UTF-8 text');
      }
    },
    skip: (length) => {
      take(length);
    },
    skipText: () => {
      take(count('length of a text', LONGEST_TEXT, 1));
    },
  };
};
