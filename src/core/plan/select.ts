import type { SystemSpec } from '../catalog/system.ts';
import { InputError } from '../input-error.ts';
import type { Request } from '../workload/request.ts';

/** Whether a pattern of the request names a system: its id, its chip's id, its vendor, or a prefix ending in `*`. */
const names = (pattern: string, system: SystemSpec): boolean => {
  const wanted = pattern.toLowerCase();
  const has = [system.id, system.chip.id, system.vendor, system.kind].map((name) => name.toLowerCase());
  return wanted.endsWith('*')
    ? has.some((name) => name.startsWith(wanted.slice(0, -1)))
    : has.some((name) => name === wanted);
};

/**
 * The systems a request asks to consider, in catalogue order. `include` and `exclude` take ids, chip ids, vendors,
 * kinds, or a prefix with `*`. Throws InputError when a name matches nothing, which is nearly always a slip of the pen.
 */
export const selectSystems = (
  request: Request['systems'],
  systems: readonly SystemSpec[],
): readonly SystemSpec[] => {
  for (const pattern of [...(request.include ?? []), ...request.exclude]) {
    if (systems.some((system) => names(pattern, system))) continue;
    throw new InputError({
      attempted: 'choosing the systems to consider',
      found: `"${pattern}", which names no system of the catalogue`,
      accepted:
        'a system id, chip id, vendor or kind (see `rackwright catalog list`), or a prefix such as trn*',
    });
  }
  const included =
    request.include === null
      ? systems
      : systems.filter((system) => request.include?.some((pattern) => names(pattern, system)));
  return included.filter((system) => !request.exclude.some((pattern) => names(pattern, system)));
};
