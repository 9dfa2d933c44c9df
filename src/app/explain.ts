import { type Explanation, explainPath } from '../core/report/explain.ts';
import { readPlanFile } from '../core/report/read-plan.ts';
import { readTextFile } from '../platform/files/yaml-document.ts';

/** A plan over a hundred systems stays well below this; a larger file is refused before it is read. */
const MAX_RESULT_BYTES = 64 * 2 ** 20;

/**
 * Explains one place of a result file down to `depth` levels (Infinity: to the facts). Throws InputError for a file
 * that is not a result and for a path that leads nowhere.
 */
export const explainResult = async (file: string, path: string, depth: number): Promise<Explanation> => {
  const content = await readTextFile(file, `reading the result ${file}`, MAX_RESULT_BYTES);
  return explainPath(readPlanFile(file, content), path, depth);
};
