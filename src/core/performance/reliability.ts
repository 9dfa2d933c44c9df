import { z } from 'zod';
import { constantFigures, constantsFileSchema } from '../catalog/sourced-constants.ts';
import type { Figure, Interval } from '../quantity/figure.ts';

/** The shape of `catalog/reliability.yaml`. */
export const reliabilitySchema = constantsFileSchema(
  {
    'reliability.chip-hours-per-interruption': 'h',
    'reliability.chip-hours-per-hardware-failure': 'h',
    'reliability.recovery-seconds': 's',
    'reliability.checkpoint-pause-seconds': 's',
    'reliability.checkpoint-bytes-per-second': 'B/s',
    'reliability.repair-hours': 'h',
    'reliability.spares-confidence': '1',
  },
  z.number().gt(0),
);

export type ReliabilityFile = z.infer<typeof reliabilitySchema>;

/** What interruptions cost a training job and how many units are away for repair. */
export interface Reliability {
  readonly chipHoursPerInterruption: Figure<'h'>;
  readonly chipHoursPerHardwareFailure: Figure<'h'>;
  readonly recoverySeconds: Figure<'s'>;
  readonly checkpointPauseSeconds: Figure<'s'>;
  readonly checkpointBytesPerSecond: Figure<'B/s'>;
  readonly repairHours: Figure<'h'>;
  readonly sparesConfidence: Figure<'1'>;
}

/**
 * The file as figures. `overrides` are the assumptions of a request by id; one that is given replaces the catalogue's
 * value with standing `user`. Throws RangeError when an override is not low <= estimate <= high.
 */
export const reliabilityFrom = (
  file: ReliabilityFile,
  overrides: Readonly<Record<string, Interval>>,
): Reliability => {
  const of = constantFigures('reliability', file, overrides);
  return Object.freeze({
    chipHoursPerInterruption: of('h', 'reliability.chip-hours-per-interruption'),
    chipHoursPerHardwareFailure: of('h', 'reliability.chip-hours-per-hardware-failure'),
    recoverySeconds: of('s', 'reliability.recovery-seconds'),
    checkpointPauseSeconds: of('s', 'reliability.checkpoint-pause-seconds'),
    checkpointBytesPerSecond: of('B/s', 'reliability.checkpoint-bytes-per-second'),
    repairHours: of('h', 'reliability.repair-hours'),
    sparesConfidence: of('1', 'reliability.spares-confidence'),
  });
};
