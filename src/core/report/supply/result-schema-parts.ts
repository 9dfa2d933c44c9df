import { z } from 'zod';

export const text = z.string();
export const day = z.iso.date();
export const whole = z.number().int();
export const racks = z.number().describe('racks');
export const money = whole.describe('US cents');

/** Whole days since `startDate`, with the date beside it. */
export const dayNumber = whole.describe('days since startDate');

export const baselineUsed = z.strictObject({
  origin: z.enum(['given', 'made', 're-based']),
  file: text.nullable(),
  version: text,
  signature: text,
  supplyDigest: text,
  dealIds: z.array(text),
  replaces: z.strictObject({ signature: text, event: text }).nullable(),
});

export const conflict = z.array(
  z.strictObject({
    kind: z.enum(['deal', 'class-limit', 'capacity', 'spares', 'frozen-plan', 'reservation']),
    id: text,
    words: text,
  }),
);

export const bucket = z.strictObject({
  from: day,
  to: day,
  startDay: dayNumber,
  endDay: dayNumber,
  planned: z.boolean().describe('false behind the planned horizon'),
});

export const shipment = z.strictObject({
  generationId: text,
  bucket: whole,
  racks: whole,
  readyDay: dayNumber,
  acceptedDay: dayNumber,
  readyDate: day,
  acceptedDate: day,
});

/** What the replay of a queue found. */
export const replay = z.strictObject({
  classId: text,
  limitDays: z.number(),
  extraWaitDaysMax: z.number().nullable().describe('null: somebody is not served any more'),
  worst: z
    .strictObject({
      customer: text,
      arrivedDate: day,
      baselineDate: day,
      servedDate: day.nullable(),
    })
    .nullable(),
  extraEquivalentDays: z.number(),
  recoveredDate: day.nullable(),
  kept: z.boolean(),
});

export const rackPrice = z.strictObject({
  words: z.array(text),
  generationId: text,
  racks: whole,
  from: day,
  to: day,
  price: z
    .strictObject({
      addedEquivalentDays: z.number(),
      addedRackDaysPerRack: z.number(),
      horizonBound: z.boolean(),
      limitsBroken: z.array(text),
      before: z.array(replay),
      after: z.array(replay),
    })
    .nullable()
    .describe('null: those racks are not there'),
});

export const assumption = z.strictObject({
  id: text,
  low: z.number(),
  estimate: z.number(),
  high: z.number(),
  unit: text,
  reason: text,
  override: text,
  replaced: z.boolean(),
  usedAt: z.array(text),
});

export const origin = z.looseObject({
  path: text,
  kind: z.enum(['catalogue', 'statement', 'source', 'assumption']),
});

/** Seconds differ from run to run and are not part of a result file: the same input gives the same bytes. */
export const proof = z.strictObject({
  gap: z.number(),
  gapWanted: z.number(),
  timedOut: z.boolean(),
  columns: whole,
  rows: whole,
});
