import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { classifyFile, type FileClass, HEAD_BYTES } from '../../core/portability/files/classify.ts';
import type { FileKind } from '../../core/portability/scan.ts';
import { bytesText } from '../files/text-file.ts';
import { decodeText } from './decode.ts';
import { TREE_LIMITS, type TreeLimits } from './limits.ts';
import { systemPath, type TreeLocation } from './location.ts';

/** A file of the tree as a scanner takes it. */
export interface ReadFile extends FileClass {
  /** The size of the whole file. */
  readonly bytes: number;
  /** Null for models, which their own readers open, for data and for what cannot be read. */
  readonly text: string | null;
  readonly remarks: readonly string[];
}

const NOTHING: Uint8Array = new Uint8Array(0);

/** Bytes of an open file from its start; fewer when it ends before. */
const readStart = (file: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
};

const largestOf = (kind: FileKind, limits: TreeLimits): number =>
  kind === 'notebook' ? limits.notebookBytesMax : limits.textBytesMax;

/** Without the last line, which the limit may have cut in the middle of a character. */
const wholeLines = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.lastIndexOf(0x0a);
  return end < 0 ? bytes : bytes.subarray(0, end + 1);
};

const readOpen = (file: number, path: string, limits: TreeLimits): ReadFile => {
  const stats = fstatSync(file);
  const refused = (text: string): ReadFile => ({
    ...classifyFile(path, NOTHING),
    bytes: 0,
    text: null,
    remarks: [text],
  });
  // It was a regular file when the tree was walked; another may have taken its name since.
  if (!stats.isFile()) return refused('no regular file any more: not read');
  const { size } = stats;
  const head = readStart(file, Math.min(size, HEAD_BYTES));
  const found = classifyFile(path, head);
  if (found.kind === 'model') return { ...found, bytes: size, text: null, remarks: [] };
  const probe = decodeText(head);
  if (probe.text === null) {
    // Data under the name of data is nothing to remark; code that cannot be read is.
    const silent = found.kind === 'other' || probe.remarks.length > 0;
    const remarks = silent ? probe.remarks : ['data rather than text: not read'];
    return { ...found, bytes: size, text: null, remarks };
  }
  const largest = largestOf(found.kind, limits);
  const bytes = size <= HEAD_BYTES ? head : readStart(file, Math.min(size, largest));
  const cut = size > largest;
  const { text, remarks } = decodeText(cut ? wholeLines(bytes) : bytes);
  const short = cut ? [`${bytesText(size)}: only the first ${bytesText(largest)} read`] : [];
  return { ...found, bytes: size, text, remarks: [...short, ...remarks] };
};

/**
 * Reads a file of a walked tree, by calls that block: for worker threads. At most 8 MiB of text (32 MiB of a notebook) is
 * read, from the start; a link that has taken the place of the file is not followed, and a pipe is not waited for.
 * `path`: from the root, for what the file is; `location`: what to open. Never throws: what fails becomes a remark.
 */
export const readTreeFile = (
  path: string,
  location: TreeLocation,
  limits: TreeLimits = TREE_LIMITS,
): ReadFile => {
  let file: number | null = null;
  try {
    file = openSync(systemPath(location), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return readOpen(file, path, limits);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { ...classifyFile(path, NOTHING), bytes: 0, text: null, remarks: [`cannot be read (${reason})`] };
  } finally {
    if (file !== null) closeSync(file);
  }
};
