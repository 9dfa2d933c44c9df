import type { BuyerRisk, Contradiction, Probe } from '../audit.ts';
import type { Target } from '../target.ts';
import type { Validity } from './sdk-version.ts';

/** Where to look a compiler error up: what it means and what to do. */
export interface ErrorCode extends Validity {
  readonly code: string;
  /** Groups codes by remedy: `dtype`, `op-constraint`, `op-unsupported`, `memory`, `graph-size`, `dynamic-shape`, ... */
  readonly class: string;
  readonly chips: readonly string[];
  readonly meaning: string;
  readonly remedy: string | null;
  readonly source: string;
}

/** A kernel of the NKI Library. */
export interface LibraryKernel extends Validity {
  readonly name: string;
  readonly status: 'core' | 'experimental';
  readonly does: string;
  /** What CUDA code calls the same thing; null where nothing stands for it. */
  readonly replaces: string | null;
  readonly source: string;
}

/** What has to be in the tree for a risk to matter. */
export const RISK_SUBJECTS = ['training', 'inference', 'serving', 'kernels', 'jax', 'int64'] as const;
export type RiskSubject = (typeof RISK_SUBJECTS)[number];

/** A risk with the targets and subjects that it matters for. */
export interface DatedRisk extends BuyerRisk, Validity {
  readonly targets: readonly Target[];
  readonly applies: readonly RiskSubject[];
}

/** A contradiction with the words that bring it up: stack ids, operators, element types, rules, error codes. */
export interface DatedContradiction extends Contradiction, Validity {
  readonly about: readonly string[];
}

/** A probe with what it settles: statuses, codes of model findings, words, most specific first. */
export interface DatedProbe extends Probe, Validity {
  readonly id: string;
  readonly settles: readonly string[];
  /** `nothing`: a CPU host; `instance`: a Neuron instance by the hour; `beta`: access on request. */
  readonly needs: 'nothing' | 'instance' | 'beta';
  readonly source: string;
}

/** The probe that settles something, the one that names it earliest and then the one that comes first; null where none does. */
export const probeFor = (probes: readonly DatedProbe[], subject: string): DatedProbe | null => {
  const ranked = probes
    .map((probe) => ({ probe, rank: probe.settles.indexOf(subject) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  return ranked[0] === undefined ? null : ranked[0].probe;
};

/** Contradictions that any of the subjects brings up, in the order of the table. */
export const contradictionsAbout = (
  contradictions: readonly DatedContradiction[],
  subjects: ReadonlySet<string>,
): readonly DatedContradiction[] =>
  contradictions.filter(({ about }) => about.some((word) => subjects.has(word)));
