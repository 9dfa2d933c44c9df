/** Folders that are no part of what a team wrote, by name, and what they are. As of 2026-11-21. */
const SKIPPED: ReadonlyMap<string, string> = new Map([
  ['.git', 'the history of git'],
  ['.hg', 'the history of Mercurial'],
  ['.svn', 'the history of Subversion'],
  ['.bzr', 'the history of Bazaar'],
  ['node_modules', 'installed packages of Node'],
  ['bower_components', 'installed packages of Bower'],
  ['__pycache__', 'compiled Python'],
  ['.mypy_cache', 'a cache of mypy'],
  ['.pytest_cache', 'a cache of pytest'],
  ['.ruff_cache', 'a cache of ruff'],
  ['.tox', 'virtual environments of tox'],
  ['.nox', 'virtual environments of nox'],
  ['.eggs', 'installed eggs'],
  ['.ipynb_checkpoints', 'copies of notebooks'],
  ['.terraform', 'installed providers of Terraform'],
]);

/** Files that only the top of an environment has: of venv and virtualenv (PEP 405), and of conda. */
const ENVIRONMENT_MARKS: ReadonlySet<string> = new Set(['pyvenv.cfg', 'conda-meta']);

/** What a folder is that is not read, by its name; null for one that is. */
export const skippedByName = (name: string): string | null => SKIPPED.get(name) ?? null;

/** What a folder is that is not read, by the names in it; null for one that is. */
export const skippedByContent = (names: readonly Buffer[]): string | null =>
  names.some((name) => ENVIRONMENT_MARKS.has(name.toString('latin1'))) ? 'a virtual environment' : null;
