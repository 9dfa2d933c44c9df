import type { GenerationId } from './generation.ts';

/** A rule that kernels are held to; content of catalog/neuroncore/rules.yaml. Diagnostics name it by its id. */
export interface Rule {
  readonly id: string;
  /** What it is about: `operands`, `engines`, ... */
  readonly area: string;
  readonly title: string;
  readonly severity: 'error' | 'warning';
  readonly generations: readonly GenerationId[];
  /** Page of the documents that states it. */
  readonly source: string;
  /** `vendor` when a document states it, `estimate` when it is inferred from one. */
  readonly standing: 'vendor' | 'estimate';
}

export interface RuleTable {
  readonly as_of: string;
  readonly rules: readonly Rule[];
}
