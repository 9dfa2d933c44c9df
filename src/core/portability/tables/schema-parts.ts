import { z } from 'zod';
import { isSdkVersion } from './sdk-version.ts';

export const textSchema = z.string({ error: 'a text' }).min(1).max(2000);

export const dateSchema = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, { error: 'a date as YYYY-MM-DD, in quotes' });

export const sdkVersionSchema = z
  .string({ error: "a version of the SDK in quotes, such as '2.32.0'" })
  .refine(isSdkVersion, { error: "a version of the SDK in quotes, such as '2.32.0'" });

/** `since` and `until` of a row; without them it holds for every version. */
export const validitySchema = {
  since: sdkVersionSchema.nullable().default(null),
  until: sdkVersionSchema.nullable().default(null),
};

/** An identifier of the tables: `vllm-neuron`. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/i, { error: 'an id of letters, digits and hyphens' });
