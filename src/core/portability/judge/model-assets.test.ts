import { describe, expect, it } from 'vitest';
import type { ModelAsset, ModelFinding } from '../model-asset.ts';
import { TARGETS } from '../target.ts';
import type { CodeContext } from './code-assets.ts';
import { judgementOf, ruleOf, rulesOf } from './judge.testing.ts';
import { modelAssets } from './model-assets.ts';

const findingOf = (changes: Partial<ModelFinding> = {}): ModelFinding => ({
  code: 'model.architecture',
  rule: 'MD-001',
  targets: ['trn2', 'trn3'],
  severity: 'fine',
  text: 'In the list of vLLM Neuron.',
  replacement: null,
  source: 'aws',
  probe: null,
  ...changes,
});

const modelOf = (changes: Partial<ModelAsset> = {}): ModelAsset => ({
  path: 'model/config.json',
  format: 'hf-config',
  bytes: 400,
  architecture: 'LlamaForCausalLM',
  parameters: 8e9,
  elementTypes: [],
  operators: [],
  findings: [findingOf()],
  remarks: [],
  ...changes,
});

const context: CodeContext = {
  targets: TARGETS,
  rules: rulesOf(
    ruleOf({
      id: 'MD-001',
      category: 'model',
      effort: { unit: 'model', daysLow: 3, daysHigh: 15, reasoning: 'port' },
    }),
  ),
  judgement: judgementOf(),
  purpose: { framework: 'none', trains: false, serves: false, filesNamingNeuron: 0 },
  stackFor: () => ({ id: 'vllm-neuron', label: 'vLLM Neuron (beta)', status: 'beta' }),
  sdk: '2.32.0 (2026-08-17)',
};

const verdictOn = (model: ModelAsset, target: string) =>
  modelAssets([model], context)[0]?.verdicts.find((verdict) => verdict.target === target);

describe('the verdict on a model', () => {
  it('is that it runs on the stack that lists it, as demonstrated, without work', () => {
    expect(verdictOn(modelOf(), 'trn2')).toMatchObject({
      verdict: 'runs-on-beta',
      grade: 'A',
      effort: { daysLow: 0, daysHigh: 0 },
    });
  });

  it('is a port where no stack lists it, in the days of its class with the sign-off, leaning on public ports', () => {
    const findings = [findingOf({ severity: 'needs-rewrite', text: 'in no list' })];
    const moe = verdictOn(modelOf({ architecture: 'SmallMoeForCausalLM', findings }), 'trn2');
    expect(moe).toMatchObject({ verdict: 'port', effort: { daysLow: 6, daysHigh: 13 } });
    expect(moe?.leansOn).toEqual(['Small MoE: 576 lines (test)']);
    const dense = verdictOn(modelOf({ architecture: 'OtherForCausalLM', findings }), 'trn2');
    expect(dense?.effort).toMatchObject({ daysLow: 4, daysHigh: 9 });
  });

  it('is a port where an operator is refused, and unknown where nobody says anything of one', () => {
    const operator = (status: 'unsupported' | 'unknown') => ({
      operator: 'onnx.Loop',
      count: 1,
      status,
      note: '',
      source: 'table',
    });
    const graph = { format: 'onnx', architecture: null, findings: [] } as const;
    expect(verdictOn(modelOf({ ...graph, operators: [operator('unsupported')] }), 'trn3')?.verdict).toBe(
      'port',
    );
    expect(verdictOn(modelOf({ ...graph, operators: [operator('unknown')] }), 'trn3')).toMatchObject({
      verdict: 'unknown',
      grade: 'D',
    });
    expect(verdictOn(modelOf({ ...graph, operators: [operator('unsupported')] }), 'rocm')?.verdict).toBe(
      'runs-on-beta',
    );
  });

  it('keeps what the chip cannot do at all on GPUs', () => {
    const findings = [
      findingOf({ code: 'model.dtype', severity: 'blocks', targets: ['trn2'], text: 'fnuz' }),
    ];
    expect(verdictOn(modelOf({ findings }), 'trn2')?.verdict).toBe('keep-on-gpu');
    expect(verdictOn(modelOf({ findings }), 'trn3')?.verdict).not.toBe('keep-on-gpu');
  });

  it('names a graph by its file where its exporter wrote a sentence', () => {
    expect(
      modelAssets([modelOf({ path: 'a/ocr.onnx', architecture: 'Model from X.' })], context)[0]?.name,
    ).toBe('ocr.onnx');
  });
});
