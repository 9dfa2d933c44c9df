import { InputError } from '../input-error.ts';
import { derived, type Figure, figure } from '../quantity/figure.ts';
import type { ComputeFormat } from '../workload/architecture.ts';
import { assumptionFigure, checkOverrides } from './assumption-figure.ts';
import { type Catalog, chipEntry, factAt, systemEntry } from './catalog.ts';
import type { ChipEntry, SystemEntry } from './entries.ts';
import { resolveEnvelope } from './envelope.ts';
import { evaluate, fullPath } from './expression.ts';
import { factFigure } from './fact-figure.ts';
import { purchasePrice, rentOffers } from './offers.ts';
import type { SystemPlan } from './schema.ts';
import type { Overrides, Scope } from './scope.ts';
import type { ChipSpec, NetworkTierSpec, SystemSpec } from './system.ts';

const chipSpec = (catalog: Catalog, entry: ChipEntry, overrides: Overrides): ChipSpec => {
  const scope: Scope = { catalog, overrides, owner: entry };
  const { plan } = entry;
  const rates = Object.entries(plan.rates).map(([format, rate]): [string, Figure<'FLOP/s'>] => [
    format,
    evaluate(scope, rate, 'FLOP/s'),
  ]);
  const designWatts = evaluate(scope, plan.design_power, 'W');
  const share = evaluate(scope, plan.idle_share, '1');
  return Object.freeze({
    id: entry.id,
    name: entry.name,
    vendor: entry.vendor,
    peakFlopsPerSecond: Object.freeze(Object.fromEntries(rates)) as Readonly<
      Partial<Record<ComputeFormat, Figure<'FLOP/s'>>>
    >,
    hbmBytes: evaluate(scope, plan.memory, 'B'),
    hbmBytesPerSecond: evaluate(scope, plan.memory_bandwidth, 'B/s'),
    designWatts,
    idleWatts: derived(
      'W',
      'designWatts x idle share',
      { designWatts, share },
      (v) => v.designWatts * v.share,
    ),
    cores:
      plan.cores === undefined
        ? null
        : {
            physicalPerChip: plan.cores.physical,
            groupings: plan.cores.groupings,
            defaultGrouping: plan.cores.default,
          },
    ...(plan.matrix_unit === undefined ? {} : { matrixUnitWidth: plan.matrix_unit }),
  });
};

/**
 * A chip with every number resolved: facts where somebody has published them, named assumptions elsewhere. Throws
 * InputError for an unknown id or override.
 */
export const resolveChip = (catalog: Catalog, idOrAlias: string, overrides: Overrides = {}): ChipSpec => {
  checkOverrides(catalog.assumptions, overrides);
  return chipSpec(catalog, chipEntry(catalog, idOrAlias), overrides);
};

const tierSpec = (scope: Scope, tier: SystemPlan['tiers'][number]): NetworkTierSpec => ({
  name: tier.name,
  chips: tier.chips ?? Number.POSITIVE_INFINITY,
  topology: tier.topology,
  bytesPerSecondPerChip: evaluate(scope, tier.bandwidth, 'B/s'),
  hopSeconds: evaluate(scope, tier.hop, 's'),
});

/** Peak IT power of one unit: the fact `power` where there is one, else what the plan says, else chips x design power x overhead. */
const peakWatts = (scope: Scope, plan: SystemPlan, chip: ChipSpec): Figure<'W'> => {
  const path = fullPath(scope, '#power');
  const fact = factAt(scope.catalog, path);
  if (fact !== undefined) return factFigure(scope, path, fact, 'W');
  if (plan.power !== undefined) return evaluate(scope, plan.power, 'W');
  const overhead = evaluate(scope, plan.power_overhead, '1');
  return derived(
    'W',
    `${plan.chips} chips x designWatts x overhead`,
    { designWatts: chip.designWatts, overhead },
    (v) => plan.chips * v.designWatts * v.overhead,
  );
};

/** How the caveat of a system that is only announced begins. */
export const ANNOUNCED_CAVEAT = 'announced, not shipping';

/** The caveat of a system whose price nobody has published: of no concern to who rents it. */
export const PURCHASE_CAVEAT = 'no purchase price is published: an assumed interval is used';

const rests = (of: Figure): boolean => of.standing === 'assumed';

const caveatsOf = (plan: SystemPlan, spec: Omit<SystemSpec, 'caveats'>): string[] => {
  const notStated = spec.tiers.some((tier) => tier.name !== 'scale-out' && rests(tier.bytesPerSecondPerChip));
  const assumedRates = Object.entries(spec.chip.peakFlopsPerSecond)
    .filter(([, rate]) => rate !== undefined && rests(rate))
    .map(([format]) => format);
  return [
    ...(spec.availability.status === 'announced' ? [`${ANNOUNCED_CAVEAT}: ${spec.availability.text}`] : []),
    ...plan.caveats,
    ...(rests(spec.peakWattsPerUnit) ? ['power is not published: chip power x overhead is assumed'] : []),
    ...(notStated ? ['the usable one-way rate of the scale-up links is assumed'] : []),
    ...(assumedRates.length > 0 ? [`peak rate assumed for ${assumedRates.join(', ')}`] : []),
    ...(spec.purchaseUsdPerUnit !== null && rests(spec.purchaseUsdPerUnit) ? [PURCHASE_CAVEAT] : []),
  ];
};

const systemSpec = (
  catalog: Catalog,
  entry: SystemEntry,
  plan: SystemPlan,
  chip: ChipSpec,
  overrides: Overrides,
): SystemSpec => {
  const scope: Scope = { catalog, overrides, owner: entry };
  const peakWattsPerUnit = peakWatts(scope, plan, chip);
  const idleShare = assumptionFigure(scope, 'idle-share-system', '1');
  const spec: Omit<SystemSpec, 'caveats'> = {
    id: entry.id,
    name: entry.name,
    vendor: entry.vendor,
    kind: plan.kind,
    chip,
    chipsPerUnit: plan.chips,
    tiers: Object.freeze(plan.tiers.map((tier) => tierSpec(scope, tier))),
    peakWattsPerUnit,
    idleWattsPerUnit: derived(
      'W',
      'peakWatts x idle share',
      { peakWatts: peakWattsPerUnit, idleShare },
      (v) => v.peakWatts * v.idleShare,
    ),
    rent: Object.freeze(rentOffers(scope, plan)),
    purchaseUsdPerUnit: plan.kind === 'instance' ? null : purchasePrice(scope, plan),
    envelope: plan.envelope === undefined ? null : resolveEnvelope(scope, plan.envelope),
    hostsPerUnit: figure('1', plan.hosts, 'vendor', {
      kind: 'formula',
      formula: `${plan.hosts}, counted in the plan of the product`,
      inputs: {},
    }),
    availability: { status: plan.availability.status, text: plan.availability.text },
  };
  return Object.freeze({ ...spec, caveats: Object.freeze(caveatsOf(plan, spec)) });
};

/**
 * A rack, server, instance or slice ready to be planned on. Throws InputError for an unknown id or override, and for
 * products that are described but not sold or rented by themselves.
 */
export const resolveSystem = (catalog: Catalog, idOrAlias: string, overrides: Overrides = {}): SystemSpec => {
  checkOverrides(catalog.assumptions, overrides);
  const entry = systemEntry(catalog, idOrAlias);
  if (entry.plan === null) {
    throw new InputError({
      attempted: `planning on ${entry.id}`,
      found: `${entry.name}, which is part of a larger unit`,
      accepted: 'a system that is sold or rented by itself (see: rackwright catalog list --kind systems)',
    });
  }
  const chip = chipSpec(catalog, chipEntry(catalog, entry.plan.chip), overrides);
  return systemSpec(catalog, entry, entry.plan, chip, overrides);
};

/** Every system of the catalogue that can be planned on, in order of id. Throws InputError for an unknown override. */
export const resolveSystems = (catalog: Catalog, overrides: Overrides = {}): readonly SystemSpec[] => {
  checkOverrides(catalog.assumptions, overrides);
  const chips = new Map<string, ChipSpec>();
  const chipOf = (id: string): ChipSpec => {
    const known = chips.get(id) ?? chipSpec(catalog, chipEntry(catalog, id), overrides);
    chips.set(id, known);
    return known;
  };
  return [...catalog.systems.values()]
    .filter((entry) => entry.plan !== null)
    .sort((a, b) => a.id.localeCompare(b.id))
    .flatMap((entry) =>
      entry.plan === null ? [] : [systemSpec(catalog, entry, entry.plan, chipOf(entry.plan.chip), overrides)],
    );
};
