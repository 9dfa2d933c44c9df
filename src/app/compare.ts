import { join } from 'node:path';
import { resolveSystem } from '../core/catalog/resolve.ts';
import { plan } from '../core/plan/plan.ts';
import { type SideBySide, sideBySide } from '../core/plan/side-by-side.ts';
import { packageRoot } from './package-root.ts';
import { openPlanning, planInputs } from './planning.ts';
import { portingFor } from './planning-porting.ts';
import { readRequest } from './request.ts';

/**
 * Plans a request on the named systems only and puts them side by side. Throws InputError when the request or a name
 * cannot be used.
 */
export const compareOnRequest = async (
  file: string,
  names: readonly string[],
  overlays: readonly string[],
): Promise<SideBySide> => {
  const data = await openPlanning(overlays);
  const ids = [...new Set(names.map((name) => resolveSystem(data.catalog, name).id))];
  const request = await readRequest(file, join(packageRoot(), 'catalog'), data);
  const porting = await portingFor(file, request);
  const inputs = planInputs(data, { ...request, systems: { include: ids, exclude: [] } });
  const result = plan({ ...inputs, ...porting });
  return sideBySide(result, ids);
};
