import { lstatSync } from 'node:fs';
import { InputError } from '../../core/input-error.ts';
import { isArchive } from '../../core/portability/files/classify.ts';
import { withZip, type Zip } from '../model-files/zip.ts';
import {
  isWanted,
  memberPath,
  obstacleTo,
  readMember,
  staysInside,
  type Unpacked,
  type VisitMember,
} from './archive-member.ts';
import { TREE_LIMITS, type TreeLimits } from './limits.ts';
import { shownText, systemPath, type TreeLocation } from './location.ts';
import { type TarProgress, tarEntries } from './tar.ts';

/** Archives of less than this unpacked harm nobody, however well they are packed. */
const HARMLESS_BYTES = 16 * 2 ** 20;

const isBomb = (packed: number, unpacked: number, limits: TreeLimits): boolean =>
  unpacked > HARMLESS_BYTES && unpacked > limits.archiveRatioMax * packed;

const bombRemark = (packed: number, unpacked: number): string =>
  `${unpacked.toLocaleString('en-GB')} bytes packed in ${packed.toLocaleString('en-GB')}: left as a bomb`;

const reasonOf = (error: unknown): string => {
  const text =
    error instanceof InputError
      ? error.problem.found
      : error instanceof Error
        ? error.message
        : String(error);
  return shownText(text).slice(0, 200);
};

/** What is left packed and why, counted: an archive may hold thousands of such files. */
const leftRemarks = (left: ReadonlyMap<string, number>): readonly string[] =>
  [...left].map(
    ([why, files]) =>
      `${files.toLocaleString('en-GB')} ${files === 1 ? 'file' : 'files'} left packed: ${why}`,
  );

const leave = (left: Map<string, number>, why: string): void => {
  const known = left.get(why);
  left.set(why, known === undefined ? 1 : known + 1);
};

const readZip = async (
  path: string,
  zip: Zip,
  packed: number,
  visit: VisitMember,
  limits: TreeLimits,
): Promise<readonly string[]> => {
  const claimed = zip.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (isBomb(packed, claimed, limits)) return [bombRemark(packed, claimed)];
  const left = new Map<string, number>();
  const sofar: Unpacked = { files: 0, bytes: 0 };
  for (const entry of zip.entries) {
    const member = memberPath(path, entry.name);
    if (isArchive(entry.name)) leave(left, 'an archive inside the archive');
    if (!isWanted(member)) continue;
    const why = staysInside(entry.name)
      ? obstacleTo(entry, sofar, limits)
      : 'a name that leads out of the archive';
    const { contents, remarks } = why === null ? await zip.unpack([entry]) : { contents: null, remarks: [] };
    const bytes = contents?.get(entry.name);
    if (bytes === undefined)
      leave(left, why ?? remarks[0]?.replace(/^.*? left packed: /, '') ?? 'nothing in it');
    else {
      sofar.files += 1;
      sofar.bytes += bytes.length;
      await visit(member, readMember(member, bytes));
    }
  }
  return leftRemarks(left);
};

const readTar = async (
  path: string,
  location: TreeLocation,
  visit: VisitMember,
  limits: TreeLimits,
): Promise<readonly string[]> => {
  const left = new Map<string, number>();
  const sofar: Unpacked = { files: 0, bytes: 0 };
  const progress: TarProgress = { packedBytes: 0, unpackedBytes: 0 };
  let entries = 0;
  for await (const entry of tarEntries(location, !/\.tar$/i.test(path), progress)) {
    entries += 1;
    if (isBomb(progress.packedBytes, progress.unpackedBytes, limits))
      return [bombRemark(progress.packedBytes, progress.unpackedBytes)];
    if (entries > limits.archiveEntriesMax)
      return [...leftRemarks(left), `more than ${limits.archiveEntriesMax} files: the rest is left packed`];
    const member = memberPath(path, entry.name);
    if (isArchive(entry.name)) leave(left, 'an archive inside the archive');
    if (!isWanted(member)) continue;
    const why = staysInside(entry.name)
      ? obstacleTo(entry, sofar, limits)
      : 'a name that leads out of the archive';
    if (why !== null) {
      leave(left, why);
      continue;
    }
    const bytes = await entry.take();
    sofar.files += 1;
    sofar.bytes += bytes.length;
    await visit(member, readMember(member, bytes));
  }
  return entries === 0 ? ['no tar archive, or an empty one'] : leftRemarks(left);
};

/**
 * Calls `visit` for each file of text in an archive of the tree: zip and its kin, tar, tar.gz. Nothing is written; archives
 * inside it are not opened; bombs end in a line. Gives a remark for each sort of thing that stays packed. Never throws for
 * what is in the archive.
 */
export const eachArchiveFile = async (
  path: string,
  location: TreeLocation,
  visit: VisitMember,
  limits: TreeLimits = TREE_LIMITS,
): Promise<readonly string[]> => {
  try {
    if (/\.(?:tar|tar\.gz|tgz)$/i.test(path)) return await readTar(path, location, visit, limits);
    const stats = lstatSync(systemPath(location));
    if (!stats.isFile()) return ['no regular file any more: not read'];
    return await withZip(systemPath(location), (zip) => readZip(path, zip, stats.size, visit, limits));
  } catch (error) {
    return [`left packed: ${reasonOf(error)}`];
  }
};
