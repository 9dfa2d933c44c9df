import { isUtf8 } from 'node:buffer';

/** How the operating system is asked for a file: bytes where the name is not UTF-8, which text would not bring back. */
export type TreeLocation = string | Uint8Array;

/** What functions of `node:fs` take; a location that went to another thread comes back as plain bytes. */
export const systemPath = (location: TreeLocation): string | Buffer =>
  typeof location === 'string'
    ? location
    : Buffer.from(location.buffer, location.byteOffset, location.byteLength);

/** The location of a name in a folder. */
export const within = (folder: TreeLocation, name: Buffer): TreeLocation =>
  typeof folder === 'string' && isUtf8(name)
    ? `${folder}/${name.toString('utf8')}`
    : Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);

/** Line ends and other controls, and the marks that turn the direction of writing: they would forge or break a report. */
const UNSHOWN = /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
};

/** A text as a report can show it on one line: controls and marks of direction as `\x0a`, `\u202e`. */
export const shownText = (text: string): string => text.replace(UNSHOWN, escaped);

/** A name as a report can show it; bytes that are not UTF-8 as `\xff`. */
export const shownName = (name: Buffer): string => {
  if (isUtf8(name)) return shownText(name.toString('utf8'));
  return name.toString('latin1').replace(/[^\x20-\x7e]/g, escaped);
};
