import { isUtf8 } from 'node:buffer';

/** A text, or null for bytes that are none, with what was out of the ordinary. */
export interface DecodedText {
  readonly text: string | null;
  readonly remarks: readonly string[];
}

const PROBE_BYTES = 8192;
/** Texts have next to none; formats of data have many. A stray one must not hide a file. */
const CONTROL_SHARE_MAX = 0.02;
const STRAY_CONTROLS = 8;

/** Controls other than tabulators, line ends, form feeds, backspaces and the start of a terminal's sequence. */
const isControl = (byte: number): boolean =>
  byte < 0x20 &&
  byte !== 0x09 &&
  byte !== 0x0a &&
  byte !== 0x0c &&
  byte !== 0x0d &&
  byte !== 0x08 &&
  byte !== 0x1b;

/** How formats of data begin that are partly text, as Latin-1. */
const DATA_BEGINS =
  /^(?:%PDF-|\x89PNG|\xff\xd8\xff|GIF8|RIFF|\x7fELF|MZ\x90|PK\x03\x04|\x1f\x8b|BZh|7z\xbc\xaf|OggS|ID3|wOF)/;

/**
 * Whether bytes are data rather than text: by how they begin, by NUL in what is no UTF-8, by their share of controls.
 * UTF-16 without a mark counts as data.
 */
export const isBinary = (bytes: Uint8Array): boolean => {
  const probe = bytes.subarray(0, PROBE_BYTES);
  if (DATA_BEGINS.test(Buffer.from(probe.subarray(0, 8)).toString('latin1'))) return true;
  if (probe.includes(0) && !isUtf8(bytes)) return true;
  let controls = 0;
  for (let index = 0; index < probe.length; index += 1) if (isControl(probe[index] as number)) controls += 1;
  return controls > STRAY_CONTROLS && controls > probe.length * CONTROL_SHARE_MAX;
};

const begins = (bytes: Uint8Array, ...mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

/**
 * Text from bytes: by the byte order mark where there is one, else as UTF-8, else as Latin-1 (of Windows), which gives every
 * byte a character. Line ends stay as they are. Never throws.
 */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  if (begins(bytes, 0xff, 0xfe, 0, 0) || begins(bytes, 0, 0, 0xfe, 0xff))
    return { text: null, remarks: ['text in UTF-32: not read'] };
  if (begins(bytes, 0xff, 0xfe))
    return { text: new TextDecoder('utf-16le').decode(bytes), remarks: ['read as UTF-16'] };
  if (begins(bytes, 0xfe, 0xff))
    return { text: new TextDecoder('utf-16be').decode(bytes), remarks: ['read as UTF-16'] };
  if (isBinary(bytes)) return { text: null, remarks: [] };
  const remarks = bytes.includes(0) ? ['has NUL bytes'] : [];
  if (!isUtf8(bytes))
    return {
      text: new TextDecoder('windows-1252').decode(bytes),
      remarks: [...remarks, 'not UTF-8: read as Latin-1'],
    };
  const start = begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
  return {
    text: Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString('utf8'),
    remarks,
  };
};
