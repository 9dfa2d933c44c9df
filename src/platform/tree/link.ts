import { readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { shownText, systemPath, type TreeLocation } from './location.ts';

/** What a link is, for the remark about it: its sort and a sentence. Links are never followed, wherever they lead. */
export interface LinkAccount {
  readonly sort: string;
  readonly text: string;
}

const OUTSIDE = 'links out of the tree, not followed';
const LOOPS = 'links back to a folder they lie in, not followed';
const INSIDE = 'links inside the tree, not followed';

/**
 * Where a link leads, by its words alone: the file system is not asked, so that nothing outside the tree is touched.
 * `root`: absolute; `path`: of the link, from the root.
 */
export const accountOfLink = (root: string, path: string, location: TreeLocation): LinkAccount => {
  let target: string;
  try {
    target = readlinkSync(systemPath(location), 'utf8');
  } catch (error) {
    return { sort: 'links that cannot be read', text: `a link that cannot be read (${String(error)})` };
  }
  const shown = shownText(target).slice(0, 200);
  const from = posix.join(root, posix.dirname(path));
  const meant = posix.resolve(from, target);
  if (meant !== root && !meant.startsWith(`${root === '/' ? '' : root}/`))
    return { sort: OUTSIDE, text: `a link to ${shown}, out of the tree: not followed` };
  if (`${from}/`.startsWith(`${meant}/`) || meant === posix.join(root, path))
    return { sort: LOOPS, text: `a link to ${shown}, back to a folder it lies in: not followed` };
  return { sort: INSIDE, text: `a link to ${shown}, inside the tree: not followed` };
};
