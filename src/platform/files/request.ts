import { basename, dirname, extname, join } from 'node:path';
import {
  defaultsSchema,
  type NamedFigures,
  type RequestDefaults,
} from '../../core/workload/request/defaults.ts';
import { modelReferences, requestFrom } from '../../core/workload/request/request-from-written.ts';
import type { Request } from '../../core/workload/request.ts';
import { requestSchema } from '../../core/workload/request-schema.ts';
import { loadModel } from './model.ts';
import { parseYaml, readTextFile } from './yaml-document.ts';

/** A request of more than a megabyte is none. */
const MAX_BYTES = 2 ** 20;

const ATTEMPTED = 'reading the request';

/** The shipped defaults of a request. Throws InputError when the file is malformed or leaves one out. */
export const loadRequestDefaults = async (catalogRoot: string): Promise<RequestDefaults> => {
  const path = join(catalogRoot, 'defaults', 'request.yaml');
  const attempted = 'reading the defaults of requests';
  return parseYaml(path, await readTextFile(path, attempted), defaultsSchema, attempted).defaults;
};

const noNamedFigures: NamedFigures = () => null;

/**
 * Reads a request file. Models are named or given by paths relative to the file; `named` finds prices and the like that the
 * request names by their catalogue id. Throws InputError with line and caret on anything that cannot be used.
 */
export const loadRequest = async (
  path: string,
  options: { readonly catalogRoot: string; readonly named?: NamedFigures },
): Promise<Request> => {
  const written = parseYaml(path, await readTextFile(path, ATTEMPTED, MAX_BYTES), requestSchema, ATTEMPTED);
  const folders = { catalogRoot: options.catalogRoot, baseFolder: dirname(path) };
  const [defaults, ...models] = await Promise.all([
    loadRequestDefaults(options.catalogRoot),
    ...modelReferences(written).map(
      async (reference) => [reference, (await loadModel(reference, folders)).architecture] as const,
    ),
  ]);
  return requestFrom(written, {
    fallbackName: basename(path, extname(path)),
    models: new Map(models),
    defaults,
    named: options.named ?? noNamedFigures,
  });
};
