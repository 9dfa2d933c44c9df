import { realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where a file lies whose path a report shows; null where it is not there, or only behind a link. */
export type Locator = (path: string) => string | null;

const realPath = (path: string): string | null => {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
};

/**
 * Finds files again by the paths that the walk of a tree showed. Shown paths are no locations: names are escaped in them and
 * those of archives go on inside, so that a link could be put where such a path leads. `root`: the folder or file that was
 * walked, itself followed where it is a link.
 */
export const locatorIn = (root: string): Locator => {
  const real = realPath(root);
  if (real === null) return () => null;
  if (statSync(real).isFile()) return (path) => (path === basename(real) ? real : null);
  return (path) => {
    const location = join(real, path);
    return realPath(location) === location ? location : null;
  };
};
