import { z } from 'zod';
import type { Baseline } from './plan.ts';

/** The word by which a file says that it holds a signed baseline, and of which edition. */
export const BASELINE_FORMAT = 'rackwright.baseline/1';

const text = z.string().min(1).max(2000);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A signed baseline as it is kept between plans. */
export const baselineFileSchema = z
  .strictObject({
    schema: z.literal(BASELINE_FORMAT),
    version: text,
    supplyDigest: hash.describe('SHA-256 of supply and inside demand; sales are not part of it'),
    dealIds: z.array(text).describe('deals that were signed before and count as given'),
    replaces: z
      .strictObject({ signature: hash, event: text })
      .nullable()
      .describe('the baseline that a supply event replaced by this one'),
    services: z.array(
      z.strictObject({
        classId: text,
        cumulative: z
          .array(z.number().min(0))
          .describe('capacity equivalents served up to the end of each bucket'),
      }),
    ),
    signature: hash.describe('SHA-256 over all of the above'),
  })
  .describe(
    'How the cloud is served without any new outside sale, signed: what extra waits are measured from.',
  );

/** A baseline as the text of a file. */
export const baselineToText = (baseline: Baseline): string =>
  `${JSON.stringify({ schema: BASELINE_FORMAT, ...baseline }, null, 1)}\n`;

/** The JSON Schema (2020-12) of baseline files, as published in `schemas/baseline.schema.json`. */
export const baselineJsonSchema = (): unknown =>
  z.toJSONSchema(baselineFileSchema, { target: 'draft-2020-12' });
