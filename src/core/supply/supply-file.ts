import type { SourcePosition } from '../input-error.ts';
import type { Interval } from '../quantity/figure.ts';
import { cents, centsFromUsd } from '../quantity/money.ts';
import { bucketsOf } from './calendar.ts';
import type { AllocationPolicy, Generation, SupplyCase } from './case.ts';
import { classesFrom } from './file/classes.ts';
import { dealsFrom } from './file/deals.ts';
import {
  overrideFault,
  type SupplyAssumption,
  type SupplyDefaults,
  type SupplyGaps,
  supplyGaps,
} from './file/defaults.ts';
import { generationsFrom } from './file/generations.ts';
import { commitmentsFrom, reservationsFrom } from './file/promises.ts';
import {
  faultAt,
  type Path,
  type Reading,
  type SellableProduct,
  type SupplySource,
  type UnusedRow,
} from './file/reading.ts';
import { resourcesFrom } from './file/resources.ts';
import { scenariosFrom } from './file/scenarios.ts';
import type { WrittenSupply } from './file/schema.ts';
import { type PublicStatement, sourcesFrom } from './file/sources.ts';
import { NO_TABLES, type SupplyTables } from './file/tables.ts';

export interface SupplySurroundings {
  /** Name for a case that has none: its file's name. */
  readonly fallbackName: string;
  readonly defaults: SupplyDefaults;
  /** The product behind each `product` of the file, by what is written there. */
  readonly products: ReadonlyMap<string, SellableProduct>;
  /** Public statements that `sources` may name. */
  readonly statements: ReadonlyMap<string, PublicStatement>;
  readonly tables?: SupplyTables;
  /** Where a path of the file stands in its text; undefined when that cannot be told. */
  readonly locate: (path: Path) => SourcePosition | undefined;
}

/** A supply file, resolved and checked. */
export interface SupplyInput {
  readonly case: SupplyCase;
  /** Numbers that the file does not give. */
  readonly assumptions: readonly SupplyAssumption[];
  /** Where numbers come from: the catalogue, and what the file says under `sources`. */
  readonly provenance: readonly SupplySource[];
  /** What was read but changes nothing, in words. */
  readonly notices: readonly string[];
  /** Rows of tables that change nothing, one entry each. */
  readonly unusedRows: readonly UnusedRow[];
}

/** Catalogue ids that the generations of a file name, each once. */
export const productReferences = (written: WrittenSupply): readonly string[] => [
  ...new Set(
    Object.values(written.generations).flatMap(({ product }) => (product === undefined ? [] : [product])),
  ),
];

const overridesFrom = (
  written: WrittenSupply,
  locate: SupplySurroundings['locate'],
): Readonly<Record<string, Interval>> =>
  Object.fromEntries(
    Object.entries(written.assumptions ?? {}).map(([id, value]) => {
      const interval = value.kind === 'interval' ? value.interval : null;
      const fault = interval === null ? 'a number' : overrideFault(id, interval);
      if (interval === null || fault !== null)
        throw faultAt({ locate }, ['assumptions', id], `${id} as it is written here`, fault ?? 'a number');
      return [id, interval] as const;
    }),
  );

const MOST_BUCKETS = { weeks: 104, quarters: 40 };

/** Buckets of the horizon, and behind it so many that the longest wait promised can be checked, and one more. */
const calendarFrom = (written: WrittenSupply, gaps: SupplyGaps, locate: SupplySurroundings['locate']) => {
  const weeks = written.horizon?.weeks ?? gaps.fill('horizon.weeks', 'weeks');
  const quarters = written.horizon?.quarters ?? gaps.fill('horizon.quarters', 'quarters');
  if (weeks + quarters < 1 || weeks > MOST_BUCKETS.weeks || quarters > MOST_BUCKETS.quarters)
    throw faultAt(
      { locate },
      ['horizon'],
      `${weeks} weeks and ${quarters} quarters`,
      `at least one week or quarter, at most ${MOST_BUCKETS.weeks} weeks and ${MOST_BUCKETS.quarters} quarters`,
    );
  const longest = Object.values(written.classes).reduce(
    (most, { extra_wait }) => Math.max(most, extra_wait),
    0,
  );
  return bucketsOf(weeks, quarters, longest);
};

const policyFrom = ({ written, gaps }: Reading, generations: readonly Generation[]): AllocationPolicy => {
  const policy = written.policy ?? {};
  const dearest = generations.reduce((most, { outsidePrice }) => Math.max(most, outsidePrice), 0);
  return {
    discountRate: policy.discount_rate ?? gaps.fill('policy.discount_rate', 'discount_rate'),
    nervousnessPerRackDay: policy.nervousness ?? centsFromUsd(gaps.fill('policy.nervousness', 'nervousness')),
    frozenDays: policy.frozen ?? gaps.fill('policy.frozen', 'frozen_days'),
    waitCostPerEquivalentDay: policy.waiting ?? centsFromUsd(gaps.fill('policy.waiting', 'waiting')),
    shortfallPerRack:
      policy.shortfall ?? cents(Math.round(dearest * gaps.fill('policy.shortfall', 'shortfall_factor'))),
    fairTiers: policy.fair_tiers ?? ['committed', 'ordered', 'quoted'],
  };
};

/**
 * The case that a supply file describes: days counted from its start, whole racks and lots, every default explicit.
 * Throws InputError with the place of the first thing that cannot be used.
 */
export const supplyCaseFrom = (written: WrittenSupply, surroundings: SupplySurroundings): SupplyInput => {
  const { locate, products, tables = NO_TABLES } = surroundings;
  const gaps = supplyGaps(surroundings.defaults, overridesFrom(written, locate));
  const buckets = calendarFrom(written, gaps, locate);
  const reading: Reading = {
    written,
    locate,
    gaps,
    products,
    tables,
    buckets,
    notices: [],
    unusedRows: [],
    provenance: [],
  };
  const generations = generationsFrom(reading);
  const ranged = resourcesFrom(reading, generations);
  const supplyCase: SupplyCase = {
    name: written.name ?? surroundings.fallbackName,
    startDate: written.start,
    buckets,
    generations,
    resources: ranged.map(({ resource }) => resource),
    classes: classesFrom(reading),
    deals: dealsFrom(reading, generations),
    reservations: reservationsFrom(reading, generations),
    commitments: commitmentsFrom(reading),
    scenarios: scenariosFrom(reading, ranged),
    policy: policyFrom(reading, generations),
  };
  return Object.freeze({
    case: supplyCase,
    assumptions: gaps.filled(),
    provenance: [...reading.provenance, ...sourcesFrom(reading, surroundings.statements)],
    notices: reading.notices,
    unusedRows: reading.unusedRows,
  });
};
