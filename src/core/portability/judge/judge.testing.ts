import type { Rule } from '../rule.ts';
import type { FileScan, Hit } from '../scan.ts';
import type { EffortAnchors } from '../tables/anchors.ts';
import { type Judgement, judgementSchema } from './judgement.ts';

const ANCHORS: EffortAnchors = {
  spread: { low: 0.5, high: 2, source: 'test' },
  alike: { sites: 20, source: 'test' },
  signOff: { daysLow: 2, daysHigh: 5, source: 'test' },
  framework: {
    id: 'framework',
    name: 'framework',
    daysLow: 5,
    daysHigh: 10,
    standing: 'estimate',
    source: 'test',
  },
  modelClasses: [
    { id: 'dense', name: 'dense decoder', daysLow: 2, daysHigh: 4, standing: 'estimate' },
    { id: 'moe', name: 'mixture of experts', daysLow: 4, daysHigh: 8, standing: 'estimate' },
  ],
  kernelClasses: [
    { id: 'library', name: 'covered by the library', daysLow: 0.5, daysHigh: 1, standing: 'estimate' },
  ],
  ports: [
    {
      name: 'Small MoE',
      class: 'moe',
      lines: 576,
      testLines: null,
      files: null,
      standing: 'measured',
      source: 'test',
    },
  ],
  upstream: [],
};

export const judgementOf = (changes: Partial<Record<keyof Judgement, unknown>> = {}): Judgement => ({
  anchors: ANCHORS,
  ...judgementSchema.parse({
    as_of: '2026-11-21',
    role_weights: {
      source: 1,
      deployment: 1,
      example: 0.25,
      test: 0.25,
      documentation: 0,
      vendored: 0.5,
      generated: 0,
    },
    guarded_weight: 0.5,
    weights_reason: 'test',
    open_top_factor: 3,
    open_top_reason: 'test',
    kernel_days_max: 120,
    kernel_days_reason: 'test',
    kernels_by_name: ['CK-002', 'CK-008'],
    kernels_by_file: ['DS-018'],
    kernel_traits: ['CK-003'],
    kernel_hosts: ['CK-013'],
    training_rules: ['DS-009'],
    keep_on_gpu: [{ rule: 'LB-012', because: 'no rasteriser' }],
    kernel_coverage: [{ names: 'flash|attn', kernel: 'attention-cte' }],
    shares: {
      trn3: [
        { says: '^Trn3', low: 0, high: 0.5 },
        { says: '', low: 1, high: 1 },
      ],
      rocm: [
        { says: '^unchanged', low: 0, high: 0 },
        { says: '', low: 0.5, high: 1 },
      ],
      tpu: [{ says: '', low: 1, high: 1 }],
    },
    shares_reason: 'test',
    edit_days_max: 2,
    edit_reason: 'test',
    model_classes: [
      { architectures: 'Moe', class: 'moe' },
      { architectures: '.', class: 'dense' },
    ],
    effort_correlation: 0.5,
    correlation_reason: 'test',
    ...changes,
  }),
});

export const ruleOf = (changes: Partial<Rule> = {}): Rule => ({
  id: 'PT-001',
  category: 'torch-device',
  title: '.cuda()',
  files: ['*.py'],
  pattern: '\\.cuda\\(',
  python: [],
  requires: null,
  general: false,
  decidedBy: 'scanner',
  why: 'places data on a GPU',
  severity: 'drop-in',
  replacements: {
    neuron: { text: ".to('neuron')", source: 'aws' },
    rocm: { text: 'unchanged', source: null },
    tpu: { text: ".to('xla')", source: null },
  },
  effort: { unit: 'site', daysLow: 0.1, daysHigh: 0.1, reasoning: 'an edit' },
  guard: null,
  ownPackages: [],
  positive: [],
  negative: [],
  ...changes,
});

export const hitOf = (changes: Partial<Hit> = {}): Hit => ({
  rule: 'PT-001',
  line: 1,
  column: 1,
  endColumn: 5,
  symbol: '.cuda',
  place: 'code',
  circumstance: 'plain',
  evidence: 'syntax',
  excerpt: 'x.cuda()',
  ...changes,
});

export const scanOf = (hits: readonly Hit[], changes: Partial<FileScan> = {}): FileScan => ({
  path: 'train.py',
  kind: 'python',
  role: 'source',
  bytes: 100,
  lines: 10,
  hits,
  suppressions: [],
  facts: ['imports:torch'],
  remarks: [],
  ...changes,
});

export const rulesOf = (...rules: readonly Rule[]): ReadonlyMap<string, Rule> =>
  new Map(rules.map((rule) => [rule.id, rule]));
