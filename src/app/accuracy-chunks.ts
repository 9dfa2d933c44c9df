import type { Catalog } from '../core/catalog/catalog.ts';
import {
  type HeldOutScore,
  heldOutScores,
  partLeftOut,
} from '../core/performance/accuracy/cross-validate.ts';
import { SPOT_CHECK } from '../core/performance/accuracy/record.ts';
import type { Calibration, CalibrationResidual } from '../core/performance/calibration/calibration.ts';
import type { HeldOutKind, HeldOutRow } from '../core/performance/calibration/held-out.ts';
import type { ModelPriors } from '../core/performance/calibration/resolve.ts';
import { heldOutOf, knownInference, knownTraining } from '../core/performance/validation/calibrate.ts';
import type { MeasuredMachines } from '../core/performance/validation/measured-machines.ts';
import type { Measurement } from '../core/performance/validation/measurement.ts';
import type { PreparedRow } from '../core/performance/validation/predict-rows.ts';
import type { Prepared } from '../core/performance/validation/prediction.ts';
import { prepareRows } from './measured-rows.ts';

/** What accuracy is measured with: plain data, so that it can be copied to other threads. */
export interface AccuracyData {
  readonly catalog: Catalog;
  readonly machines: MeasuredMachines;
  readonly priors: ModelPriors;
  /** The shipped calibration: what predicts in sample. */
  readonly calibration: Calibration;
  /** Digest of the calibration. */
  readonly constants: string;
  readonly fallbacks: readonly CalibrationResidual[];
  readonly measurements: readonly Measurement[];
}

/** What threads are given. */
export interface AccuracyWork {
  readonly data: AccuracyData;
}

interface Chunk {
  readonly model: Prepared['kind'];
  readonly kind: HeldOutKind;
}

/** Parts of the work that know nothing of each other, the long ones first. */
export const CHUNKS: readonly Chunk[] = (
  ['model', 'source', 'chip', 'configuration', 'vendor'] as const
).flatMap((kind) => (['inference', 'training'] as const).map((model) => ({ model, kind })));

/** Gives what does one of `CHUNKS`: the rows of a model held out in one way. */
export const accuracyChunks = ({ data }: AccuracyWork): ((chunk: number) => readonly HeldOutRow[]) => {
  const { priors, calibration } = data;
  const rows = prepareRows(data.measurements, data.catalog, data.machines);
  const inference = knownInference(rows, priors.inference, calibration.inference);
  const training = knownTraining(rows, priors.training, calibration.training);
  return (index) => {
    const chunk = CHUNKS[index];
    if (chunk === undefined) throw new RangeError(`There are ${CHUNKS.length} parts, not ${index}`);
    return chunk.model === 'inference' ? heldOutOf(inference, chunk.kind) : heldOutOf(training, chunk.kind);
  };
};

/** Rows of both models held out in one way, with their intervals, from what `accuracyChunks` gave for each of `CHUNKS`. */
export const scoresOf = (
  kind: HeldOutKind,
  chunks: readonly (readonly HeldOutRow[])[],
  { calibration, fallbacks }: AccuracyData,
): readonly HeldOutScore[] =>
  (['inference', 'training'] as const).flatMap((model) => {
    const heldBy = (of: HeldOutKind): readonly HeldOutRow[] =>
      chunks.filter((_, index) => CHUNKS[index]?.model === model && CHUNKS[index]?.kind === of).flat();
    const { residuals } = calibration[model];
    return heldOutScores(heldBy(kind), heldBy('configuration'), kind, { residuals, fallbacks });
  });

/** The part that quick tests check, held out of the serving and of the training model (half a minute of one core). */
export const spotCheck = (data: AccuracyData, rows: readonly PreparedRow[]): readonly HeldOutScore[] => {
  const { priors, calibration } = data;
  const { kind, part } = SPOT_CHECK;
  const inference = knownInference(rows, priors.inference, calibration.inference);
  const training = knownTraining(rows, priors.training, calibration.training);
  return [
    ...partLeftOut(inference, kind, part, calibration.inference.residuals),
    ...partLeftOut(training, kind, part, calibration.training.residuals),
  ];
};
