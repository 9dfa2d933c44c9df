import { PREDICTION_STANDINGS } from '../../quantity/standing.ts';
import { INFERENCE_ADJUSTABLES, TRAINING_ADJUSTABLES } from '../calibration/adjustables.ts';
import type { CalibratedModel, Calibration, CalibrationResidual } from '../calibration/calibration.ts';
import { modelsOf } from '../calibration/evidence.ts';
import type { Adjustable } from '../calibration/factors.ts';
import type { ScopeFactors } from '../calibration/fit.ts';
import {
  type HeldOutKind,
  type HeldOutOptions,
  type HeldOutRow,
  heldOutRows,
  ratioOf,
} from '../calibration/held-out.ts';
import {
  type CalibrationRow,
  fitHierarchy,
  type HierarchyOptions,
  isFitted,
  scopesWithEvidence,
} from '../calibration/hierarchy.ts';
import { type HeldOutRatio, MOST_LOG_ERROR, residualsFrom } from '../calibration/residuals.ts';
import type { ModelPriors } from '../calibration/resolve.ts';
import { notNarrowerThanStronger } from '../calibration/standing-order.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import type { TrainingConstants } from '../training/constants.ts';
import { sourceOfRow } from './engine-of-row.ts';
import type { PreparedRow } from './predict-rows.ts';
import type { Prepared, Readings } from './prediction.ts';
import { isRefusal } from './refusal.ts';

type Of<Kind extends Prepared['kind']> = Extract<Prepared, { kind: Kind }>;
type ConstantsOf<Kind extends Prepared['kind']> = Parameters<Of<Kind>['evaluate']>[0];

const isOf = <Kind extends Prepared['kind']>(prepared: Prepared, kind: Kind): prepared is Of<Kind> =>
  prepared.kind === kind;

/**
 * Rows of quality A and B that one of the models can learn from, or be tested on: not those that set constants, nor
 * those further off before any fit than physics can be, which are mislabelled and left aside.
 */
const calibrationRows = <Kind extends Prepared['kind']>(
  rows: readonly PreparedRow[],
  kind: Kind,
  prior: ConstantsOf<Kind>,
): CalibrationRow<ConstantsOf<Kind>>[] =>
  rows.flatMap(({ row, prepared }) => {
    if (isRefusal(prepared) || row.quality === 'C' || row.value == null || !isOf(prepared, kind)) return [];
    if (row.sets != null && row.sets.length > 0) return [];
    const readings = (constants: ConstantsOf<Kind>): Readings | null => prepared.evaluate(constants as never);
    const first = readings(prior);
    if (first === null || Math.abs(Math.log(first.estimate / row.value)) > MOST_LOG_ERROR) return [];
    const { chipId, engine } = prepared.target;
    return {
      id: row.id,
      readings,
      evaluate: (constants: ConstantsOf<Kind>) => prepared.estimate(constants as never),
      value: row.value,
      target: prepared.target,
      quantity: prepared.quantity,
      inverse: prepared.inverse,
      experts: prepared.mixtureOfExperts,
      saturated: prepared.saturated?.(prior as InferenceConstants) === true,
      configuration: row.config_id ?? row.id,
      group: sourceOfRow(row),
      model: row.model,
      stratum: [chipId, engine, row.task, row.metric, prepared.mixtureOfExperts].join('/'),
    };
  });

const usualEngines = (rows: readonly CalibrationRow<never>[]): Record<string, string> => {
  const counts = new Map<string, Map<string, number>>();
  for (const { target } of rows.filter(isFitted)) {
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
  /** Steps of a fit at most; absent: until it stands still. */
  readonly steps?: number;
  /** Models to fit; the other one is taken from `instead` as it is. */
  readonly only?: { readonly kinds: readonly Prepared['kind'][]; readonly instead: Calibration };
  readonly progress?: (what: string) => void;
}

/** A model's rows with what fits them, for fitting in full and for holding parts out. */
export interface FittedModel<Constants> {
  readonly rows: readonly CalibrationRow<Constants>[];
  readonly prior: Constants;
  readonly adjustable: readonly Adjustable[];
  readonly factors: ScopeFactors;
}

type FitSteps = Pick<HierarchyOptions, 'iterations' | 'onStep' | 'known'>;

const fitted = <Constants extends object>(
  rows: readonly CalibrationRow<Constants>[],
  prior: Constants,
  adjustable: readonly Adjustable[],
  steps: FitSteps,
): FittedModel<Constants> => ({
  rows,
  prior,
  adjustable,
  factors: fitHierarchy(rows, prior, { adjustable, ...steps }),
});

const known = <Constants extends object>(
  rows: readonly CalibrationRow<Constants>[],
  prior: Constants,
  adjustable: readonly Adjustable[],
  calibrated: CalibratedModel,
): FittedModel<Constants> => ({
  rows,
  prior,
  adjustable,
  factors: new Map(calibrated.scopes.map(({ scope, factors }) => [scope, factors])),
});

/** The serving model as a calibration has it, with the rows it can learn from. */
export const knownInference = (
  rows: readonly PreparedRow[],
  prior: InferenceConstants,
  calibrated: CalibratedModel,
): FittedModel<InferenceConstants> =>
  known(calibrationRows(rows, 'inference', prior), prior, INFERENCE_ADJUSTABLES, calibrated);

/** The training model as a calibration has it, with the rows it can learn from. */
export const knownTraining = (
  rows: readonly PreparedRow[],
  prior: TrainingConstants,
  calibrated: CalibratedModel,
): FittedModel<TrainingConstants> =>
  known(calibrationRows(rows, 'training', prior), prior, TRAINING_ADJUSTABLES, calibrated);

const fitInference = (rows: readonly PreparedRow[], prior: InferenceConstants, steps: FitSteps) =>
  fitted(calibrationRows(rows, 'inference', prior), prior, INFERENCE_ADJUSTABLES, steps);

const fitTraining = (rows: readonly PreparedRow[], prior: TrainingConstants, steps: FitSteps) =>
  fitted(calibrationRows(rows, 'training', prior), prior, TRAINING_ADJUSTABLES, steps);

/** Rows of a fitted model held out in one way. */
export const heldOutOf = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  options: HeldOutOptions = {},
): HeldOutRow[] => heldOutRows(kind, model.rows, model.prior, model.adjustable, model.factors, options);

/** Intervals by standing and quantity from held-out rows; fallbacks where too few speak. */
export const residualsOf = (
  held: readonly HeldOutRatio[],
  fallbacks: readonly CalibrationResidual[],
): CalibrationResidual[] =>
  PREDICTION_STANDINGS.flatMap((standing) => residualsFrom(held, standing, fallbacks));

const INTERVAL_KINDS = ['configuration', 'model', 'chip', 'vendor'] as const;

const calibrateModel = <Constants extends object>(
  model: FittedModel<Constants>,
  residuals: CalibrationResidual[] | undefined,
  fallbacks: readonly CalibrationResidual[],
  progress: (what: string) => void,
): CalibratedModel => {
  const held =
    residuals === undefined
      ? INTERVAL_KINDS.flatMap((kind) => {
          progress(`holding out, ${kind} by ${kind}`);
          return heldOutOf(model, kind).map(ratioOf);
        })
      : [];
  return {
    usualEngines: usualEngines(model.rows as readonly CalibrationRow<never>[]),
    scopes: scopesWithEvidence(model.rows, model.factors),
    models: [...modelsOf(model.rows)],
    residuals: residuals ?? notNarrowerThanStronger(residualsOf(held, fallbacks)),
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
  const fitting = (what: string): FitSteps => ({
    ...(options.steps === undefined ? {} : { iterations: options.steps }),
    onStep: (step, most) => progress(`fitting the ${what} model, step ${step} of at most ${most}`),
  });
  const inference =
    kept('inference') ??
    calibrateModel(
      fitInference(rows, priors.inference, { ...fitting('serving'), known: priors.kernels }),
      residuals?.inference,
      fallbacks,
      progress,
    );
  const training =
    kept('training') ??
    calibrateModel(
      fitTraining(rows, priors.training, fitting('training')),
      residuals?.training,
      fallbacks,
      progress,
    );
  return { schema: 'rackwright.calibration/1', version, inference, training };
};
