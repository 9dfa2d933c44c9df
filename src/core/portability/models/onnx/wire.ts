import { InputError } from '../../../input-error.ts';
import { type RangedReader, windowed } from '../../../workload/files/ranged-reader.ts';
import { decodeUtf8 } from '../../../workload/files/utf8.ts';

/** Fields of one message, whatever nests in them, that are walked before a file is given up. */
const MOST_FIELDS = 10_000_000;
/** Names are far shorter; a hundred thousand of them are kept. */
const LONGEST_TEXT = 512;
const MOST_PACKED = 4096;
/** An int64 takes 10 bytes at most. */
const LONGEST_VARINT = 10;

export const refuseProtobuf = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'reading an ONNX file', found, accepted });

/** A length-delimited field: where its bytes are, unread. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A field of a message: a number (varint or fixed) or a span. */
export interface Field {
  readonly number: number;
  /** Whole numbers beyond 2^53 lose their last digits; null where the field is a span. */
  readonly value: number | null;
  readonly span: Span | null;
}

/** Walks protobuf messages of a file without loading them. */
export interface Wire {
  readonly size: number;
  /** Calls `visit` for every field between the two positions. Throws InputError on what protobuf does not allow. */
  readonly walk: (span: Span, visit: (field: Field) => void) => void;
  /** Text of a span, at most 512 bytes of it; bytes that are no UTF-8 give `(not text)`. */
  readonly text: (span: Span) => string;
  /** Varints packed in a span. */
  readonly packed: (span: Span) => readonly number[];
}

const textOf = (bytes: Uint8Array): string => {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (error instanceof RangeError) return '(not text)';
    throw error;
  }
};

/** Seven bits each of the bytes from `first` on. */
const bits = (bytes: Uint8Array, first: number, count: number): number =>
  bytes.subarray(first, first + count).reduceRight((value, byte) => value * 128 + (byte & 0x7f), 0);

/** The number in the bytes of a varint, signed in 64 bits. Kept in three parts: small negative numbers stay exact. */
const signed = (bytes: Uint8Array): number => {
  const low = bits(bytes, 0, 4);
  const middle = bits(bytes, 4, 4);
  const high = bits(bytes, 8, 2) % 256;
  if (high < 128) return low + middle * 2 ** 28 + high * 2 ** 56;
  return -(2 ** 28 - 1 - low + (2 ** 28 - 1 - middle) * 2 ** 28 + (255 - high) * 2 ** 56 + 1);
};

const fixedAt = (file: RangedReader, at: number, length: 4 | 8): number => {
  const bytes = file.read(at, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
};

const HELD_BYTES = 16_384;

/** A place in the file that moves as it is read. */
interface Cursor {
  at: number;
  /** A varint of at most 10 bytes, as a signed 64-bit number, that ends before `end`. */
  readonly varint: (end: number) => number;
}

/** A cursor with the bytes around it at hand: most numbers have one byte. */
const cursorOver = (file: RangedReader): Cursor => {
  let held: Uint8Array = new Uint8Array(0);
  let heldFrom = 0;
  const long = (end: number): number => {
    const from = cursor.at;
    const bytes = file.read(from, Math.min(LONGEST_VARINT, end - from));
    const last = bytes.findIndex((byte) => byte < 0x80);
    if (last < 0)
      throw refuseProtobuf(
        `a number without an end at byte ${from}`,
        'numbers of at most 10 bytes inside the file',
      );
    cursor.at = from + last + 1;
    if (cursor.at >= heldFrom + held.length || from < heldFrom) {
      held = file.read(cursor.at, HELD_BYTES);
      heldFrom = cursor.at;
    }
    return signed(bytes.subarray(0, last + 1));
  };
  const cursor: Cursor = {
    at: 0,
    varint: (end) => {
      const byte = cursor.at < end ? held[cursor.at - heldFrom] : undefined;
      if (byte === undefined || byte >= 0x80) return long(end);
      cursor.at += 1;
      return byte;
    },
  };
  return cursor;
};

/**
 * A walker over the file (wire format: protobuf.dev/programming-guides/encoding). Lengths are checked against what encloses
 * them before they are followed, and at most 10 million fields are walked over its life, so time and memory are bounded.
 */
export const wireOf = (reader: RangedReader): Wire => {
  const file = windowed(reader);
  const cursor = cursorOver(file);
  let fields = 0;
  const fixed = (number: number, length: 4 | 8, end: number): Field => {
    const from = cursor.at;
    if (length > end - from) throw refuseProtobuf(`a field cut off at byte ${from}`, 'a whole file');
    cursor.at = from + length;
    return { number, value: fixedAt(file, from, length), span: null };
  };
  const spanned = (number: number, end: number): Field => {
    const length = cursor.varint(end);
    const from = cursor.at;
    if (length < 0 || length > end - from)
      throw refuseProtobuf(
        `a field of ${length} bytes at byte ${from} where ${end - from} are left`,
        'fields inside what encloses them',
      );
    cursor.at = from + length;
    return { number, value: null, span: { from, to: from + length } };
  };
  const field = (end: number): Field => {
    const from = cursor.at;
    const key = cursor.varint(end);
    const number = Math.floor(key / 8);
    if (key < 8 || number > 0x1fffffff)
      throw refuseProtobuf(`no field at byte ${from}`, 'field numbers from 1 to 2^29 - 1');
    const wireType = key % 8;
    if (wireType === 2) return spanned(number, end);
    if (wireType === 0) return { number, value: cursor.varint(end), span: null };
    if (wireType === 1 || wireType === 5) return fixed(number, wireType === 1 ? 8 : 4, end);
    throw refuseProtobuf(`a field of wire type ${wireType} at byte ${from}`, 'wire types 0, 1, 2 and 5');
  };
  const walk = ({ from, to }: Span, visit: (field: Field) => void): void => {
    let at = from;
    while (at < to) {
      fields += 1;
      if (fields > MOST_FIELDS)
        throw refuseProtobuf(`more than ${MOST_FIELDS.toLocaleString('en-GB')} fields`, 'a smaller graph');
      // Whoever is told of a field may walk inside it, which moves the cursor.
      cursor.at = at;
      const found = field(to);
      at = cursor.at;
      visit(found);
    }
  };
  const packed = ({ from, to }: Span): readonly number[] => {
    const values: number[] = [];
    cursor.at = from;
    while (cursor.at < to) {
      if (values.length > MOST_PACKED) throw refuseProtobuf('a list of sizes of thousands', 'shapes');
      values.push(cursor.varint(to));
    }
    return values;
  };
  return {
    size: reader.size,
    walk,
    packed,
    text: ({ from, to }) => textOf(file.read(from, Math.min(LONGEST_TEXT, to - from))),
  };
};
