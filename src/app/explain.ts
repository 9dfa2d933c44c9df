import { type Explanation, explainPath } from '../core/report/explain.ts';
import { readResultFile } from '../core/report/read-plan.ts';
import { LARGEST_BYTES, readTextFile } from '../platform/files/text-file.ts';

/**
 * Explains one place of a result file down to `depth` levels (Infinity: to the facts). Throws InputError for a file
 * that is not a result and for a path that leads nowhere.
 */
export const explainResult = async (file: string, path: string, depth: number): Promise<Explanation> => {
  const content = await readTextFile(file, `reading the result ${file}`, LARGEST_BYTES.result);
  return explainPath(readResultFile(file, content), path, depth);
};
