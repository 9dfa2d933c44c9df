import { basename, dirname, extname, join } from 'node:path';
import { InputError, type SourcePosition } from '../../core/input-error.ts';
import {
  defaultsSchema,
  type NamedFigures,
  type RequestDefaults,
} from '../../core/workload/request/defaults.ts';
import { modelReferences, requestFrom } from '../../core/workload/request/request-from-written.ts';
import type { Request } from '../../core/workload/request.ts';
import { requestSchema } from '../../core/workload/request-schema.ts';
import { loadModel } from './model.ts';
import { readTextFile } from './text-file.ts';
import { locateInYaml, parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the request';

/** The shipped defaults of a request. Throws InputError when the file is malformed or leaves one out. */
export const loadRequestDefaults = async (catalogRoot: string): Promise<RequestDefaults> => {
  const path = join(catalogRoot, 'defaults', 'request.yaml');
  const attempted = 'reading the defaults of requests';
  return parseYaml(path, await readTextFile(path, attempted), defaultsSchema, attempted).defaults;
};

const noNamedFigures: NamedFigures = () => null;

/** Gives an error about something a request names the place where the request names it. */
const placed = <T>(made: Promise<T>, position: () => SourcePosition | undefined): Promise<T> =>
  made.catch((error: unknown) => {
    if (!(error instanceof InputError) || error.problem.position !== undefined) throw error;
    const found = position();
    throw found === undefined ? error : new InputError({ ...error.problem, position: found });
  });

/**
 * Reads a request file. Models are named or given by paths relative to the file; `named` finds prices and the like that the
 * request names by their catalogue id. Throws InputError with line and caret on anything that cannot be used.
 */
export const loadRequest = async (
  path: string,
  options: {
    readonly catalogRoot: string;
    readonly named?: NamedFigures;
    readonly assumptionUnit?: (id: string, defaults: RequestDefaults) => string | null;
  },
): Promise<Request> => {
  const text = await readTextFile(path, ATTEMPTED);
  const written = parseYaml(path, text, requestSchema, ATTEMPTED);
  const folders = { catalogRoot: options.catalogRoot, baseFolder: dirname(path) };
  const positionOf = (reference: string) => () => {
    const index = written.workloads.findIndex(({ model }) => model === reference);
    return locateInYaml(path, text, ['workloads', index, 'model']);
  };
  const [defaults, ...models] = await Promise.all([
    loadRequestDefaults(options.catalogRoot),
    ...modelReferences(written).map(
      async (reference) =>
        [
          reference,
          (await placed(loadModel(reference, folders), positionOf(reference))).architecture,
        ] as const,
    ),
  ]);
  return requestFrom(written, {
    fallbackName: basename(path, extname(path)),
    models: new Map(models),
    defaults,
    named: options.named ?? noNamedFigures,
    ...(options.assumptionUnit === undefined
      ? {}
      : { assumptionUnit: (id: string) => options.assumptionUnit?.(id, defaults) ?? null }),
  });
};
