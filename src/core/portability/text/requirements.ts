import { baseName } from '../files/kind.ts';
import type { Stretches } from './places.ts';

/** Tables of a project file whose packages nobody gets who does not ask for them. */
const OPTIONAL_TABLE =
  /^(?:project\.optional-dependencies|dependency-groups|tool\.poetry\.(?:extras|group\..*)|tool\.(?:uv|pdm|hatch)\..*|options\.extras_require|dev-dependencies|dev-packages)$/;

/** The stretches of a project file that list optional packages, by the headers of its tables. */
export const optionalStretches = (path: string, text: string): Stretches => {
  const starts: number[] = [];
  const ends: number[] = [];
  if (!/^(?:pyproject\.toml|setup\.cfg|pipfile|pixi\.toml|cargo\.toml)$/.test(baseName(path)))
    return { starts, ends };
  for (const { index, 1: name = '' } of text.matchAll(/^\[\[?([^\]\n]+)\]/gm)) {
    if (starts.length > ends.length) ends.push(index);
    if (OPTIONAL_TABLE.test(name.trim())) starts.push(index);
  }
  if (starts.length > ends.length) ends.push(text.length);
  return { starts, ends };
};

/** Files that a package manager writes: they repeat a package for every file of it. */
export const isLockFile = (path: string): boolean =>
  /(?:\.lock|^go\.sum|^package-lock\.json|^pnpm-lock\.yaml|conda-lock[^/]*)$/.test(baseName(path));
