import { lstatSync, type Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { TREE_LIMITS, type TreeLimits } from './limits.ts';
import { accountOfLink } from './link.ts';
import { shownName, systemPath, type TreeLocation, within } from './location.ts';
import { furtherRemarks, openRemarks, type RemarkBudget, remark, type TreeRemark } from './remarks.ts';
import { skippedByContent, skippedByName } from './skipped-folders.ts';

/** A regular file of the tree. Nothing of it has been read. */
export interface TreeFile {
  readonly type: 'file';
  /** From the root, with `/` between folders, fit to be shown. */
  readonly path: string;
  /** What to open; can be sent to a worker. */
  readonly location: TreeLocation;
  readonly bytes: number;
}

export type TreeEntry = TreeFile | TreeRemark;

/** A folder that is being gone through. */
interface Frame {
  readonly path: string;
  readonly location: TreeLocation;
  /** Device and number of the folder, to know a folder that is mounted inside itself. */
  readonly identity: string;
  readonly names: readonly Buffer[];
  next: number;
}

interface Walk {
  readonly root: string;
  readonly limits: TreeLimits;
  readonly remarks: RemarkBudget;
  readonly frames: Frame[];
  files: number;
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/** Opens a folder on top of the stack; the remark when it is not gone through. */
const enter = async (
  walk: Walk,
  path: string,
  location: TreeLocation,
  stats: Stats,
): Promise<TreeRemark | null> => {
  const note = (sort: string, text: string): TreeRemark | null => remark(walk.remarks, sort, path, text);
  if (walk.frames.length > walk.limits.foldersDeepMax)
    return note('folders too deep', `deeper than ${walk.limits.foldersDeepMax} folders: not read`);
  const identity = identityOf(stats);
  if (walk.frames.some((frame) => frame.identity === identity))
    return note('folders mounted inside themselves', 'a folder mounted inside itself: not read');
  let names: Buffer[];
  try {
    names = await readdir(systemPath(location), { encoding: 'buffer' });
  } catch (error) {
    return note('folders that cannot be read', `a folder that cannot be read (${reasonOf(error)})`);
  }
  const skipped = walk.frames.length === 0 ? null : skippedByContent(names);
  if (skipped !== null) return note(`folders skipped: ${skipped}`, `skipped: ${skipped}`);
  walk.frames.push({ path, location, identity, names: names.sort(Buffer.compare), next: 0 });
  return null;
};

const sortOfSpecial = (stats: Stats): string =>
  stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device';

const visitFile = (walk: Walk, path: string, location: TreeLocation, stats: Stats): TreeEntry | null => {
  walk.files += 1;
  if (walk.files <= walk.limits.filesMax) return { type: 'file', path, location, bytes: stats.size };
  const { filesMax } = walk.limits;
  return remark(
    walk.remarks,
    `files beyond the first ${filesMax}`,
    path,
    `beyond the first ${filesMax} files: not read`,
  );
};

const visit = async (walk: Walk, folder: Frame, name: Buffer): Promise<TreeEntry | null> => {
  const shown = shownName(name);
  const path = folder.path === '' ? shown : `${folder.path}/${shown}`;
  const location = within(folder.location, name);
  let stats: Stats;
  try {
    // One short call each: for a hundred thousand files, promises would cost more than the calls themselves.
    stats = lstatSync(systemPath(location));
  } catch (error) {
    return remark(
      walk.remarks,
      'names that cannot be looked up',
      path,
      `cannot be looked up (${reasonOf(error)})`,
    );
  }
  if (stats.isFile()) return visitFile(walk, path, location, stats);
  if (stats.isSymbolicLink()) {
    const { sort, text } = accountOfLink(walk.root, path, location);
    return remark(walk.remarks, sort, path, text);
  }
  if (!stats.isDirectory()) {
    const what = sortOfSpecial(stats);
    return remark(walk.remarks, `special files, not opened`, path, `${what}: not opened`);
  }
  const skipped = skippedByName(shown);
  if (skipped !== null)
    return remark(walk.remarks, `folders skipped: ${skipped}`, path, `skipped: ${skipped}`);
  return enter(walk, path, location, stats);
};

async function* walkFolder(root: string, limits: TreeLimits): AsyncGenerator<TreeEntry> {
  const walk: Walk = { root, limits, remarks: openRemarks(limits.remarksPerSortMax), frames: [], files: 0 };
  const refused = await enter(walk, '', root === '/' ? '' : root, await lstat(root));
  if (refused !== null) yield { ...refused, path: '.' };
  for (let frame = walk.frames.at(-1); frame !== undefined; frame = walk.frames.at(-1)) {
    const name = frame.names[frame.next];
    if (name === undefined) {
      walk.frames.pop();
      continue;
    }
    frame.next += 1;
    const entry = await visit(walk, frame, name);
    if (entry !== null) yield entry;
  }
  yield* furtherRemarks(walk.remarks);
}

/**
 * The regular files below a folder in the order of their names, and a remark for each thing that is not read: links
 * (never followed), special files, folders of tools and of installed packages, what cannot be opened. A path of a file
 * gives that file. Memory holds the names of the open folders only. Throws InputError when there is no such path.
 */
export async function* walkTree(path: string, limits: TreeLimits = TREE_LIMITS): AsyncGenerator<TreeEntry> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || (!stats.isDirectory() && !stats.isFile()))
    throw new InputError({
      attempted: `reading the tree below ${path}`,
      found:
        stats === null
          ? `nothing that can be read at ${path}`
          : `${path}, which is a device, a pipe or a socket`,
      accepted: 'the path of a folder or of a file',
    });
  // What the user names is followed: links are distrusted below it only.
  const root = await realpath(resolve(path));
  if (stats.isDirectory()) yield* walkFolder(root, limits);
  else
    yield {
      type: 'file',
      path: basename(root),
      location: `${dirname(root)}/${basename(root)}`,
      bytes: stats.size,
    };
}
