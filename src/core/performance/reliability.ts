import { z } from 'zod';
import { type Alternative, assumed, type Figure, figure, type Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';

const interval = { low: z.number().gt(0), estimate: z.number().gt(0), high: z.number().gt(0) };

const alternativeSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  source: z.string().min(1),
  as_of: z.string().min(4),
  standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
});

const entryIn = (unit: UnitName) =>
  z
    .discriminatedUnion('standing', [
      z.strictObject({
        unit: z.literal(unit),
        ...interval,
        standing: z.literal('assumed'),
        reason: z.string().min(1),
      }),
      z.strictObject({
        unit: z.literal(unit),
        ...interval,
        standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
        source: z.string().min(1),
        as_of: z.string().min(4),
        note: z.string().optional(),
        alternatives: z.array(alternativeSchema).optional(),
      }),
    ])
    .refine(
      (entry) => entry.low <= entry.estimate && entry.estimate <= entry.high,
      'low <= estimate <= high',
    );

/** The shape of `catalog/reliability.yaml`. */
export const reliabilitySchema = z.strictObject({
  'reliability.chip-hours-per-interruption': entryIn('h'),
  'reliability.chip-hours-per-hardware-failure': entryIn('h'),
  'reliability.recovery-seconds': entryIn('s'),
  'reliability.checkpoint-pause-seconds': entryIn('s'),
  'reliability.checkpoint-bytes-per-second': entryIn('B/s'),
  'reliability.repair-hours': entryIn('h'),
  'reliability.spares-confidence': entryIn('1'),
});

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

const alternativesOf = (alternatives: readonly z.infer<typeof alternativeSchema>[]): readonly Alternative[] =>
  alternatives.map(({ as_of: asOf, ...rest }) => ({ ...rest, asOf }));

/**
 * The file as figures. `overrides` are the assumptions of a request by id; one that is given replaces the catalogue's
 * value with standing `user`. Throws RangeError when an override is not low <= estimate <= high.
 */
export const reliabilityFrom = (
  file: ReliabilityFile,
  overrides: Readonly<Record<string, Interval>>,
): Reliability => {
  const of = <U extends UnitName>(unit: U, id: keyof ReliabilityFile): Figure<U> => {
    const override = overrides[id];
    if (override !== undefined) {
      return figure(unit, override, 'user', { kind: 'request', path: `assumptions.${id}` });
    }
    const entry = file[id];
    if (entry.standing === 'assumed') {
      return assumed(unit, entry, { id, reason: entry.reason, override: `assumptions.${id} in the request` });
    }
    return figure(unit, entry, entry.standing, {
      kind: 'fact',
      path: `reliability#${id}`,
      source: entry.source,
      asOf: entry.as_of,
      ...(entry.note === undefined ? {} : { note: entry.note }),
      ...(entry.alternatives === undefined ? {} : { alternatives: alternativesOf(entry.alternatives) }),
    });
  };
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
