import type { ModelAsset } from './model-asset.ts';
import type { Suppression } from './scan.ts';
import type { Target } from './target.ts';
import type { Asset, EffortRange, Finding, VerdictKind } from './verdict.ts';

/** Something a buyer must know before any finding. */
export interface BuyerRisk {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly source: string;
  readonly asOf: string;
}

/** Two statements of the vendor that cannot both hold; both are shown. */
export interface Contradiction {
  readonly id: string;
  readonly topic: string;
  readonly sides: readonly { readonly says: string; readonly source: string; readonly asOf: string }[];
  /** Which side the tables follow until it is settled, and why. */
  readonly used: string;
}

/** An unknown with what settles it. */
export interface Probe {
  readonly about: string;
  readonly command: string;
  readonly cost: string;
}

/** The whole answer for one target. */
export interface TargetSummary {
  readonly target: Target;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly effort: EffortRange;
  /** Three at most, by the most days. */
  readonly drivers: readonly { readonly what: string; readonly effort: EffortRange }[];
}

/** What was read, and what was not. */
export interface AuditCoverage {
  readonly files: number;
  readonly bytes: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** One line each: links out of the tree, giant files, broken encodings, archives that were left. */
  readonly remarks: readonly { readonly path: string; readonly text: string }[];
}

/** The result of `rackwright audit`: plain data, the same bytes for the same tree, tables and options. */
export interface Audit {
  readonly subject: string;
  readonly sdk: { readonly version: string; readonly date: string };
  readonly tables: { readonly version: string };
  readonly targets: readonly TargetSummary[];
  readonly risks: readonly BuyerRisk[];
  readonly assets: readonly Asset[];
  readonly findings: readonly Finding[];
  readonly models: readonly ModelAsset[];
  readonly contradictions: readonly Contradiction[];
  readonly probes: readonly Probe[];
  readonly suppressions: readonly (Suppression & { readonly path: string })[];
  readonly coverage: AuditCoverage;
}
