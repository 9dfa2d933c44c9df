import { describe, expect, it } from 'vitest';
import { shippedTables } from '../../../../platform/model-files/tables.testing.ts';
import { emptyReading, type ModelReading } from '../reading.ts';
import { modelJudge } from './judge.ts';
import { operatorIndex } from './operator-index.ts';

const tables = await shippedTables();
const index = operatorIndex(tables);
const judge = modelJudge(tables);

const judged = (reading: Partial<ModelReading>, format: ModelReading['format'] = 'stablehlo') =>
  judge('m', 1, { ...emptyReading(format), ...reading });

describe('operatorIndex', () => {
  it.each([
    ['stablehlo.add', 'supported'],
    ['stablehlo.add[complex64]', 'supported'],
    ['stablehlo.reduce[complex64]', 'unknown'],
    ['stablehlo.add[complex128]', 'unsupported'],
    ['stablehlo.return[complex64]', 'supported'],
    ['stablehlo.fft', 'unsupported'],
    ['stablehlo.gather', 'supported-constrained'],
    ['stablehlo.cbrt', 'unknown'],
    ['chlo.lgamma', 'unknown'],
    ['custom_call:AwsNeuronErf', 'supported'],
    ['custom_call:cublas.gemm', 'unsupported'],
    ['aten::add', 'supported'],
    ['aten::add.Tensor', 'supported'],
    ['aten::add_.Tensor', 'supported'],
    ['aten::relu_', 'supported'],
    ['aten::where', 'inferred-lowerable'],
    ['aten::linear', 'derived-supported'],
    ['aten::conv2d.padding', 'derived-supported'],
    ['aten::topk', 'supported-constrained'],
    ['aten::nonzero', 'unsupported'],
    ['aten::item', 'unsupported'],
    ['aten::never_written', 'unknown'],
    ['torchvision::roi_align', 'unknown'],
    ['onnx.Relu', 'derived-supported'],
    ['onnx.Conv', 'derived-constrained'],
    ['onnx.NonZero', 'derived-unsupported'],
    ['onnx.com.microsoft.FusedConv', 'unknown'],
  ])('%s is %s', (operator, status) => {
    expect(index.find(operator).status).toBe(status);
  });

  it('tells the way by which an operator was found', () => {
    expect(index.find('aten::add_.Tensor').note).toMatch(/^by aten::add;/);
    expect(index.find('aten::linear').note).toBe('decomposed into aten::t, aten::addmm');
    expect(index.find('custom_call:QuantizeMX').chips).toEqual(['trn3']);
  });

  it('takes no row of an older chip for evidence', () => {
    // aten::lstm stands in the archived list for Inf1 only.
    expect(index.find('aten::lstm').status).toBe('unknown');
  });

  it('knows every part that a composite operator is decomposed into', () => {
    const unknown = [...tables.advice.composites.values()]
      .flat()
      .filter((part) => index.find(part).status === 'unknown');
    expect(unknown).toEqual([]);
  });
});

describe('modelJudge', () => {
  it('keeps the statuses of operators apart and gives each unknown its probe', () => {
    const operators = new Map([
      ['stablehlo.add', 3],
      ['stablehlo.fft', 1],
      ['stablehlo.cbrt', 2],
      ['stablehlo.gather', 5],
    ]);
    const { operators: uses, findings } = judged({ operators });
    expect(uses.map(({ operator, status }) => [operator, status])).toEqual([
      ['stablehlo.gather', 'supported-constrained'],
      ['stablehlo.add', 'supported'],
      ['stablehlo.cbrt', 'unknown'],
      ['stablehlo.fft', 'unsupported'],
    ]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['model.operator-unsupported', 'needs-rewrite'],
      ['model.operator-unknown', 'unknown'],
      ['model.operator-constrained', 'unknown'],
    ]);
    expect(findings[1]?.probe).toMatch(/list-operators/);
  });

  it('finds integer operands that have no datapath, and only on those operations', () => {
    const operators = new Map([
      ['stablehlo.dot_general[i64]', 2],
      ['stablehlo.dot_general', 3],
      ['stablehlo.add[i64]', 4],
      ['stablehlo.add', 1],
    ]);
    const { operators: uses, findings } = judged({ operators });
    expect(uses.map(({ operator, count }) => [operator, count])).toEqual([
      ['stablehlo.add', 5],
      ['stablehlo.dot_general', 3],
      ['stablehlo.dot_general[i64]', 2],
    ]);
    const trap = findings.find(({ code }) => code === 'model.int64');
    expect(trap?.text).toMatch(/stablehlo\.dot_general\[i64\] \(2\).*exact below 2\^24/);
    expect(trap?.replacement).toMatch(/NCC_EVRF035/);
  });

  it('tells an operator that only Trn3 has', () => {
    const { findings } = judged({ operators: new Map([['custom_call:QuantizeMX', 1]]) });
    expect(findings[0]).toMatchObject({ code: 'model.operator-unsupported', targets: ['trn2'] });
  });

  it.each([
    ['F8_E4M3', 'safetensors', [['model.fp8', 'needs-rewrite', 'trn2']]],
    ['F8_E4M3FNUZ', 'safetensors', [['model.fp8', 'needs-rewrite', 'trn2,trn3']]],
    ['BF16', 'safetensors', []],
    ['F64', 'safetensors', [['model.float64', 'drop-in', 'trn2,trn3']]],
    ['float64', 'torch-export', [['model.float64', 'needs-rewrite', 'trn2,trn3']]],
    ['I64', 'safetensors', [['model.int64', 'cosmetic', 'trn2,trn3']]],
    ['INT64', 'onnx', [['model.int64', 'drop-in', 'trn2,trn3']]],
    ['ui64', 'stablehlo', [['model.int64', 'drop-in', 'trn2,trn3']]],
    ['complex<f32>', 'stablehlo', [['model.complex', 'unknown', 'trn2,trn3']]],
    ['complex<f64>', 'stablehlo', [['model.complex', 'needs-rewrite', 'trn2,trn3']]],
    ['Q4_K', 'gguf', [['model.quantisation', 'needs-rewrite', 'trn2,trn3']]],
    [
      'F4',
      'safetensors',
      [
        ['model.dtype', 'needs-rewrite', 'trn2'],
        ['model.dtype', 'needs-rewrite', 'trn3'],
      ],
    ],
  ] as const)('judges %s in %s', (type, format, expected) => {
    const { findings } = judged({ elementTypes: [{ type, tensors: 2, elements: 10 }] }, format);
    expect(
      findings
        .filter(({ code }) => code !== 'model.format')
        .map(({ code, severity, targets }) => [code, severity, targets.join()]),
    ).toEqual(expected);
  });

  it('says how to split a tensor of more than 4 GiB', () => {
    const fits = judged({ largestTensor: { name: 'w', bytes: 2 ** 32 } }, 'safetensors');
    expect(fits.findings).toEqual([]);
    const [finding] = judged({ largestTensor: { name: 'w', bytes: 3 * 2 ** 32 } }, 'safetensors').findings;
    expect(finding).toMatchObject({
      code: 'model.tensor-size',
      replacement: 'split it over at least 3 ranks by tensor parallelism',
    });
  });

  it('finds sizes known at run time only', () => {
    const [finding] = judged({ dynamicShapes: ['input x: [?, 3]'] }, 'torch-export').findings;
    expect(finding).toMatchObject({ code: 'model.dynamic-shape', severity: 'needs-rewrite' });
    expect(finding?.text).toContain('NCC_EMOD025');
  });
});
