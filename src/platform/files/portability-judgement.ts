import { join } from 'node:path';
import { type Judgement, judgementSchema } from '../../core/portability/judge/judgement.ts';
import type { EffortAnchors } from '../../core/portability/tables/anchors.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the judgement of the portability audit';

/** What findings weigh and work is counted by. Throws InputError with line and caret at a fault of the file. */
export const readJudgement = async (catalogRoot: string, anchors: EffortAnchors): Promise<Judgement> => {
  const path = join(catalogRoot, 'portability', 'judgement.yaml');
  const read = parseYaml(path, await readTextFile(path, ATTEMPTED), judgementSchema, ATTEMPTED);
  return Object.freeze({ ...read, anchors });
};
