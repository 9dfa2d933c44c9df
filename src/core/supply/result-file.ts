import { z } from 'zod';
import { ALLOCATION_FORMAT } from './result-format.ts';

const whole = z.number().int();

/** What a later plan needs of the result file of an earlier one; the rest of the file is not read. */
export const allocationEarlierSchema = z.object({
  schema: z.literal(ALLOCATION_FORMAT),
  startDate: z.iso.date(),
  deals: z.array(
    z.object({
      id: z.string(),
      shipments: z.array(
        z
          .object({
            generationId: z.string(),
            bucket: whole,
            racks: whole.min(1),
            readyDay: whole,
            acceptedDay: whole,
          })
          .strip(),
      ),
    }),
  ),
});
