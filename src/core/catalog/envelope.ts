import type { Origin } from '../quantity/figure.ts';
import { overrideText } from './assumption-figure.ts';
import { factAt } from './catalog.ts';
import { evaluate, fullPath } from './expression.ts';
import type { SystemPlan } from './schema.ts';
import type { Scope } from './scope.ts';
import type { RackEnvelope } from './system.ts';

const ASSUME = 'assume:';

/** Where a statement in words (air, liquid) comes from: the fact referred to, or the reason of an assumption. */
const originOf = (scope: Scope, reference: string): Origin => {
  if (reference.startsWith(ASSUME)) {
    const id = reference.slice(ASSUME.length);
    return {
      kind: 'assumption',
      id,
      reason: scope.catalog.assumptions.get(id)?.reason ?? 'not published',
      override: overrideText(id),
    };
  }
  const path = fullPath(scope, reference);
  const fact = factAt(scope.catalog, path);
  return fact === undefined
    ? { kind: 'assumption', id: path, reason: 'not published', override: `the fact ${path} in --catalog` }
    : {
        kind: 'fact',
        path,
        source: fact.source,
        asOf: fact.asOf,
        ...(fact.note === undefined ? {} : { note: fact.note }),
      };
};

/** The highest supply temperature: what the plan says, else the fact `supply_temperature` where there is one. */
const supplyTemperature = (
  scope: Scope,
  envelope: NonNullable<SystemPlan['envelope']>,
): RackEnvelope['supplyTemperatureMaxDegC'] => {
  const own = '#supply_temperature';
  const expression = envelope.supply_temperature_max ?? own;
  return expression === own && factAt(scope.catalog, fullPath(scope, own)) === undefined
    ? null
    : evaluate(scope, expression, 'degC');
};

/** What a site has to provide for a rack of the unit, from the plan's envelope. */
export const resolveEnvelope = (
  scope: Scope,
  envelope: NonNullable<SystemPlan['envelope']>,
): RackEnvelope => ({
  racksPerUnit: evaluate(scope, envelope.racks, '1'),
  weightKgPerRack: envelope.weight_per_rack === null ? null : evaluate(scope, envelope.weight_per_rack, 'kg'),
  footprintM2PerRack:
    envelope.footprint_per_rack === null ? null : evaluate(scope, envelope.footprint_per_rack, 'm2'),
  heightUPerRack: envelope.height_per_rack === null ? null : evaluate(scope, envelope.height_per_rack, 'U'),
  cooling: envelope.cooling.method,
  coolingOrigin: originOf(scope, envelope.cooling.origin),
  liquidHeatShare: evaluate(scope, envelope.cooling.liquid_share, '1'),
  supplyTemperatureMaxDegC: supplyTemperature(scope, envelope),
});
