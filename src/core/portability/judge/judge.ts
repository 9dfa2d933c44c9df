import type { Audit, AuditCoverage } from '../audit.ts';
import type { ModelAsset } from '../model-asset.ts';
import type { FileScan } from '../scan.ts';
import type { PortabilityTables } from '../tables/tables.ts';
import type { Target } from '../target.ts';
import { codeAssets } from './code-assets.ts';
import { findingsOf, type OwnModules, type OwnPackages, ruleAboutItself } from './findings.ts';
import type { Judgement } from './judgement.ts';
import { modelAssets } from './model-assets.ts';
import { purposeOf } from './purpose.ts';
import { contradictionsOf, probesOf, risksOf } from './relevant.ts';
import { bestStack } from './stack.ts';
import { summaryOf } from './summary.ts';

/** Everything an audit is judged from. The same inputs give the same result, byte for byte. */
export interface JudgeInputs {
  readonly subject: string;
  /** In the order of their paths. */
  readonly scans: readonly FileScan[];
  readonly models: readonly ModelAsset[];
  readonly own: OwnPackages;
  readonly modules: OwnModules;
  readonly coverage: AuditCoverage;
  readonly targets: readonly Target[];
  readonly tables: PortabilityTables;
  readonly judgement: Judgement;
}

/** Judges what was scanned: findings, assets with a verdict for each target, and the answer for each target as a whole. */
export const judge = (inputs: JudgeInputs): Audit => {
  const { scans, models, targets, tables, judgement } = inputs;
  const rules = new Map(tables.rules.map((rule) => [rule.id, rule]));
  const findings = findingsOf(scans, rules, inputs.own, inputs.modules);
  const purpose = purposeOf(scans, findings, judgement);
  const sdk = { version: tables.sdk.version, date: tables.sdk.date ?? 'announced, without a date' };
  const context = {
    targets,
    rules,
    judgement,
    purpose,
    sdk: `${sdk.version} (${sdk.date})`,
    stackFor: (use: Parameters<typeof bestStack>[1], target: Target) => bestStack(tables.stacks, use, target),
  };
  const assets = [...codeAssets(findings, context), ...modelAssets(models, context)];
  const summaryContext = {
    judgement,
    files: inputs.coverage.files,
    itself: ruleAboutItself(tables.rules, inputs.own),
  };
  const relevant = { tables, findings, models, assets, purpose, targets };
  return Object.freeze({
    subject: inputs.subject,
    sdk,
    tables: { version: tables.version },
    targets: targets.map((target) => summaryOf(assets, target, summaryContext)),
    risks: risksOf(relevant),
    assets,
    findings,
    models,
    contradictions: contradictionsOf(relevant),
    probes: probesOf(relevant),
    suppressions: scans.flatMap(({ path, suppressions }) =>
      suppressions.map((suppression) => ({ ...suppression, path })),
    ),
    coverage: inputs.coverage,
  });
};
