import { InputError } from '../input-error.ts';
import { assumed, type Figure, figure, type Interval } from '../quantity/figure.ts';
import { convert } from '../quantity/measure.ts';
import { UNITS, type UnitName } from '../quantity/unit.ts';
import { acceptedInstead, limitsOfAssumption } from './limits.ts';
import { nearest } from './nearest.ts';
import type { AssumptionEntry } from './schema.ts';
import type { Overrides, Scope } from './scope.ts';

/** What to write, and where, to replace an assumption. */
export const overrideText = (id: string): string =>
  `assumptions.${id} in the request, or a fact in --catalog`;

const inUnit = (value: number, row: AssumptionEntry, wanted: UnitName): number => {
  if (row.unit === wanted) return value;
  const converted = convert(value, row.unit, wanted);
  if (converted !== null) return converted;
  throw new InputError({
    attempted: `reading the assumption ${row.id}`,
    found: `the unit "${row.unit}"`,
    accepted: `a unit that converts to ${wanted}`,
  });
};

/** The unit an assumption is kept in. */
export const unitOfAssumption = (row: AssumptionEntry): UnitName => {
  const known = UNITS.find((unit) => unit === row.unit);
  return known ?? UNITS.find((unit) => convert(1, row.unit, unit) !== null) ?? '1';
};

/** An assumption of the catalogue, or what the request puts in its place (standing `user`), in the wanted unit. */
export const assumptionFigure = <U extends UnitName>(
  scope: Pick<Scope, 'catalog' | 'overrides'>,
  id: string,
  wanted: U,
): Figure<U> => {
  const row = scope.catalog.assumptions.get(id);
  if (row === undefined) {
    throw new InputError({
      attempted: 'resolving the catalogue',
      found: `the assumption "${id}"`,
      accepted: `one of: ${nearest(id, scope.catalog.assumptions.keys(), 4).join(', ')}`,
    });
  }
  const own = scope.overrides[id];
  const values = own ?? row;
  const interval = {
    low: inUnit(values.low, row, wanted),
    estimate: inUnit(values.estimate, row, wanted),
    high: inUnit(values.high, row, wanted),
  };
  return own === undefined
    ? assumed(wanted, interval, { id, reason: row.reason, override: overrideText(id) })
    : figure(wanted, interval, 'user', { kind: 'request', path: `assumptions.${id}` });
};

const checkWithinLimits = (row: AssumptionEntry, own: Interval): void => {
  const accepted = acceptedInstead(own, row.unit, limitsOfAssumption(row));
  if (accepted === null) return;
  const value = own.low === own.high ? String(own.low) : `[${own.low}, ${own.high}]`;
  throw new InputError({
    attempted: 'reading assumptions of the request',
    found: `${row.id}: ${value}`,
    accepted,
  });
};

/**
 * Refuses overrides of assumptions that do not exist, with the nearest that do, and numbers that the assumption cannot be:
 * below zero, zero where the shipped interval stays above it, above 1 for a share.
 */
export const checkOverrides = (
  assumptions: ReadonlyMap<string, AssumptionEntry>,
  overrides: Overrides,
): void => {
  for (const [id, own] of Object.entries(overrides)) {
    const row = assumptions.get(id);
    if (row !== undefined) {
      checkWithinLimits(row, own);
      continue;
    }
    const close = nearest(id, assumptions.keys(), 4);
    throw new InputError({
      attempted: 'reading assumptions of the request',
      found: `"${id}"`,
      accepted:
        close.length > 0
          ? `an assumption of the catalogue; nearest: ${close.join(', ')}`
          : 'an assumption of the catalogue (see: rackwright catalog list --kind assumptions)',
    });
  }
};
