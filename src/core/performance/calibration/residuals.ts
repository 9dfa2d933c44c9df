import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibrationResidual, CalibrationScope } from './calibration.ts';
import { PREDICTED_QUANTITIES } from './calibration.ts';
import type { Adjustable } from './fit.ts';
import { type CalibrationRow, fitScopes, predictedBy } from './hierarchy.ts';

type Standing = CalibrationResidual['standing'];
type Rows<Constants> = readonly CalibrationRow<Constants>[];

/** Measured over predicted, of a row that was held out. */
interface HeldOut {
  readonly quantity: PredictedQuantity;
  readonly standing: Standing;
  readonly vendor: string;
  readonly ratio: number;
}

const FOLDS = 4;
/** Fewest held-out rows that speak for a vendor by itself, and for a quantity at all. */
const VENDOR_ROWS = 30;
const LEAST_ROWS = 12;
const COVERAGE = 0.9;

/** A fold that depends on nothing but the configuration's name (FNV-1a, 32 bit), so that siblings stay together. */
const foldOf = (configuration: string): number => {
  let hash = 0x811c9dc5;
  for (const character of configuration)
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  return hash % FOLDS;
};

const ratiosOf = <Constants extends object>(
  rows: Rows<Constants>,
  scopes: readonly CalibrationScope[],
  prior: Constants,
  adjustable: readonly Adjustable[],
  standing: Standing,
): HeldOut[] =>
  rows.flatMap((row) => {
    const predicted = predictedBy([...scopes], prior, adjustable, row);
    if (predicted === null || !(predicted > 0)) return [];
    const ratio = row.value / predicted;
    return {
      quantity: row.quantity,
      standing,
      vendor: row.target.vendor,
      ratio: row.inverse ? 1 / ratio : ratio,
    };
  });

/** Configurations left out of every scope, in folds: what a chip with measurements of its own promises. */
const anchored = <Constants extends object>(
  rows: Rows<Constants>,
  prior: Constants,
  adjustable: readonly Adjustable[],
  fitted: readonly CalibrationScope[],
): HeldOut[] => {
  const wide = fitted.filter((scope) => scope.scope === 'global');
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const left = rows.filter((row) => foldOf(row.configuration) === fold);
    const kept = rows.filter((row) => foldOf(row.configuration) !== fold);
    return ratiosOf(
      left,
      fitScopes(kept, prior, { adjustable, fixed: wide, rough: true }),
      prior,
      adjustable,
      'anchored',
    );
  });
};

const distinct = <Constants>(
  rows: Rows<Constants>,
  of: (row: CalibrationRow<Constants>) => string,
): string[] => [...new Set(rows.map(of))];

/** Chips left out of their vendor and engines, where the vendor has others. */
const sameVendor = <Constants extends object>(
  rows: Rows<Constants>,
  prior: Constants,
  adjustable: readonly Adjustable[],
  fitted: readonly CalibrationScope[],
): HeldOut[] => {
  const wide = fitted.filter((scope) => scope.scope === 'global');
  return distinct(rows, (row) => row.target.chipId).flatMap((chip) => {
    const left = rows.filter((row) => row.target.chipId === chip);
    const vendor = left[0]?.target.vendor;
    const kept = rows.filter((row) => row.target.chipId !== chip && row.target.vendor === vendor);
    if (kept.length < LEAST_ROWS) return [];
    const scopes = fitScopes(kept, prior, {
      adjustable,
      fixed: wide,
      rough: true,
      levels: ['vendor', 'engine'],
    });
    return ratiosOf(left, scopes, prior, adjustable, 'same-vendor');
  });
};

/** Vendors left out altogether. */
const datasheet = <Constants extends object>(
  rows: Rows<Constants>,
  prior: Constants,
  adjustable: readonly Adjustable[],
): HeldOut[] =>
  distinct(rows, (row) => row.target.vendor).flatMap((vendor) => {
    const left = rows.filter((row) => row.target.vendor === vendor);
    const kept = rows.filter((row) => row.target.vendor !== vendor);
    const scopes = fitScopes(kept, prior, { adjustable, rough: true, levels: ['global'] });
    return ratiosOf(left, scopes, prior, adjustable, 'datasheet');
  });

/** Ends that hold the wanted share of held-out rows, with the finite-sample correction of split conformal prediction. */
const intervalOf = (ratios: readonly number[]): { readonly low: number; readonly high: number } => {
  const sorted = ratios.toSorted((a, b) => a - b);
  const beyond = Math.floor(((1 - COVERAGE) / 2) * (sorted.length + 1));
  const at = (index: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN;
  const rounded = (value: number): number => Number(value.toPrecision(3));
  return {
    low: Math.min(0.99, rounded(at(beyond - 1))),
    high: Math.max(1.01, rounded(at(sorted.length - beyond))),
  };
};

/** The same vendor's rows one by one, every vendor's together, and what literature says where rows are missing. */
const entriesFor = (
  held: readonly HeldOut[],
  quantity: PredictedQuantity,
  standing: Standing,
  fallback: CalibrationResidual,
): CalibrationResidual[] => {
  const matching = held.filter((row) => row.quantity === quantity && row.standing === standing);
  const general =
    matching.length < LEAST_ROWS
      ? fallback
      : {
          quantity,
          standing,
          vendor: null,
          ...intervalOf(matching.map((row) => row.ratio)),
          rows: matching.length,
        };
  const vendors = [...new Set(matching.map((row) => row.vendor))].toSorted();
  const own = vendors.flatMap((vendor) => {
    const ratios = matching.filter((row) => row.vendor === vendor).map((row) => row.ratio);
    return ratios.length < VENDOR_ROWS
      ? []
      : { quantity, standing, vendor, ...intervalOf(ratios), rows: ratios.length };
  });
  return [general, ...own];
};

/**
 * Conformal intervals of measured over predicted by quantity and standing, from rows that the constants used on them
 * had not seen (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World; split conformal, Lei et al. 2018,
 * JASA 113). Where fewer than twelve rows speak, the given fallback stands.
 */
export const residualIntervals = <Constants extends object>(
  rows: Rows<Constants>,
  prior: Constants,
  adjustable: readonly Adjustable[],
  fitted: readonly CalibrationScope[],
  fallbacks: readonly CalibrationResidual[],
): CalibrationResidual[] => {
  const held = [
    ...anchored(rows, prior, adjustable, fitted),
    ...sameVendor(rows, prior, adjustable, fitted),
    ...datasheet(rows, prior, adjustable),
  ];
  return PREDICTED_QUANTITIES.flatMap((quantity) =>
    (['anchored', 'same-vendor', 'datasheet'] as const).flatMap((standing) => {
      const fallback = fallbacks.find(
        (entry) => entry.quantity === quantity && entry.standing === standing && entry.vendor === null,
      );
      if (fallback === undefined) throw new RangeError(`No fallback interval for ${quantity}, ${standing}`);
      return entriesFor(held, quantity, standing, fallback);
    }),
  );
};
