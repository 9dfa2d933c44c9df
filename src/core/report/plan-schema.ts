import { z } from 'zod';
import { batched, served, trained } from './plan-schema-outcome.ts';
import { figureSchema, number, serialNumber, standingName, text, unitName } from './plan-schema-parts.ts';

const cost = z.looseObject({
  tenure: z.enum(['rent', 'own']),
  offerId: text.nullable(),
  lines: z.array(
    z.looseObject({
      name: z.enum(['rent', 'depreciation', 'capital', 'electricity', 'space', 'staff', 'support', 'spares']),
      usdOverHorizon: figureSchema,
    }),
  ),
  totalUsd: figureSchema,
  usdPerMonth: figureSchema,
  purchaseUsd: figureSchema.nullable(),
  usdPerMillionInputTokens: figureSchema.nullable(),
  usdPerMillionOutputTokens: figureSchema.nullable(),
  usdPerRun: figureSchema.nullable(),
  energyKwhOverHorizon: figureSchema,
  cumulativeUsdByMonth: z.array(
    z.looseObject({ low: serialNumber, estimate: serialNumber, high: serialNumber }),
  ),
});

const breakEven = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('reached'),
    month: number,
    monthLow: number.nullable(),
    monthHigh: number.nullable(),
  }),
  z.looseObject({ kind: z.literal('not-reached'), horizonMonths: number }),
  z.looseObject({ kind: z.literal('not-comparable'), why: text }),
]);

const siteVerdict = z.enum(['fits', 'marginal', 'does-not-fit', 'unknown']);

const site = z.looseObject({
  verdict: siteVerdict,
  findings: z.array(
    z.looseObject({
      check: text,
      verdict: siteVerdict,
      need: figureSchema.nullable(),
      have: figureSchema.nullable(),
      margin: serialNumber.nullable(),
      text,
      repair: text.nullable(),
    }),
  ),
  racks: figureSchema,
  itWatts: figureSchema,
});

const candidate = z.looseObject({
  id: text.describe('<systemId>/<rent|own>[/<offer>]: unique in a plan and stable between runs'),
  rank: z.int().min(1),
  systemId: text,
  systemName: text,
  vendor: text,
  chipId: text,
  tenure: z.enum(['rent', 'own']),
  offerId: text.nullable(),
  units: number,
  chips: number,
  ceilings: z.looseObject({ peakFlopsPerSecond: figureSchema, hbmBytesPerSecond: figureSchema }).optional(),
  availability: z.looseObject({ status: z.enum(['available', 'announced', 'unknown']), text }),
  verdict: z.enum(['meets', 'misses']),
  reason: text,
  outcomes: z.array(z.discriminatedUnion('kind', [served, batched, trained])),
  itWatts: figureSchema,
  tokensPerSecondPerWatt: figureSchema,
  tokensPerUsd: figureSchema.nullable(),
  joulesPerToken: figureSchema,
  site: site.nullable(),
  cost: cost.nullable(),
  rentOrOwn: z.looseObject({ breakEven, breakEvenUtilisation: number.nullable() }),
  score: figureSchema
    .nullable()
    .describe('the number the ranking went by; null where it is published by nobody'),
  sensitivity: z.array(
    z.looseObject({ input: text, scoreLow: serialNumber, scoreHigh: serialNumber, unit: text, text }),
  ),
  standing: standingName,
  caveats: z.array(text),
});

const interval = {
  low: serialNumber,
  estimate: serialNumber,
  high: serialNumber,
  unit: unitName,
  standing: standingName,
};

/** An entry of the derivations table. */
export const derivationSchema = z
  .discriminatedUnion('kind', [
    z.looseObject({
      ...interval,
      kind: z.literal('fact'),
      path: text.describe('where it stands in the catalogue'),
      source: text,
      asOf: text,
      note: text.optional(),
      alternatives: z
        .array(
          z.looseObject({
            low: serialNumber,
            high: serialNumber,
            source: text,
            asOf: text,
            standing: standingName,
            note: text.optional(),
          }),
        )
        .optional(),
    }),
    z.looseObject({
      ...interval,
      kind: z.literal('assumption'),
      id: text,
      reason: text,
      override: text.describe('what to write, and where, to replace it'),
    }),
    z.looseObject({
      ...interval,
      kind: z.literal('request'),
      path: text.describe('where it stands in the request'),
    }),
    z.looseObject({
      ...interval,
      kind: z.literal('formula'),
      formula: text,
      reference: text.optional(),
      inputs: z.record(text, text).describe('name in the formula -> id in this table'),
    }),
  ])
  .describe('Where one figure came from. Following `inputs` ends at facts, assumptions and the request.');

/** A result file of `rackwright plan --json`. Unknown fields are allowed: later versions may add some. */
export const planFileSchema = z
  .looseObject({
    schema: z.literal('rackwright.plan/1'),
    request: z.looseObject({ name: text, workloads: z.array(z.looseObject({ kind: text, name: text })) }),
    catalogVersion: text,
    calibrationVersion: text,
    rankedBy: z.enum([
      'total-cost',
      'cost-per-token',
      'throughput-per-watt',
      'throughput',
      'power',
      'fewest-racks',
    ]),
    candidates: z.array(candidate),
    refused: z.array(z.looseObject({ systemId: text, systemName: text, reason: text })),
    warnings: z.array(text),
    flips: z.array(z.looseObject({ above: text, below: text, text })),
    fleet: z.array(
      z.looseObject({
        systemId: text,
        systemName: text,
        units: number,
        workload: text,
        share: number.nullable(),
        text,
      }),
    ),
    assumptions: z.array(
      z.looseObject({ id: text, figure: figureSchema, reason: text, override: text, usedBy: z.array(text) }),
    ),
    layoutsEvaluated: number,
    derivations: z.record(text, derivationSchema),
  })
  .meta({
    title: 'Rackwright plan',
    description: 'Every candidate system for a request, ranked, with the derivation of every number.',
  });

export type PlanFile = z.infer<typeof planFileSchema>;
export type DerivationEntry = z.infer<typeof derivationSchema>;
