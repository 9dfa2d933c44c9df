import { classifyFile, HEAD_BYTES, isArchive } from '../../core/portability/files/classify.ts';
import { decodeText } from './decode.ts';
import type { TreeLimits } from './limits.ts';
import { shownText } from './location.ts';
import type { ReadFile } from './read-file.ts';

/** Called for each file of an archive that is text. `path`: from the root, `dist/a.whl!/pkg/a.py`. */
export type VisitMember = (path: string, file: ReadFile) => void | Promise<void>;

/** What an archive says about one of its files before it is unpacked. */
export interface MemberClaim {
  readonly name: string;
  readonly bytes: number;
}

/** What has been taken out of an archive so far, against the limits. */
export interface Unpacked {
  files: number;
  bytes: number;
}

const NOTHING: Uint8Array = new Uint8Array(0);

/** The path of a file in an archive, fit to be shown. */
export const memberPath = (archive: string, name: string): string =>
  `${archive}!/${shownText(name).slice(0, 1024)}`;

/** Whether a name stays in the archive: not absolute, no `..` in it. Nothing is ever written, but reports quote it. */
export const staysInside = (name: string): boolean =>
  !/^(?:[/\\]|[A-Za-z]:)/.test(name) && !name.split(/[/\\]/).includes('..');

/** Whether a file of an archive is worth unpacking: by its name, code and text; models and pictures are not. */
export const isWanted = (path: string): boolean => {
  const { kind } = classifyFile(path, NOTHING);
  return kind !== 'model' && kind !== 'other' && !isArchive(path);
};

/** Why a file stays packed, within the limits of one file and of the whole archive; null where it is read. */
export const obstacleTo = ({ bytes }: MemberClaim, sofar: Unpacked, limits: TreeLimits): string | null => {
  if (sofar.files >= limits.archiveEntriesMax)
    return `more than ${limits.archiveEntriesMax.toLocaleString('en-GB')} files`;
  if (bytes > limits.archiveFileBytesMax) return `${bytes.toLocaleString('en-GB')} bytes unpacked`;
  return sofar.bytes + bytes > limits.archiveBytesMax
    ? `more than ${limits.archiveBytesMax.toLocaleString('en-GB')} bytes unpacked together`
    : null;
};

/** An unpacked file as scanners take it. */
export const readMember = (path: string, bytes: Uint8Array): ReadFile => {
  const found = classifyFile(path, bytes.subarray(0, HEAD_BYTES));
  const { text, remarks } = decodeText(bytes);
  return { ...found, bytes: bytes.length, text, remarks };
};
