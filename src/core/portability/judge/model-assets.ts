import type { ModelAsset, ModelFinding } from '../model-asset.ts';
import type { Rule } from '../rule.ts';
import type { Target } from '../target.ts';
import { isNeuron } from '../target.ts';
import type { Asset, AssetVerdict, Change, EvidenceGrade, VerdictKind } from '../verdict.ts';
import { byEffort, daysOf } from './asset-verdict.ts';
import type { CodeContext } from './code-assets.ts';
import { combined, daysOfUnit, effortRange, shareOn, times } from './effort.ts';
import { type ModelPort, modelPort } from './model-port.ts';
import type { JudgedStack } from './stack.ts';

const bySeverity = (
  findings: readonly ModelFinding[],
  severity: ModelFinding['severity'],
): readonly ModelFinding[] => findings.filter((finding) => finding.severity === severity);

const REFUSED = new Set(['unsupported', 'derived-unsupported']);

const operatorsWith = ({ operators }: ModelAsset, statuses: ReadonlySet<string>): readonly string[] =>
  operators.filter(({ status }) => statuses.has(status)).map(({ operator }) => operator);

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

interface Decision {
  readonly verdict: VerdictKind;
  readonly reason: string;
}

const firstText = (findings: readonly ModelFinding[]): string => findings[0]?.text ?? '';

/** What a stack makes of a model that nothing speaks against. */
const onStack = (stack: JudgedStack | null): Decision => {
  if (stack === null) return { verdict: 'unknown', reason: 'no stack of this SDK names it' };
  return { verdict: stack.status === 'released' ? 'runs-today' : 'runs-on-beta', reason: stack.label };
};

/** What no chip may load keeps nothing on GPUs either: other weights have to be got. */
const HARMFUL = 'model.unsafe-pickle';

/** Nothing was learnt about the model: its file is broken, or a pointer of Git LFS. */
const isUnread = (model: ModelAsset, findings: readonly ModelFinding[]): boolean =>
  model.architecture === null &&
  model.parameters === null &&
  model.elementTypes.length === 0 &&
  model.operators.length === 0 &&
  findings.length === 0;

const decide = (
  model: ModelAsset,
  findings: readonly ModelFinding[],
  target: Target,
  stack: JudgedStack | null,
): Decision => {
  const blocking = bySeverity(findings, 'blocks');
  if (blocking.length > 0) {
    const verdict = blocking.every(({ code }) => code === HARMFUL) ? 'port' : 'keep-on-gpu';
    return { verdict, reason: firstText(blocking) };
  }
  const rewrites = bySeverity(findings, 'needs-rewrite');
  if (rewrites.length > 0) return { verdict: 'port', reason: firstText(rewrites) };
  if (isUnread(model, findings))
    return { verdict: 'unknown', reason: model.remarks[0] ?? 'nothing in the file says what it is' };
  if (!isNeuron(target)) return onStack(stack);
  const refused = operatorsWith(model, REFUSED);
  if (refused.length > 0) return { verdict: 'port', reason: `operators to replace: ${listed(refused)}` };
  const unknown = operatorsWith(model, new Set(['unknown']));
  if (unknown.length > 0) return { verdict: 'unknown', reason: `no statement on ${listed(unknown)}` };
  const unsettled = bySeverity(findings, 'unknown');
  if (unsettled.length > 0) return { verdict: 'unknown', reason: firstText(unsettled) };
  return onStack(stack);
};

/** Documented for its architecture: B; from operator tables: C where all are known, D where some are not. */
const gradeOf = (
  model: ModelAsset,
  findings: readonly ModelFinding[],
  { verdict }: Decision,
): EvidenceGrade => {
  if (verdict === 'unknown') return 'D';
  const decisive = findings.find(({ code }) => code === 'model.architecture');
  if (decisive?.severity === 'fine') return decisive.source === null ? 'C' : 'A';
  if (model.operators.length > 0) return 'C';
  return findings.some(({ source }) => source !== null) ? 'B' : 'D';
};

/** The rule of architectures that no stack lists. */
const PORT_RULE = 'MD-001';

const COSTS = new Set<ModelFinding['severity']>(['blocks', 'needs-rewrite', 'drop-in']);

/** The work on a model: once for each rule that a finding of it names. */
const changesOf = (
  findings: readonly ModelFinding[],
  target: Target,
  port: ModelPort | null,
  { rules, judgement }: Pick<CodeContext, 'rules' | 'judgement'>,
): readonly Change[] => {
  const met = new Map<string, { readonly rule: Rule; readonly finding: ModelFinding }>();
  for (const finding of findings) {
    const rule = finding.rule === null ? undefined : rules.get(finding.rule);
    if (rule !== undefined && COSTS.has(finding.severity) && !met.has(rule.id))
      met.set(rule.id, { rule, finding });
  }
  return [...met.values()].map(({ rule, finding }) => {
    const family = isNeuron(target) ? 'neuron' : target;
    const share = shareOn(target, rule.replacements[family].text, judgement);
    const isPort = port !== null && rule.id === PORT_RULE;
    const days = isPort ? port.days : daysOfUnit(rule.effort, judgement);
    return {
      rule: rule.id,
      symbols: 1,
      hits: 1,
      files: 1,
      effort: effortRange(
        times(days, share.low, share.high),
        isPort ? port.driver : `${finding.text}; ${rule.effort.reasoning}`,
      ),
    };
  });
};

const verdictOf = (model: ModelAsset, target: Target, context: CodeContext): AssetVerdict => {
  const findings = model.findings.filter(({ targets }) => targets.includes(target));
  const stack = context.stackFor('serving', target);
  const decision = decide(model, findings, target, stack);
  const outside = findings.some(({ rule, severity }) => rule === PORT_RULE && severity === 'needs-rewrite');
  const port =
    outside && isNeuron(target) && model.architecture !== null
      ? modelPort(model.architecture, context.judgement)
      : null;
  const changes = byEffort(changesOf(findings, target, port, context));
  return {
    target,
    ...decision,
    stack: stack === null ? 'none' : stack.label,
    grade: gradeOf(model, findings, decision),
    sdk: context.sdk,
    effort: effortRange(
      combined(changes.map(daysOf), context.judgement),
      changes[0]?.effort.driver ?? 'nothing to change',
    ),
    changes,
    leansOn: port === null ? [] : port.leansOn,
  };
};

/** Architectures are names; what an exporter writes into a graph (`Model from PaddlePaddle.`) is a sentence. */
const nameOf = ({ architecture, path }: ModelAsset): string =>
  architecture === null || /\s/.test(architecture) ? path.slice(path.lastIndexOf('/') + 1) : architecture;

/** One asset for each model that was found. */
export const modelAssets = (models: readonly ModelAsset[], context: CodeContext): readonly Asset[] =>
  models.map((model) => ({
    kind: 'model',
    name: nameOf(model),
    path: model.path,
    verdicts: context.targets.map((target) => verdictOf(model, target, context)),
  }));
