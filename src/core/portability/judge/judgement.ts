import { z } from 'zod';
import { FILE_ROLES } from '../scan.ts';
import type { EffortAnchors } from '../tables/anchors.ts';

const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'i');
  } catch {
    context.addIssue({ code: 'custom', message: 'a regular expression', input: source });
    return z.NEVER;
  }
});

const days = z.number().min(0);
const ruleIds = z.array(z.string().regex(/^[A-Z]{2}-\d{3}$/));
const share = z.strictObject({ says: pattern, low: z.number().min(0), high: z.number().min(0) });

/** catalog/portability/judgement.yaml: what findings weigh and work is counted by, all of it assumptions with reasons. */
export const judgementSchema = z.strictObject({
  as_of: z.string(),
  role_weights: z.record(z.enum(FILE_ROLES), z.number().min(0).max(1)),
  guarded_weight: z.number().min(0).max(1),
  weights_reason: z.string(),
  open_top_factor: z.number().min(1),
  open_top_reason: z.string(),
  kernel_days_max: days,
  kernel_days_reason: z.string(),
  kernels_by_name: ruleIds,
  kernels_by_file: ruleIds,
  kernel_traits: ruleIds,
  kernel_hosts: ruleIds,
  training_rules: ruleIds,
  keep_on_gpu: z.array(z.strictObject({ rule: z.string(), because: z.string() })),
  kernel_coverage: z.array(z.strictObject({ names: pattern, kernel: z.string() })),
  shares: z.strictObject({
    trn3: z.array(share).min(1),
    rocm: z.array(share).min(1),
    tpu: z.array(share).min(1),
  }),
  shares_reason: z.string(),
  edit_days_max: days,
  edit_reason: z.string(),
  model_classes: z.array(z.strictObject({ architectures: pattern, class: z.string() })).min(1),
  effort_correlation: z.number().min(0).max(1),
  correlation_reason: z.string(),
});

/** The judgement with the anchors of effort that it works with. */
export type Judgement = Readonly<z.output<typeof judgementSchema>> & { readonly anchors: EffortAnchors };
