import type { FileKind, FileRole } from '../scan.ts';
import { GENERATED_MARK, ROLE_ROWS } from './role-table.ts';

/** Kinds whose generated files are read where they were generated from; packages and manifests are used as they are. */
const GENERATED: ReadonlySet<FileKind> = new Set(['python', 'c-family', 'other-code', 'config']);
const CODE: ReadonlySet<FileKind> = new Set(['python', 'c-family', 'other-code']);
const DEPLOYED: ReadonlySet<FileKind> = new Set(['container', 'manifest', 'ci']);

/** A mark further down is about something else, such as the output of the file itself. */
const MARK_WITHIN_CHARACTERS = 2048;
/** No style guide lets code come near it on average; minifiers write thousands. */
const MINIFIED_LINE_CHARACTERS = 400;

const isMinified = (head: string): boolean => {
  const lines = head.split('\n');
  return head.length > 2 * MINIFIED_LINE_CHARACTERS && head.length / lines.length > MINIFIED_LINE_CHARACTERS;
};

const isGenerated = (kind: FileKind, head: string): boolean =>
  (GENERATED.has(kind) && GENERATED_MARK.test(head.slice(0, MARK_WITHIN_CHARACTERS))) ||
  (CODE.has(kind) && isMinified(head));

/** A batch job is a deployment, whatever folder it lies in. */
const isBatchJob = (kind: FileKind, path: string, head: string): boolean =>
  kind === 'shell' && (/\.(?:slurm|sbatch|sub|pbs|lsf)$/.test(path) || /^#(?:SBATCH|PBS|BSUB)\b/m.test(head));

/**
 * What a file is for, by its place, its name and the mark of a generator at its top. `head`: the first bytes as Latin-1.
 * Pipelines of CI are deployment also where their names speak of tests.
 */
export const roleOf = (kind: FileKind, path: string, head: string): FileRole => {
  const lower = path.toLowerCase();
  const placed = ROLE_ROWS.find(({ where }) => where.test(lower))?.role;
  if (placed === 'vendored' || placed === 'generated') return placed;
  if (isGenerated(kind, head)) return 'generated';
  if (kind === 'prose') return 'documentation';
  if (kind === 'ci') return 'deployment';
  if (placed !== undefined) return placed;
  return DEPLOYED.has(kind) || isBatchJob(kind, lower, head) ? 'deployment' : 'source';
};
