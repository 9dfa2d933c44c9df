import type { ModelFinding } from '../model-asset.ts';
import { type DatedProbe, probeFor } from '../tables/knowledge.ts';
import type { PortabilityTables } from '../tables/tables.ts';

/** What a finding weighs on a chip. */
export type ModelSeverity = ModelFinding['severity'];

/** A kind of rotary positions. */
export interface RopeRow {
  readonly types: readonly string[];
  /** Model types whose recipe has it. */
  readonly recipes: readonly string[];
  readonly otherwise: ModelSeverity;
  readonly text: string;
}

/** What readers of model files need beyond the tables of the audit, as dated data. */
export interface ModelAdvice {
  /** Model types whose recipe has weights quantised so, by id of the quantisation or type. */
  readonly quantisedFamilies: ReadonlyMap<string, readonly string[]>;
  readonly rope: readonly RopeRow[];
  /** PyTorch operators that are decomposed before a back end sees them, with what they become. */
  readonly composites: ReadonlyMap<string, readonly string[]>;
  readonly compositeSource: string;
}

/** Everything that the judgement of a model file rests on. */
export interface ModelTables {
  readonly tables: Pick<
    PortabilityTables,
    | 'operators'
    | 'errors'
    | 'stacks'
    | 'models'
    | 'types'
    | 'quantisations'
    | 'probes'
    | 'chips'
    | 'tensorParallel'
  >;
  readonly advice: ModelAdvice;
}

/** How a probe is told in a finding: what to run and what that costs; null where the tables have none. */
export const probeText = (probes: readonly DatedProbe[], subject: string): string | null => {
  const probe = probeFor(probes, subject);
  return probe === null ? null : `${probe.command} (${probe.cost})`;
};

/** An error code with its remedy and document, as findings name it; the code alone where the tables do not have it. */
export const errorAdvice = (
  { errors }: Pick<PortabilityTables, 'errors'>,
  code: string,
): { readonly remedy: string | null; readonly source: string | null } => {
  const found = errors.find((error) => error.code === code);
  return found === undefined ? { remedy: null, source: null } : found;
};
