import type { Audit } from '../../portability/audit.ts';
import { TARGETS, type Target } from '../../portability/target.ts';
import type {
  Asset,
  AssetVerdict,
  Change,
  EffortRange,
  Finding,
  VerdictKind,
} from '../../portability/verdict.ts';
import { fixtureModels } from './models.testing.ts';

const SDK_DOCUMENT = 'aws-neuron/aws-neuron-sdk:frameworks/torch/pytorch-native-overview.rst@81ce03ae';

const days = (daysLow: number, daysHigh: number, driver = 'how many branches must be read'): EffortRange => ({
  daysLow,
  daysHigh,
  driver,
});

const change = (rule: string, symbols: number, hits: number, files: number, effort: EffortRange): Change => ({
  rule,
  symbols,
  hits,
  files,
  effort,
});

/** A finding as a scanner would have given it; what matters to a test is named, the rest is usual. */
export const fixtureFinding = (given: Partial<Finding> & Pick<Finding, 'rule' | 'path'>): Finding => {
  const { line = 10, symbol = given.rule, excerpt = symbol, column = 5 } = given;
  return {
    line,
    column,
    endColumn: column + symbol.length,
    symbol,
    place: 'code',
    circumstance: 'plain',
    evidence: 'syntax',
    excerpt,
    role: 'source',
    severity: 'drop-in',
    weakened: null,
    fingerprint: `${given.rule}:${given.path}:${symbol}:${excerpt}`,
    ...given,
  };
};

const findings: readonly Finding[] = [
  fixtureFinding({
    rule: 'PT-001',
    path: 'nanochat/engine.py',
    line: 12,
    symbol: '.cuda',
    excerpt: 'model = model.cuda()',
    column: 14,
  }),
  fixtureFinding({
    rule: 'PT-001',
    path: 'nanochat/engine.py',
    line: 40,
    symbol: '.cuda',
    excerpt: 'mask = mask.cuda()',
    column: 12,
  }),
  fixtureFinding({
    rule: 'PT-001',
    path: 'tests/test_engine.py',
    line: 3,
    symbol: '.cuda',
    excerpt: 'x = x.cuda()',
    role: 'test',
    severity: 'cosmetic',
    weakened: 'test code',
  }),
  fixtureFinding({
    rule: 'PT-006',
    path: 'nanochat/common.py',
    line: 21,
    symbol: 'torch.cuda.is_available',
    excerpt: 'if torch.cuda.is_available():',
    column: 8,
    severity: 'needs-rewrite',
    circumstance: 'fallback',
  }),
  fixtureFinding({
    rule: 'PT-006',
    path: 'scripts/train.py',
    line: 77,
    symbol: 'torch.cuda.is_available',
    excerpt: 'use_gpu = torch.cuda.is_available()',
    column: 11,
    severity: 'needs-rewrite',
  }),
  fixtureFinding({
    rule: 'CK-003',
    path: 'nanochat/kernels/rope.py',
    line: 9,
    symbol: '_rope_forward',
    excerpt: '@triton.jit',
    column: 1,
    severity: 'blocks',
  }),
  fixtureFinding({
    rule: 'CK-003',
    path: 'nanochat/kernels/rope.py',
    line: 61,
    symbol: '_rope_backward',
    excerpt: '@triton.jit',
    column: 1,
    severity: 'blocks',
  }),
  fixtureFinding({
    rule: 'IN-002',
    path: 'deploy/job.yaml',
    line: 31,
    symbol: 'nvidia.com/gpu',
    excerpt: 'nvidia.com/gpu: 8',
    column: 13,
    evidence: 'manifest',
    role: 'deployment',
  }),
  fixtureFinding({
    rule: 'MD-002',
    path: 'nanochat/fp8.py',
    line: 5,
    symbol: 'torch.float8_e4m3fn',
    excerpt: 'E4M3 = torch.float8_e4m3fn',
    column: 8,
    severity: 'needs-rewrite',
  }),
];

const STACKS: Readonly<Record<Target, string>> = {
  trn2: 'TorchNeuron (closed beta)',
  trn3: 'TorchNeuron (closed beta)',
  rocm: 'PyTorch for ROCm',
  tpu: 'torch-xla 2.9',
};

const verdict = (
  target: Target,
  kind: VerdictKind,
  grade: AssetVerdict['grade'],
  effort: EffortRange,
  changes: readonly Change[] = [],
): AssetVerdict => ({
  target,
  verdict: kind,
  stack: STACKS[target],
  grade,
  sdk: '2.32.0 (2026-08-17)',
  reason: `${STACKS[target]} decides it`,
  effort,
  changes,
  leansOn: kind === 'port' ? ['huggingface/accelerate PR 3935'] : [],
});

const onNeuron = (name: string, effort: EffortRange, changes: readonly Change[]): readonly AssetVerdict[] => [
  verdict('trn2', 'port', 'B', effort, changes),
  verdict('trn3', 'port', 'B', effort, changes),
  verdict('rocm', 'runs-today', 'A', days(0, 0.5, `${name} is built for ROCm too`)),
  verdict('tpu', 'port', 'C', days(effort.daysLow, 2 * effort.daysHigh), changes),
];

const codeChanges = [change('PT-006', 1, 2, 2, days(0.1, 0.2)), change('PT-001', 1, 3, 2, days(0.04, 0.06))];
const kernelChanges = [change('CK-003', 2, 2, 1, days(6, 16, 'how much of the layout must be redone'))];
const deployChanges = [change('IN-002', 1, 1, 1, days(0.1, 0.5))];

const assets: readonly Asset[] = [
  {
    kind: 'code',
    name: 'training and serving code',
    path: '.',
    verdicts: onNeuron('torch', days(0.5, 2), codeChanges),
  },
  {
    kind: 'kernels',
    name: 'Triton kernels',
    path: 'nanochat/kernels',
    verdicts: onNeuron('Triton', days(6, 16), kernelChanges),
  },
  {
    kind: 'deployment',
    name: 'deploy/job.yaml',
    path: 'deploy/job.yaml',
    verdicts: onNeuron('the device plug-in', days(0.1, 0.5), deployChanges),
  },
  {
    kind: 'model',
    name: 'DeepseekV3ForCausalLM',
    path: 'models/deepseek/config.json',
    verdicts: [
      verdict('trn2', 'keep-on-gpu', 'D', days(10, 40, 'nobody has published latent attention in FP8'), [
        change('MD-002', 1, 1, 1, days(1, 4)),
      ]),
      verdict('trn3', 'runs-on-beta', 'B', days(2, 6)),
      verdict('rocm', 'runs-today', 'A', days(0, 1)),
      verdict('tpu', 'unknown', 'D', days(2, 30)),
    ],
  },
];

const driver = (what: string, effort: EffortRange) => ({ what, effort });

/** An audit with something in every part of it. */
export const fixtureAudit: Audit = {
  subject: 'nanochat',
  sdk: { version: '2.32.0', date: '2026-08-17' },
  tables: { version: '2026-11-21' },
  targets: TARGETS.map((target) => ({
    target,
    verdict: target === 'rocm' ? 'runs-today' : 'port',
    reason:
      target === 'rocm'
        ? 'PyTorch keeps the torch.cuda name on ROCm'
        : 'two Triton kernels have no replacement of their kind',
    effort: target === 'rocm' ? days(0, 2) : days(target === 'trn2' ? 17 : 9, target === 'trn2' ? 59 : 25),
    drivers:
      target === 'rocm'
        ? []
        : [
            driver('2 Triton kernels', days(6, 16, 'how much of the layout must be redone')),
            ...(target === 'trn2'
              ? [
                  driver(
                    'DeepseekV3ForCausalLM',
                    days(10, 40, 'nobody has published latent attention in FP8'),
                  ),
                ]
              : []),
            driver('device branches', days(0.5, 2)),
          ],
  })),
  risks: [
    {
      id: 'pytorch-training',
      title: 'A PyTorch training job has no publicly shipped path on SDK 2.32',
      text: 'It needs the TorchNeuron beta or a pin to SDK 2.31 or earlier (XLA training: 2.29 or earlier).',
      source: SDK_DOCUMENT,
      asOf: '2026-05-29',
    },
  ],
  assets,
  findings,
  models: fixtureModels,
  contradictions: [
    {
      id: 'complex',
      topic: 'Complex numbers in graphs',
      sides: [
        {
          says: 'complex64 is supported for 30 operations, of which 36 are listed',
          source: 'release-notes/components/compiler.rst',
          asOf: '2026-08-17',
        },
        {
          says: 'complex types are not supported',
          source: 'compiler/error-codes/EVRF004.rst',
          asOf: '2026-08-17',
        },
      ],
      used: 'the release note, since it names operations one by one',
    },
  ],
  probes: [
    {
      about: 'onnx.NonMaxSuppression has no entry',
      command: 'neuronx-cc list-operators --framework XLA',
      cost: 'ten minutes on any Linux host with the compiler',
    },
  ],
  suppressions: [
    { path: 'nanochat/report.py', rule: 'PT-006', line: 14, reason: 'prints the environment only', hits: 1 },
  ],
  coverage: {
    files: 184,
    bytes: 1_254_332,
    byKind: { python: 61, prose: 12, manifest: 3, model: 2, other: 106 },
    remarks: [
      { path: 'data', text: 'a link out of the tree was not followed' },
      { path: 'weights.bin', text: 'not read: 2.1 GB' },
    ],
  },
};
