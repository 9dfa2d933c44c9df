import { z } from 'zod';

/** The dated file of speeds at which plans quote the price of output tokens, slowest first. */
export const priceTiersSchema = z.strictObject({
  as_of: z.string().regex(/^\d{4}-\d{2}/),
  tokens_per_second_per_user: z.array(z.number().positive()).min(1).max(6),
  reason: z.string().min(1),
});
