import type { CalibrationTarget } from './calibration.ts';
import type { Factors } from './factors.ts';

/**
 * Kinds of scope, widest first; factors multiply in this order. Kernels are what a chip is known to reach where its
 * kernels are measured by themselves: those factors are not fitted, and hold where the chip is left out. A port is how
 * one release of an engine runs one family of models with experts: which kernels it picks for them says little about the
 * family elsewhere, or about the release's other models. Dense layers run on libraries that engines share, and have none.
 */
export const LEVELS = ['global', 'vendor', 'engine', 'release', 'kernels', 'chip', 'family', 'port'] as const;
export type Level = (typeof LEVELS)[number];

/** Whether scopes of a level are software: an engine, a release of one, or what one makes of a family. */
export const isOfSoftware = (level: Level): boolean =>
  level === 'engine' || level === 'release' || level === 'port';

/** Name of the scope that keeps what kernels of a chip are known to reach. */
export const kernelsScope = (chipId: string): string => `kernels/${chipId}`;

/** Name of the scope of a level that applies to a target; null where it has none. */
export const scopeAt = (level: Level, target: CalibrationTarget): string | null => {
  switch (level) {
    case 'global':
      return 'global';
    case 'vendor':
      return `vendor/${target.vendor}`;
    case 'engine':
      return target.engine === null ? null : `engine/${target.engine}`;
    case 'release':
      return target.engine === null || target.release == null
        ? null
        : `release/${target.engine}@${target.release}`;
    case 'kernels':
      return kernelsScope(target.chipId);
    case 'chip':
      return `chip/${target.chipId}`;
    case 'family':
      return target.family == null ? null : `family/${target.family}`;
    case 'port':
      return target.engine === null || target.family == null || target.experts !== true
        ? null
        : `port/${target.engine}@${target.release ?? ''}/${target.family}`;
  }
};

/** Names of the scopes that apply to a target, widest first. */
export const scopesOf = (target: CalibrationTarget): string[] =>
  LEVELS.map((level) => scopeAt(level, target)).filter((name) => name !== null);

/** The level a scope's name belongs to. */
export const levelOf = (scope: string): Level => {
  const head = scope.split('/', 1)[0];
  const level = LEVELS.find((candidate) => candidate === head);
  if (level === undefined) throw new RangeError(`No level of calibration is called ${head}`);
  return level;
};

/** Whether the factors of a scope are known beforehand: no row moves them, and they are no evidence of a run. */
export const isKnown = (scope: string): boolean => levelOf(scope) === 'kernels';

/** Those of the scopes whose factors are known beforehand. */
export const knownIn = (scopes: ReadonlyMap<string, Factors>): ReadonlyMap<string, Factors> =>
  new Map([...scopes].filter(([scope]) => isKnown(scope)));

/** Product of the factors of every scope that applies to a target. */
export const inheritedFactors = (
  scopes: ReadonlyMap<string, Factors>,
  target: CalibrationTarget,
): Factors => {
  const product: Record<string, number> = {};
  for (const scope of scopesOf(target))
    for (const [name, factor] of Object.entries(scopes.get(scope) ?? {}))
      product[name] = (product[name] ?? 1) * factor;
  return product;
};
