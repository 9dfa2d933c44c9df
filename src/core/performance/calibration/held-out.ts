import type { PredictionStanding } from '../../quantity/standing.ts';
import type { PredictedQuantity } from '../calibrated.ts';
import { evidenceOfRows, standingBy, type Unmeasured, unmeasuredBy } from './evidence.ts';
import type { Adjustable } from './factors.ts';
import type { ScopeFactors, SlopeStore } from './fit.ts';
import { type CalibrationRow, fitHierarchy, isFitted, readingsBy, type Spread } from './hierarchy.ts';
import type { HeldOutRatio } from './residuals.ts';
import { knownIn } from './scopes.ts';

/** What is left out together: single configurations, whole chips, models or sources, or a vendor altogether. */
export const HELD_OUT_KINDS = ['configuration', 'chip', 'vendor', 'model', 'source'] as const;
export type HeldOutKind = (typeof HELD_OUT_KINDS)[number];

/** A row predicted by constants that have not seen what it was left out with: plain data, to be sent between threads. */
export interface HeldOutRow {
  readonly id: string;
  readonly value: number;
  readonly quantity: PredictedQuantity;
  readonly inverse: boolean;
  readonly vendor: string;
  readonly experts: boolean;
  readonly configuration: string;
  readonly kind: HeldOutKind;
  /** Rows of one part were left out together. */
  readonly part: string;
  readonly readings: Spread;
  /** What a prediction of the row rests on without its part. */
  readonly standing: PredictionStanding;
  readonly unmeasured: readonly Unmeasured[];
}

const FOLDS = 5;
/** Models and sources with this many rows are left out one by one; the small ones, which are many, a quarter at a time. */
const OWN_PART_ROWS = 15;
const NAME_FOLDS = 4;
/** Steps of a fit without some rows. Later ones change what is left out by less than a tenth of its error. */
export const STEPS_WITHOUT = 4;
/** Fewest rows that must remain of the vendor for a chip of it to count as left out of something. */
const LEAST_ROWS = 12;

/** A fold that depends on nothing but the name (FNV-1a, 32 bit), so that rows of one name stay together. */
const foldOf = (name: string, folds: number): number => {
  let hash = 0x811c9dc5;
  for (const character of name)
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  return hash % folds;
};

/** The name of every row's part, where names with enough rows are parts of their own. */
const byName = <Row>(rows: readonly Row[], nameOf: (row: Row) => string): ((row: Row) => string) => {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(nameOf(row), (sizes.get(nameOf(row)) ?? 0) + 1);
  return (row) => {
    const name = nameOf(row);
    return (sizes.get(name) ?? 0) >= OWN_PART_ROWS ? name : `fold ${foldOf(name, NAME_FOLDS)}`;
  };
};

const partsOf = <Constants>(
  kind: HeldOutKind,
  rows: readonly CalibrationRow<Constants>[],
): ((row: CalibrationRow<Constants>) => string) => {
  switch (kind) {
    case 'configuration':
      return (row) => `fold ${foldOf(row.configuration, FOLDS)}`;
    case 'chip':
      return (row) => row.target.chipId;
    case 'vendor':
      return (row) => row.target.vendor;
    case 'model':
      return byName(rows, (row) => row.model);
    case 'source':
      return byName(rows, (row) => row.group);
  }
};

/**
 * What a prediction rests on when this is left out. Nothing says it of a publication: it may take nothing else with it,
 * or the only rows of a chip.
 */
const STANDINGS: Readonly<Record<HeldOutKind, PredictionStanding | null>> = {
  configuration: 'anchored',
  model: 'new-model',
  chip: 'same-vendor',
  vendor: 'datasheet',
  source: null,
};

export interface HeldOutOptions {
  /** Parts to hold out; absent: every one. */
  readonly only?: readonly string[];
}

/**
 * Every row predicted by a fit, from the priors, without its part; what `fitted` knows of kernels stays, whatever is left
 * out. Chips are only left out where others of their vendor remain: the rest is what leaving out the vendor shows.
 */
export const heldOutRows = <Constants extends object>(
  kind: HeldOutKind,
  rows: readonly CalibrationRow<Constants>[],
  prior: Constants,
  adjustable: readonly Adjustable[],
  fitted: ScopeFactors,
  { only }: HeldOutOptions = {},
): HeldOutRow[] => {
  const slopesAtStart: SlopeStore = new WeakMap();
  const without = { adjustable, known: knownIn(fitted), iterations: STEPS_WITHOUT, slopesAtStart };
  const partOf = partsOf(kind, rows);
  const parts = [...new Set(rows.map(partOf))].filter((part) => only === undefined || only.includes(part));
  return parts.flatMap((part) => {
    const left = rows.filter((row) => partOf(row) === part);
    const kept = rows.filter((row) => partOf(row) !== part);
    const vendor = left[0]?.target.vendor;
    const ofVendor = kept.filter((row) => isFitted(row) && row.target.vendor === vendor);
    if (kind === 'chip' && ofVendor.length < LEAST_ROWS) return [];
    const factors = left.some(isFitted) ? fitHierarchy(kept, prior, without) : fitted;
    const evidence = evidenceOfRows(kept);
    return left.flatMap((row) => {
      const readings = readingsBy(factors, prior, adjustable, row);
      if (readings === null || !(readings.estimate > 0)) return [];
      const { id, value, quantity, inverse, experts, configuration, target } = row;
      const standing = STANDINGS[kind] ?? standingBy(evidence, target);
      const unmeasured = unmeasuredBy(evidence, target);
      const of = { id, value, quantity, inverse, vendor: target.vendor, experts, configuration };
      return { ...of, kind, part, readings, standing, unmeasured };
    });
  });
};

/** Spread of readings, as a ratio, from which a row counts as one that leaves inputs open. */
const OPEN_SPREAD = 1.02;

/** Whether readings spread enough for their ends to be what an interval is built on. */
export const isOpen = ({ low, high }: Spread): boolean => high > low * OPEN_SPREAD;

/** Held-out rows as ratios for `residualsFrom`. */
export const ratioOf = (row: HeldOutRow): HeldOutRatio => {
  const { value, inverse, readings } = row;
  const { quantity, standing, vendor, experts, part, configuration, unmeasured } = row;
  const open = isOpen(readings);
  const { low, high } = open ? readings : { low: readings.estimate, high: readings.estimate };
  return {
    quantity,
    standing,
    vendor,
    experts,
    open,
    part,
    configuration,
    unmeasured,
    overLow: inverse ? high / value : value / low,
    overHigh: inverse ? low / value : value / high,
  };
};
