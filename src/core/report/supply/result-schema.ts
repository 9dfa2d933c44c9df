import { z } from 'zod';
import { DEAL_TIERS } from '../../supply/case.ts';
import { ALLOCATION_FORMAT, PROMISE_FORMAT } from '../../supply/result-format.ts';
import {
  assumption,
  baselineUsed,
  bucket,
  conflict,
  day,
  money,
  origin,
  proof,
  rackPrice,
  racks,
  replay,
  shipment,
  text,
  whole,
} from './result-schema-parts.ts';

const perBucket = z.array(z.number()).describe('one for each bucket');
const volume = z.strictObject({
  generationId: text,
  outsideRacks: racks,
  insideRacks: racks,
  outsideChips: z.number(),
  insideChips: z.number(),
  outsideRevenue: money,
  insideAtTransferPrice: money,
  insideAtOutsidePrice: money,
});

const planned = {
  deals: z.array(
    z.strictObject({
      id: text,
      buyer: text,
      tier: z.enum(DEAL_TIERS),
      racks: whole,
      delivered: whole,
      short: whole,
      acceptedDate: day.nullable().describe('of the last rack planned'),
      p50Date: day
        .nullable()
        .describe('in full with 50 % probability; null: not in the plan, or not worked out'),
      p80Date: day.nullable(),
      p95Date: day.nullable(),
      firmRacks: whole.nullable().describe('on their planned days in all futures but the worst 5 %'),
      shipments: z.array(shipment),
    }),
  ),
  classes: z.array(
    z.strictObject({
      id: text,
      name: text,
      replay,
      racks: z.array(z.strictObject({ generationId: text, racks: perBucket })),
      service: perBucket.describe('equivalents served up to the end of each bucket'),
      baselineService: perBucket,
      queue: perBucket.describe('equivalents waiting at the end of each bucket'),
    }),
  ),
  generations: z.array(z.strictObject({ id: text, built: perBucket, stock: perBucket, spares: perBucket })),
  bottlenecks: z.array(
    z.strictObject({
      words: text,
      resourceId: text,
      bucket: whole,
      usedUnits: z.number(),
      capacityUnits: z.number(),
      shadowPricePerUnit: money,
    }),
  ),
  quarters: z.array(
    z.strictObject({
      from: day,
      until: day,
      days: whole,
      generations: z.array(volume),
      yearlyAtTransferPrice: money,
      yearlyAtOutsidePrice: money,
      yearlyOutside: money,
      outsideShare: z.number().nullable(),
    }),
  ),
  commitments: z.array(
    z.strictObject({
      id: text,
      customer: text,
      amount: money,
      drawnBefore: money,
      drawnByPlan: money,
      left: money,
      drawnInFullDate: day.nullable(),
      payable: money.nullable(),
    }),
  ),
  risk: z
    .strictObject({
      expectedShortfallRacks: z.number(),
      tailShortfallRacks: z.number().describe('mean of the worst 5 %'),
      scenarios: z.array(
        z.strictObject({ id: text, name: text, probability: z.number(), shortfallRacks: z.number() }),
      ),
      impossible: z.array(text),
    })
    .nullable(),
  whatIf: rackPrice.nullable(),
  proof,
};

/** The result of an allocation, as `rackwright allocate --json` prints it and `--out` writes it. */
export const allocationFileSchema = z
  .strictObject({
    schema: z.literal(ALLOCATION_FORMAT),
    name: text,
    startDate: day,
    end: z.enum(['planned', 'infeasible', 'nothing-found']),
    keepsEverything: z.boolean().describe('promised deals in full and every class within its limit'),
    words: text,
    buckets: z.array(bucket),
    baseline: baselineUsed.nullable(),
    conflict: conflict.describe('limits that cannot be kept together, none of which could be left out'),
    deals: planned.deals,
    classes: planned.classes,
    generations: planned.generations,
    bottlenecks: planned.bottlenecks,
    quarters: planned.quarters,
    commitments: planned.commitments,
    risk: planned.risk,
    whatIf: planned.whatIf,
    proof: planned.proof.nullable(),
    stated: z.array(
      z.strictObject({
        id: text,
        yearly: money,
        note: text.nullable(),
        source: text,
        asOf: text,
        standing: text,
      }),
    ),
    assumptions: z.array(assumption),
    provenance: z.array(origin),
    notices: z.array(text),
  })
  .describe('Who gets which racks when, who waits how much longer for it, and what that rests on.');

/** The answer to whether and when a deal can be had. */
export const promiseFileSchema = z
  .strictObject({
    schema: z.literal(PROMISE_FORMAT),
    name: text,
    startDate: day,
    words: z.array(text),
    deal: z.strictObject({ id: text, buyer: text, tier: z.enum(DEAL_TIERS), racks: whole }),
    possible: z.boolean(),
    expectedDate: day.nullable().describe('last rack accepted, on expected supply'),
    p50Date: day.nullable(),
    p80Date: day.nullable(),
    p95Date: day.nullable(),
    futures: z.array(z.strictObject({ id: text, probability: z.number(), date: day.nullable() })),
    shipments: z.array(shipment),
    impacts: z.array(z.strictObject({ classId: text, before: replay, after: replay })),
    binding: conflict,
    changes: z.array(
      z.strictObject({
        kind: z.enum(['smaller-lots', 'other-generation', 'prepayment', 'later-latest-date']),
        words: text,
        cost: money,
        date: day.nullable(),
        daysEarlier: whole.nullable(),
        helps: z.boolean(),
      }),
    ),
    whatIf: rackPrice.nullable(),
    baseline: baselineUsed.nullable(),
    assumptions: z.array(assumption),
    provenance: z.array(origin),
    notices: z.array(text),
  })
  .describe(
    'Whether and when a deal can be had, whose wait grows by how much, and what would bring it forward.',
  );

export type AllocationFile = z.output<typeof allocationFileSchema>;
export type PromiseFile = z.output<typeof promiseFileSchema>;

const published = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { target: 'draft-2020-12' });

/** JSON Schemas (2020-12) of result files, as published in `schemas/`. */
export const allocationJsonSchema = (): unknown => published(allocationFileSchema);
export const promiseJsonSchema = (): unknown => published(promiseFileSchema);
