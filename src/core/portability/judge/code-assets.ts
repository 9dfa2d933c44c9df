import type { Rule, RuleCategory } from '../rule.ts';
import { isNeuron, type Target } from '../target.ts';
import type { Asset, AssetKind, AssetVerdict, Finding } from '../verdict.ts';
import { assetVerdict, type VerdictContext } from './asset-verdict.ts';
import { type Work, workOf } from './changes.ts';
import type { Judgement } from './judgement.ts';
import { kernelsIn, kernelWorkOn } from './kernels.ts';
import type { Purpose } from './purpose.ts';
import type { JudgedStack, StackUse } from './stack.ts';

/** Which asset the rules of a category speak about. */
const ASSET_OF: Readonly<Record<RuleCategory, AssetKind>> = {
  'torch-device': 'code',
  compile: 'code',
  kernel: 'kernels',
  library: 'libraries',
  distributed: 'distribution',
  serving: 'serving',
  infrastructure: 'deployment',
  model: 'code',
};

/** Kernels are kernels whatever a rule says about them stands beside: Pallas among the rules of JAX. */
const assetOf = ({ id, category }: Rule, { kernels_by_name, kernels_by_file }: Judgement): AssetKind =>
  kernels_by_name.includes(id) || kernels_by_file.includes(id) ? 'kernels' : ASSET_OF[category];

const NAMES: Readonly<Record<Exclude<AssetKind, 'model'>, string>> = {
  code: 'model and device code',
  kernels: 'kernels written for GPUs',
  libraries: 'libraries',
  distribution: 'distributed training and collectives',
  serving: 'serving',
  deployment: 'images, manifests and operations',
};

const useOf = (kind: Exclude<AssetKind, 'model'>, { framework, trains }: Purpose): StackUse | null => {
  switch (kind) {
    case 'kernels':
      return 'kernels';
    case 'serving':
      return 'serving';
    case 'deployment':
      return 'deployment';
    default:
      if (framework === 'none') return null;
      if (framework === 'torch') return trains ? 'torch-training' : 'torch-inference';
      return framework;
  }
};

const NOTHING_NEEDED: JudgedStack = Object.freeze({
  id: 'none',
  label: 'nothing that depends on the chip',
  status: 'released',
});

export interface CodeContext extends Omit<VerdictContext, 'target'> {
  readonly targets: readonly Target[];
  readonly purpose: Purpose;
  readonly stackFor: (use: StackUse, target: Target) => JudgedStack | null;
}

const kernelVerdict = (
  findings: readonly Finding[],
  work: readonly Work[],
  stack: JudgedStack | null,
  context: VerdictContext,
): AssetVerdict => {
  const { judgement, rules, target } = context;
  const kernels = kernelsIn(findings, rules, judgement);
  const counted = new Set([
    ...judgement.kernels_by_name,
    ...judgement.kernels_by_file,
    ...judgement.kernel_traits,
  ]);
  const around = work
    .filter(({ rule }) => !counted.has(rule.id))
    .map((each) =>
      kernels.length > 0 && judgement.kernel_hosts.includes(each.rule.id) ? { ...each, once: true } : each,
    );
  const { written, replaced, writtenDays, libraryKernels } = kernelWorkOn(kernels, target, judgement);
  const verdict = assetVerdict(around, stack, context, {
    changes: [written, replaced].filter((change) => change !== null),
    leansOn: libraryKernels.map((name) => `NKI Library: ${name}`),
  });
  if (kernels.length === 0 || verdict.verdict === 'keep-on-gpu') return verdict;
  if (target !== 'rocm' && writtenDays.high > judgement.kernel_days_max)
    return {
      ...verdict,
      verdict: 'keep-on-gpu',
      reason: `${written?.symbols} of ${kernels.length} kernels have no counterpart to call and come to ${writtenDays.high.toFixed(0)} days, over ${judgement.kernel_days_max}: rewriting, not porting`,
    };
  const reason =
    written === null
      ? `the NKI Library covers ${kernels.length === 1 ? 'the kernel' : `all ${kernels.length} kernels`}: ${libraryKernels.join(', ')}`
      : `${written.symbols} of ${kernels.length} kernels have to be ${target === 'rocm' ? 'translated' : 'written anew'}`;
  return { ...verdict, verdict: 'port', reason };
};

/** Ports that are merged upstream in libraries the code uses. */
const upstreamPorts = (findings: readonly Finding[], { anchors }: Judgement): readonly string[] =>
  anchors.upstream
    .filter(({ name }) => findings.some(({ symbol }) => symbol.split('.')[0] === name))
    .map(({ name, has, source }) => `${name}: ${has} (${source})`);

const verdictFor = (
  kind: Exclude<AssetKind, 'model'>,
  findings: readonly Finding[],
  work: readonly Work[],
  target: Target,
  context: CodeContext,
): AssetVerdict => {
  const use = useOf(kind, context.purpose);
  const stack = use === null ? NOTHING_NEEDED : context.stackFor(use, target);
  const each = { ...context, target };
  if (kind === 'kernels') return kernelVerdict(findings, work, stack, each);
  const { filesNamingNeuron } = context.purpose;
  const known = kind === 'code' && isNeuron(target) && filesNamingNeuron > 0;
  const leansOn = [
    ...(known ? [`the code itself: ${filesNamingNeuron} of its files name the device neuron`] : []),
    ...(isNeuron(target) ? upstreamPorts(findings, context.judgement) : []),
  ];
  return assetVerdict(work, stack, each, { leansOn });
};

/** One asset for each part of the repository that any rule speaks about, and one for the code whatever the rules say. */
export const codeAssets = (findings: readonly Finding[], context: CodeContext): readonly Asset[] => {
  const byKind = new Map<AssetKind, Finding[]>([['code', []]]);
  for (const finding of findings) {
    const rule = context.rules.get(finding.rule);
    if (rule === undefined) continue;
    const kind = assetOf(rule, context.judgement);
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [finding]);
    else list.push(finding);
  }
  return (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((kind) => {
    const found = byKind.get(kind);
    if (found === undefined) return [];
    const work = workOf(found, context.rules, context.judgement);
    if (work.length === 0 && kind !== 'code') return [];
    if (kind === 'code' && work.length === 0 && context.purpose.framework === 'none') return [];
    return [
      {
        kind,
        name: NAMES[kind],
        path: '.',
        verdicts: context.targets.map((target) => verdictFor(kind, found, work, target, context)),
      },
    ];
  });
};
