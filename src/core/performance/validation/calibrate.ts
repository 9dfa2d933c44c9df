import { INFERENCE_ADJUSTABLES, TRAINING_ADJUSTABLES } from '../calibration/adjustables.ts';
import type { CalibratedModel, Calibration, CalibrationResidual } from '../calibration/calibration.ts';
import type { Adjustable } from '../calibration/fit.ts';
import { type CalibrationRow, fitScopes } from '../calibration/hierarchy.ts';
import { residualIntervals } from '../calibration/residuals.ts';
import type { ModelPriors } from '../calibration/resolve.ts';
import type { PreparedRow } from './predict-rows.ts';
import type { Prepared } from './prediction.ts';
import { isRefusal } from './refusal.ts';

/** Errors worse than this before any fit (a factor of 20) are mislabelled rows, not physics; they are left aside. */
const PLAUSIBLE_LOG_ERROR = 3;

type Of<Kind extends Prepared['kind']> = Extract<Prepared, { kind: Kind }>;
type ConstantsOf<Kind extends Prepared['kind']> = Parameters<Of<Kind>['evaluate']>[0];

const isOf = <Kind extends Prepared['kind']>(prepared: Prepared, kind: Kind): prepared is Of<Kind> =>
  prepared.kind === kind;

/** Rows of quality A and B that one of the models can learn from. */
const calibrationRows = <Kind extends Prepared['kind']>(
  rows: readonly PreparedRow[],
  kind: Kind,
  prior: ConstantsOf<Kind>,
): CalibrationRow<ConstantsOf<Kind>>[] =>
  rows.flatMap(({ row, prepared }) => {
    if (isRefusal(prepared) || row.quality === 'C' || row.value == null || !isOf(prepared, kind)) return [];
    const evaluate = (constants: ConstantsOf<Kind>): number | null =>
      prepared.evaluate(constants as never)?.estimate ?? null;
    const first = evaluate(prior);
    if (first === null || Math.abs(Math.log(first / row.value)) > PLAUSIBLE_LOG_ERROR) return [];
    const { chipId, engine } = prepared.target;
    return {
      evaluate,
      value: row.value,
      target: prepared.target,
      quantity: prepared.quantity,
      inverse: prepared.inverse,
      configuration: row.config_id ?? row.id,
      group: row.group ?? 'not stated',
      stratum: [chipId, engine, row.task, row.metric, prepared.mixtureOfExperts].join('/'),
    };
  });

const usualEngines = (rows: readonly CalibrationRow<never>[]): Record<string, string> => {
  const counts = new Map<string, Map<string, number>>();
  for (const { target } of rows) {
    if (target.engine === null) continue;
    const engines = counts.get(target.vendor) ?? new Map<string, number>();
    engines.set(target.engine, (engines.get(target.engine) ?? 0) + 1);
    counts.set(target.vendor, engines);
  }
  return Object.fromEntries(
    [...counts].map(([vendor, engines]) => {
      const [most = ''] = [...engines]
        .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
        .map(([e]) => e);
      return [vendor, most];
    }),
  );
};

export interface CalibrateOptions {
  /** Intervals where too few rows speak. */
  readonly fallbacks: readonly CalibrationResidual[];
  /** Intervals to keep instead of working out new ones: a leave-out run refits constants only. */
  readonly residuals?: {
    readonly inference: CalibrationResidual[];
    readonly training: CalibrationResidual[];
  };
  readonly version: string;
  /** Models to fit; the other one is taken from `instead` as it is. */
  readonly only?: { readonly kinds: readonly Prepared['kind'][]; readonly instead: Calibration };
  readonly progress?: (what: string) => void;
}

const calibrateModel = <Constants extends object>(
  rows: readonly CalibrationRow<Constants>[],
  prior: Constants,
  adjustable: readonly Adjustable[],
  residuals: CalibrationResidual[] | undefined,
  fallbacks: readonly CalibrationResidual[],
): CalibratedModel => {
  const scopes = fitScopes(rows, prior, { adjustable });
  return {
    usualEngines: usualEngines(rows as readonly CalibrationRow<never>[]),
    scopes,
    residuals: residuals ?? residualIntervals(rows, prior, adjustable, scopes, fallbacks),
  };
};

/**
 * Fits the constants of both models to measured rows and works out the intervals of what was held out. Deterministic:
 * the same rows and priors give the same bytes.
 */
export const calibrate = (
  rows: readonly PreparedRow[],
  priors: ModelPriors,
  options: CalibrateOptions,
): Calibration => {
  const { fallbacks, residuals, only, version } = options;
  const progress = options.progress ?? (() => {});
  const wanted = (kind: Prepared['kind']): boolean => only === undefined || only.kinds.includes(kind);
  const kept = (kind: Prepared['kind']): CalibratedModel | undefined =>
    wanted(kind) ? undefined : only?.instead[kind];
  progress('fitting the serving model');
  const inference =
    kept('inference') ??
    calibrateModel(
      calibrationRows(rows, 'inference', priors.inference),
      priors.inference,
      INFERENCE_ADJUSTABLES,
      residuals?.inference,
      fallbacks,
    );
  progress('fitting the training model');
  const training =
    kept('training') ??
    calibrateModel(
      calibrationRows(rows, 'training', priors.training),
      priors.training,
      TRAINING_ADJUSTABLES,
      residuals?.training,
      fallbacks,
    );
  return { schema: 'rackwright.calibration/1', version, inference, training };
};
