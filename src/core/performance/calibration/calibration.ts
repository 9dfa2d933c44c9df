import { z } from 'zod';
import { PREDICTION_STANDINGS } from '../../quantity/standing.ts';

const QUANTITIES = [
  'time-per-output-token',
  'time-to-first-token',
  'output-throughput',
  'prefill-time',
  'training-step',
  'memory',
] as const;

const factor = z.number().positive();

const scopeSchema = z.strictObject({
  /**
   * `global`, `vendor/<vendor>`, `engine/<engine>`, `release/<engine>@<release>`, `kernels/<chip id>` (known, not
   * fitted), `chip/<chip id>`, `family/<model family>`, `port/<engine>@<release>/<model family>`; factors multiply from
   * left to right.
   */
  scope: z.string().regex(/^(global|(vendor|engine|release|kernels|chip|family|port)\/.+)$/),
  /** Multipliers on the constants of the scope above, by constant. A constant that is absent is inherited. */
  factors: z.record(z.string(), factor),
  /** Measurements the factors came from, none for known ones: rows, distinct configurations, and the sources they belong to. */
  rows: z.number().int().nonnegative(),
  configurations: z.number().int().nonnegative(),
  groups: z.array(z.string()),
});

export const residualSchema = z.strictObject({
  quantity: z.enum(QUANTITIES),
  standing: z.enum(PREDICTION_STANDINGS),
  /** null: holds for every vendor that has no entry of its own. */
  vendor: z.string().nullable(),
  /** Whether it is for models with routed experts or for those without; absent or null: for both. */
  experts: z.boolean().nullish(),
  /** true: for rows that leave inputs open, to be applied to the ends of their readings. Absent: everything is known. */
  open: z.boolean().optional(),
  /** Multipliers where the software and the publication were measured; see `stretchFor` for others. */
  low: factor,
  high: factor,
  /** Held-out measurements behind the interval; 0 where it is carried over from published comparisons. */
  rows: z.number().int().nonnegative(),
});

const modelSchema = z.strictObject({
  /** By vendor, the engine most of its measurements ran on: taken where no engine is named. */
  usualEngines: z.record(z.string(), z.string()),
  scopes: z.array(scopeSchema),
  /** Models that were measured, as `shape-name.ts` names them; absent: none. */
  models: z.array(z.string()).optional(),
  residuals: z.array(residualSchema),
});

/** The generated calibration file: what measurements say about the constants of the performance model. */
export const calibrationSchema = z.strictObject({
  schema: z.literal('rackwright.calibration/1'),
  version: z.string().min(1),
  inference: modelSchema,
  training: modelSchema,
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibratedModel = z.infer<typeof modelSchema>;
export type CalibrationScope = z.infer<typeof scopeSchema>;
export type CalibrationResidual = z.infer<typeof residualSchema>;
export const PREDICTED_QUANTITIES = QUANTITIES;

/** Which constants to take: those of a chip, of its vendor, and of the serving engine where it is known. */
export interface CalibrationTarget {
  readonly chipId: string;
  readonly vendor: string;
  readonly engine: string | null;
  /** Release of the engine, as `engine-of-row.ts` shortens it; absent where it does not matter or is not known. */
  readonly release?: string | null;
  /** Family of the model, as `prepare.ts` names it; absent where it is not known. */
  readonly family?: string | null;
  /** Whether the model has routed experts; decides which interval holds. Absent: no. */
  readonly experts?: boolean;
  /** Whether inputs of the prediction are not known. Absent: all are. */
  readonly open?: boolean;
  /** The model as `shape-name.ts` names it; absent where the question is not about a model. */
  readonly model?: string;
  /** The publication a measurement belongs to; null: none, as for a plan. Absent where it does not matter. */
  readonly source?: string | null;
}
