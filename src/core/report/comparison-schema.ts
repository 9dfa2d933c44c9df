import { z } from 'zod';
import { candidateSchema, derivationSchema } from './plan-schema.ts';
import { bound } from './plan-schema-outcome.ts';
import { figureSchema, number, text } from './plan-schema-parts.ts';

const bounds = z.looseObject({
  workload: text,
  step: z.enum(['decode step', 'prefill of one prompt', 'training step']),
  seconds: number,
  bound: bound.describe('what limits the work of the whole layout'),
  shares: z
    .looseObject({ compute: number, 'memory-bandwidth': number, network: number, latency: number })
    .describe('of the time of the step; they add up to 1'),
});

const side = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('candidate'), candidate: candidateSchema, bounds: z.array(bounds) }),
  z.looseObject({ kind: z.literal('refused'), systemId: text, systemName: text, reason: text }),
]);

/** A result of `rackwright compare --json`. Unknown fields are allowed: later versions may add some. */
export const comparisonFileSchema = z
  .looseObject({
    schema: z.literal('rackwright.comparison/1'),
    request: text,
    catalogVersion: text,
    calibrationVersion: text,
    workloads: z.array(text),
    sides: z.array(side).describe('in the order asked for'),
    rows: z.array(
      z.looseObject({
        workload: text.nullable().describe('null: of the whole request'),
        name: text,
        better: z.enum(['lower', 'higher']),
        figures: z.array(figureSchema.nullable()).describe('one for each side; null where it has none'),
        best: number.nullable().describe('index of the side with the best estimate'),
      }),
    ),
    derivations: z.record(text, derivationSchema),
  })
  .meta({
    title: 'Rackwright comparison',
    description:
      'A request on a few systems side by side, with where each is bound and the derivation of every number.',
  });

export type ComparisonFile = z.infer<typeof comparisonFileSchema>;
