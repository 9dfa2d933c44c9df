import type { Severity } from './rule.ts';
import type { FileRole, Hit } from './scan.ts';
import type { Target } from './target.ts';

/** In order from best to worst; `unknown` where the tables say nothing either way. */
export const VERDICTS = ['runs-today', 'runs-on-beta', 'port', 'keep-on-gpu', 'unknown'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

/** A: documented and demonstrated (recipe, merged code); B: documented; C: inferred; D: judgement or unknown. */
export type EvidenceGrade = 'A' | 'B' | 'C' | 'D';

/** Working days of an engineer, with what makes the range as wide as it is. */
export interface EffortRange {
  readonly daysLow: number;
  readonly daysHigh: number;
  readonly driver: string;
}

/** One of the distinct changes that work is counted by. */
export interface Change {
  readonly rule: string;
  readonly symbols: number;
  readonly hits: number;
  readonly files: number;
  readonly effort: EffortRange;
}

export interface AssetVerdict {
  readonly target: Target;
  readonly verdict: VerdictKind;
  /** The software stack it rests on: `vLLM Neuron 0.24.0.1.1.0 (beta)`. */
  readonly stack: string;
  readonly grade: EvidenceGrade;
  /** SDK release and date that the verdict holds for. */
  readonly sdk: string;
  readonly reason: string;
  readonly effort: EffortRange;
  readonly changes: readonly Change[];
  /** Published ports and libraries that the effort leans on. */
  readonly leansOn: readonly string[];
}

/** What gets a verdict: the training or serving code, the kernels, a deployment, a model. */
export const ASSET_KINDS = [
  'code',
  'kernels',
  'libraries',
  'distribution',
  'serving',
  'deployment',
  'model',
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export interface Asset {
  readonly kind: AssetKind;
  readonly name: string;
  /** Where it lies, from the root; `.` for the repository as a whole. */
  readonly path: string;
  readonly verdicts: readonly AssetVerdict[];
}

/** A hit with its place, and the severity that remains after role, place and circumstance. */
export interface Finding extends Hit {
  readonly path: string;
  readonly role: FileRole;
  readonly severity: Severity;
  /** Why the severity is less than the rule's; null when it is the rule's. */
  readonly weakened: string | null;
  /** Stays the same when lines move: for baselines. */
  readonly fingerprint: string;
}
