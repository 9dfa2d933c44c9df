import { z } from 'zod';
import type { ModelArchitecture } from './architecture.ts';
import { architectureFromConfig } from './config/architecture-from-config.ts';

/** A shipped model: its config, the public copy it was read in, and the total published beside its weights. */
export const presetSchema = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  source: z.string().min(1),
  as_of: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a date as 2026-11 or 2026-11-20'),
  /** Published total; null where the maker gives none to the last digit. */
  parameters: z.int().positive().nullable(),
  note: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
});

export type Preset = z.infer<typeof presetSchema>;

/** Endings that name a tuning or a packaging of a model, not another shape. */
const VARIANT = /-(instruct|chat|it|pt|hf|base|text|thinking|bf16)(-\d{4})?$/;

/**
 * The form in which model names are compared: lower case, no organisation, no `-Instruct` and the like, letters and
 * digits apart. `meta-llama/Llama-3.1-70B-Instruct`, `llama3.1:70b` and `Llama 3.1 70B` all give `llama-3-1-70-b`.
 */
export const comparableName = (name: string): string => {
  const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const dashed = last.replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(/^-+|-+$/g, '');
  let plain = dashed;
  while (VARIANT.test(plain)) plain = plain.replace(VARIANT, '');
  return plain.replaceAll(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, '-').replaceAll(/[.-]+/g, '-');
};

/** True when the preset goes by this name. */
export const presetMatches = (preset: Preset, name: string): boolean => {
  const wanted = comparableName(name);
  return [preset.name, ...preset.aliases].some((known) => comparableName(known) === wanted);
};

export const presetArchitecture = (preset: Preset): ModelArchitecture =>
  architectureFromConfig(preset.config, `preset ${preset.name}`, preset.name);
