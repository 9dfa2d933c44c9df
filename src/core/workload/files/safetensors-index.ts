import { InputError } from '../../input-error.ts';

/** Which files a checkpoint is spread over. */
export interface SafetensorsIndex {
  /** File names beside the index, each once, sorted. */
  readonly files: readonly string[];
  readonly tensorNames: readonly string[];
  /** `metadata.total_size`; null when not given. */
  readonly totalBytes: number | null;
}

const MOST_FILES = 10_000;
const PLAIN_NAME = /^[\w.-]{1,255}$/;

const refuse = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'reading a safetensors index', found, accepted });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const totalOf = (metadata: unknown): number | null => {
  const total = isRecord(metadata) ? metadata['total_size'] : undefined;
  if (total === undefined || total === null) return null;
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0)
    throw refuse('a metadata.total_size that is no number of bytes', 'a whole number of bytes');
  return total;
};

/**
 * A parsed `model.safetensors.index.json`, or the index of another kind of file by its ending. File names must be plain
 * names beside it: a path that leads elsewhere is refused. Throws InputError on anything else than the published form.
 */
export const readSafetensorsIndex = (value: unknown, ending = '.safetensors'): SafetensorsIndex => {
  const map = isRecord(value) ? value['weight_map'] : undefined;
  if (!isRecord(value) || !isRecord(map))
    throw refuse('no weight_map', 'an object with weight_map: {tensor: file}');
  const files = new Set<string>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== 'string' || !PLAIN_NAME.test(file) || !file.endsWith(ending))
      throw refuse(
        `the file ${JSON.stringify(file)?.slice(0, 80)} for ${JSON.stringify(tensor.slice(0, 80))}`,
        `the plain name of a ${ending} file beside the index`,
      );
    files.add(file);
    if (files.size > MOST_FILES) throw refuse(`more than ${MOST_FILES} files`, `at most ${MOST_FILES}`);
  }
  if (files.size === 0) throw refuse('an empty weight_map', 'at least one tensor');
  return {
    files: [...files].sort(),
    tensorNames: Object.keys(map),
    totalBytes: totalOf(value['metadata']),
  };
};
