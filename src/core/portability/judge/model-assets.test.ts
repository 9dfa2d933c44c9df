import { describe, expect, it } from 'vitest';
import type { ModelAsset, ModelFinding } from '../model-asset.ts';
import { TARGETS } from '../target.ts';
import { judgementOf, rulesOf } from './judge.testing.ts';
import { modelAssets } from './model-assets.ts';
import { summaryOf } from './summary.ts';

const modelOf = (changes: Partial<ModelAsset> = {}): ModelAsset => ({
  path: 'weights/model.bin',
  format: 'pickle',
  bytes: 10,
  architecture: null,
  parameters: 8,
  elementTypes: [],
  operators: [],
  findings: [],
  remarks: [],
  ...changes,
});

const findingOf = (changes: Partial<ModelFinding>): ModelFinding => ({
  code: 'model.format',
  rule: null,
  targets: TARGETS,
  severity: 'blocks',
  text: 'A TensorRT engine',
  replacement: null,
  source: null,
  probe: null,
  ...changes,
});

const judgement = judgementOf();

const verdictsOf = (model: ModelAsset) =>
  modelAssets([model], {
    targets: ['trn2', 'rocm'],
    rules: rulesOf(),
    judgement,
    purpose: { framework: 'none', trains: false, serves: false, filesNamingNeuron: 0 },
    sdk: '2.32.0 (2026-08-17)',
    stackFor: () => ({ id: 'vllm', label: 'vLLM', status: 'released' }),
  })[0]?.verdicts.map(({ verdict, reason }) => ({ verdict, reason }));

describe('the verdict on a model', () => {
  it('is that of its stack where nothing speaks against it', () => {
    expect(verdictsOf(modelOf())).toEqual([
      { verdict: 'runs-today', reason: 'vLLM' },
      { verdict: 'runs-today', reason: 'vLLM' },
    ]);
  });

  it('is unknown where its file could not be read, with the reason', () => {
    const broken = modelOf({ parameters: null, remarks: ['a pointer of Git LFS'] });
    expect(verdictsOf(broken)).toEqual([
      { verdict: 'unknown', reason: 'a pointer of Git LFS' },
      { verdict: 'unknown', reason: 'a pointer of Git LFS' },
    ]);
  });

  it('keeps what is built for one GPU on it', () => {
    expect(verdictsOf(modelOf({ findings: [findingOf({})] }))?.[0]?.verdict).toBe('keep-on-gpu');
  });

  it('asks for other weights where loading them could run code, which no GPU makes better', () => {
    const harmful = findingOf({ code: 'model.unsafe-pickle', text: 'it imports os.system' });
    expect(verdictsOf(modelOf({ findings: [harmful] }))).toEqual([
      { verdict: 'port', reason: 'it imports os.system' },
      { verdict: 'port', reason: 'it imports os.system' },
    ]);
  });
});

describe('the answer for a target', () => {
  it('is unknown where there was no file, rather than that all of it runs', () => {
    const answer = (files: number) => summaryOf([], 'trn2', { judgement, files, itself: null }).verdict;
    expect(answer(0)).toBe('unknown');
    expect(answer(3)).toBe('runs-today');
  });
});
