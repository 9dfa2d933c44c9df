import type { FileKind, FileRole } from '../scan.ts';
import { baseName, kindOf } from './kind.ts';
import { ARCHIVE_ENDINGS } from './kind-table.ts';
import { roleOf } from './role.ts';

/** How many bytes from the start of a file classification looks at. */
export const HEAD_BYTES = 8192;

export interface FileClass {
  readonly kind: FileKind;
  readonly role: FileRole;
}

/** Each byte as the character of its number: names, marks and keywords that classification looks for are ASCII. */
const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes.subarray(0, HEAD_BYTES)) text += String.fromCharCode(byte);
  return text;
};

/**
 * What a file is and what it is for. `path`: from the root of the tree, with `/` between folders; `firstBytes`: up to
 * 8 KiB from its start, of which fewer only say less. Never throws.
 */
export const classifyFile = (path: string, firstBytes: Uint8Array): FileClass => {
  const head = latin1(firstBytes);
  const kind = kindOf(path, head);
  return { kind, role: roleOf(kind, path, head) };
};

/** Whether a file is an archive that is looked into: by its name, since weights are zip files too. */
export const isArchive = (path: string): boolean => ARCHIVE_ENDINGS.test(baseName(path));
