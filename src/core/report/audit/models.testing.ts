import type { ModelAsset } from '../../portability/model-asset.ts';

const TABLE = 'aws-neuron/aws-neuron-sdk:release-notes/components/compiler.rst@81ce03ae#supported-operators';

/** A checkpoint that is only a configuration, and a graph with operators of several standings. */
export const fixtureModels: readonly ModelAsset[] = [
  {
    path: 'models/deepseek/config.json',
    format: 'hf-config',
    bytes: 1_523,
    architecture: 'DeepseekV3ForCausalLM',
    parameters: 671_026_419_200,
    elementTypes: [{ type: 'F8_E4M3', tensors: 912, elements: 654_311_424_000 }],
    operators: [],
    findings: [
      {
        code: 'model.tensor-parallel',
        rule: null,
        targets: ['trn2', 'trn3'],
        severity: 'fine',
        text: 'tensor-parallel degrees that hold all rules: 1, 2, 4, 8, 16, 32',
        replacement: null,
        source:
          'aws-neuron/neuron-agentic-development:skills/neuron-framework-autoport-vllm-neuron/SKILL.md@c793732',
        probe: null,
        degrees: [1, 2, 4, 8, 16, 32, 64].map((degree) => ({
          degree,
          valid: degree < 64,
          note: degree < 32 ? null : degree === 32 ? 'vocabulary padded to 129,312' : '64 does not divide',
        })),
      },
      {
        code: 'model.quantisation',
        rule: 'MD-002',
        targets: ['trn2'],
        severity: 'blocks',
        text: 'weights are FP8 e4m3fn, which Trn2 does not have',
        replacement: 'Trn3, or requantise',
        source: 'compiler/error-codes/EVRF051.rst',
        probe: null,
      },
    ],
    remarks: [],
  },
  {
    path: 'models/detector.onnx',
    format: 'onnx',
    bytes: 4_745_517,
    architecture: 'main_graph',
    parameters: 1_178_416,
    elementTypes: [{ type: 'FLOAT', tensors: 342, elements: 1_178_416 }],
    operators: [
      {
        operator: 'onnx.Conv',
        count: 62,
        status: 'derived-supported',
        note: 'through stablehlo.convolution',
        source: TABLE,
      },
      {
        operator: 'onnx.Resize',
        count: 4,
        status: 'derived-constrained',
        note: 'constant sizes only',
        source: TABLE,
      },
      {
        operator: 'onnx.NonMaxSuppression',
        count: 1,
        status: 'unknown',
        note: 'no entry in any table',
        source: TABLE,
      },
      {
        operator: 'onnx.Loop',
        count: 1,
        status: 'unsupported',
        note: 'the trip count is known at run time only',
        source: TABLE,
      },
    ],
    findings: [
      {
        code: 'model.dynamic-shape',
        rule: null,
        targets: ['trn2', 'trn3'],
        severity: 'needs-rewrite',
        text: 'input x has dynamic dimensions: batch, height, width',
        replacement: 'fix them, or one compiled graph for each bucket',
        source: 'compiler/error-codes/EMOD025.rst',
        probe: null,
      },
    ],
    remarks: ['weights over 2 GB were not read'],
  },
];
