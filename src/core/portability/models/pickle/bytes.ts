import { InputError } from '../../../input-error.ts';
import { type RangedReader, windowed } from '../../../workload/files/ranged-reader.ts';
import { decodeUtf8 } from '../../../workload/files/utf8.ts';

const LONGEST_KEPT_TEXT = 4096;
const LONGEST_LINE = 65_536;
const NEWLINE = 10;
const HELD_BYTES = 4096;
/** All texts kept over the life of a walk. */
const MOST_TEXT_BYTES = 64 * 2 ** 20;

export const refusePickle = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'reading a pickle', found, accepted });

/** A cursor over a pickle. Nothing it is told to skip is read, and every length is checked against the file. */
export interface PickleBytes {
  readonly position: () => number;
  readonly atEnd: () => boolean;
  readonly byte: () => number;
  /** A little-endian whole number of so many bytes; beyond 2^53 it is not exact. */
  readonly unsigned: (bytes: 1 | 2 | 4 | 8) => number;
  readonly signed32: () => number;
  /** Two's complement of any length; null when it does not fit a safe integer. */
  readonly long: (length: number) => number | null;
  readonly float: () => number;
  readonly text: (length: number) => string;
  /** Bytes to the next newline, as text without it. */
  readonly line: () => string;
  readonly skip: (length: number) => void;
}

const decoded = (bytes: Uint8Array): string => {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (error instanceof RangeError) return '(not text)';
    throw error;
  }
};

const toNumber = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0);

const twosComplement = (bytes: Uint8Array): number => {
  const top = bytes.at(-1);
  const value = toNumber(bytes);
  return top !== undefined && top >= 128 ? value - 256 ** bytes.length : value;
};

/** A cursor at `from`. Throws InputError where the file ends before what is asked for. */
export const pickleBytes = (reader: RangedReader, from = 0): PickleBytes => {
  const file = windowed(reader);
  let at = from;
  let textBytes = 0;
  const claim = (length: number): number => {
    if (!(length >= 0 && length <= file.size - at))
      throw refusePickle(`${length} bytes wanted at ${at} of ${file.size}`, 'a pickle that is whole');
    const start = at;
    at += length;
    return start;
  };
  // Most reads are of one byte, so the window they fall into is kept at hand.
  let held: Uint8Array = new Uint8Array(0);
  let heldFrom = 0;
  const byte = (): number => {
    const known = held[at - heldFrom];
    if (known === undefined) return afterMoving();
    at += 1;
    return known;
  };
  const afterMoving = (): number => {
    const from = claim(1);
    held = file.read(from, Math.min(HELD_BYTES, file.size - from));
    heldFrom = from;
    const [first] = held;
    if (first === undefined) throw refusePickle(`a file that ends at ${from}`, 'a pickle that is whole');
    return first;
  };
  const take = (length: number): Uint8Array => file.read(claim(length), length);
  const viewed = (length: number): DataView => {
    const bytes = take(length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  const text = (length: number): string => {
    if (length > LONGEST_KEPT_TEXT) {
      claim(length);
      return '(long text)';
    }
    textBytes += length;
    if (textBytes > MOST_TEXT_BYTES) throw refusePickle('more than 64 MiB of names', 'a checkpoint');
    return decoded(take(length));
  };
  const lineLength = (): number => {
    // Most lines are short: looking far ahead for each would read the file many times over.
    for (const length of [256, LONGEST_LINE]) {
      const end = file.read(at, Math.min(length, file.size - at)).indexOf(NEWLINE);
      if (end >= 0) return end;
    }
    throw refusePickle(`a line without an end at byte ${at}`, `lines of at most ${LONGEST_LINE} bytes`);
  };
  const line = (): string => {
    const found = text(lineLength());
    claim(1);
    return found;
  };
  return {
    position: () => at,
    atEnd: () => at >= file.size,
    byte,
    unsigned: (length) => (length === 1 ? byte() : toNumber(take(length))),
    signed32: () => viewed(4).getInt32(0, true),
    long: (length) => {
      if (length <= 7) return twosComplement(take(length));
      claim(length);
      return null;
    },
    float: () => viewed(8).getFloat64(0, false),
    text,
    line,
    skip: (length) => {
      claim(length);
    },
  };
};
