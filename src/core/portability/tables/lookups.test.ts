import { describe, expect, it } from 'vitest';
import { readPortabilityTables } from '../../../platform/files/portability.ts';
import { contradictionsAbout, probeFor } from './knowledge.ts';
import { modelSupport } from './model-support.ts';
import { numericOn } from './numerics.ts';
import { errorCodesOf, operatorStatus } from './operator.ts';
import { compareSdkVersions, holdsAt, isSdkVersion } from './sdk-version.ts';
import { stackLabel } from './stack.ts';
import { ruleById, tablesAt } from './tables.ts';

const dated = await readPortabilityTables('catalog');
const tables = tablesAt(dated);

describe('versions of the SDK', () => {
  it('are ordered by number, and 2.32 is 2.32.0', () => {
    expect(compareSdkVersions('2.9.0', '2.10.0')).toBeLessThan(0);
    expect(compareSdkVersions('2.32', '2.32.0')).toBe(0);
    expect(isSdkVersion('2.32.0')).toBe(true);
    expect(isSdkVersion('latest')).toBe(false);
  });

  it('hold from since on and no longer from until on', () => {
    const row = { since: '2.31.0', until: '2.32.0' };
    expect(['2.30.0', '2.31.0', '2.31.1', '2.32.0'].map((version) => holdsAt(row, version))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('the operator tables', () => {
  const at = (operator: string, sdk?: string) =>
    operatorStatus(sdk === undefined ? tables.operators : tablesAt(dated, sdk).operators, operator, 'trn2');

  it('hold every row of the collection: 581 of PyTorch, 184 of StableHLO, 207 of ONNX', () => {
    const count = (level: string) =>
      dated.operators.filter((row) => row.level === level && row.until === null);
    expect(count('aten')).toHaveLength(581);
    expect(count('hlo')).toHaveLength(184);
    expect(count('onnx')).toHaveLength(207);
  });

  it('keep what is documented, inferred, derived, constrained and unsupported apart', () => {
    expect(at('aten::_log_softmax').status).toBe('supported');
    expect(at('aten::abs').status).toBe('inferred-lowerable');
    expect(at('onnx.Abs').status).toBe('derived-supported');
    expect(at('onnx.MaxPool').status).toBe('derived-constrained');
    expect(at('stablehlo.dot_general').status).toBe('supported-constrained');
    expect(at('stablehlo.fft').status).toBe('unsupported');
  });

  it('read no Inf1 row as evidence for Trainium', () => {
    const inf1Only = dated.operators.find(
      (row) =>
        row.chips.includes('inf1') &&
        !dated.operators.some((other) => other.operator === row.operator && other.chips.includes('trn2')),
    );
    expect(inf1Only).toBeDefined();
    if (inf1Only !== undefined) expect(at(inf1Only.operator).status).toBe('unknown');
  });

  it('call what they do not name unknown, not unsupported, and say so', () => {
    const row = at('aten::frobnicate');
    expect(row.status).toBe('unknown');
    expect(row.note).toMatch(/no statement/);
  });

  it('fall back from an overload to its operator, but not the other way round', () => {
    expect(at('aten::sort.stable').note).toMatch(/as aten::sort/);
    expect(at('aten::_log_softmax.out').operator).toBe('aten::_log_softmax');
    expect(at('stablehlo.add[complex128]').status).toBe('unknown');
  });

  it('know complex operators since 2.32 only', () => {
    expect(at('stablehlo.add[complex64]', '2.32.0').status).toBe('supported');
    expect(at('stablehlo.add[complex64]', '2.31.0').status).toBe('unknown');
  });

  it('turn a loss of integers into a refusal with the next SDK', () => {
    expect(at('stablehlo.dot_general', '2.32.0').types).toMatchObject({ lossy: ['i32', 'i64'], refuses: [] });
    const next = at('stablehlo.dot_general', '2.33.0');
    expect(next.types).toMatchObject({ lossy: [], refuses: ['i32', 'i64'] });
    expect(errorCodesOf(next)).toEqual(['NCC_EVRF035']);
  });
});

describe('element types and quantisations', () => {
  it('make the chip the finding for e4m3fn weights, in any spelling', () => {
    for (const name of ['float8_e4m3fn', 'F8_E4M3', 'torch.float8_e4m3fn', 'f8E4M3FN']) {
      expect(numericOn(tables.types, name, 'trn2')?.row.status, name).toBe('unsupported');
      expect(numericOn(tables.types, name, 'trn3')?.row.status, name).toBe('supported');
    }
  });

  it('know what int64 means in each release', () => {
    const noteAt = (sdk: string) => numericOn(tablesAt(dated, sdk).types, 'I64', 'trn2')?.row.note;
    expect(noteAt('2.31.0')).toMatch(/truncated/);
    expect(noteAt('2.32.0')).toMatch(/by default/);
    expect(noteAt('2.33.0')).toMatch(/errors/);
  });

  it('refuse four-bit checkpoints, take mxfp4 on Trn3 for gpt-oss', () => {
    expect(numericOn(tables.quantisations, 'gptq', 'trn3')?.row.status).toBe('unsupported');
    expect(numericOn(tables.quantisations, 'Q4_K', 'trn2')?.entry.id).toBe('gguf');
    expect(numericOn(tables.quantisations, 'mxfp4', 'trn2')?.row.status).toBe('unsupported');
    expect(numericOn(tables.quantisations, 'mxfp4', 'trn3')?.row.status).toBe('supported-constrained');
  });

  it('have one answer for every type, chip and release', () => {
    for (const { version } of dated.releases) {
      const at = tablesAt(dated, version);
      for (const entry of [...at.types, ...at.quantisations]) {
        for (const chip of ['trn2', 'trn3']) {
          const rows = entry.rows.filter(({ chips }) => chips.includes(chip));
          expect(rows, `${entry.id} on ${chip} in ${version}`).toHaveLength(1);
        }
      }
    }
  });

  it('answer nothing for a name that no table knows', () => {
    expect(numericOn(tables.types, 'posit16', 'trn2')).toBeNull();
  });
});

describe('model support', () => {
  const of = (architecture: string, modelType: string, sdk = '2.32.0') => {
    const at = tablesAt(dated, sdk);
    return modelSupport(at.models, at.stacks, { architectures: [architecture], modelType, pipeline: null });
  };

  it('holds all 158 rows', () => {
    expect(tables.models).toHaveLength(158);
  });

  it('puts the shipping server before what is out of the release', () => {
    const found = of('LlamaForCausalLM', 'llama');
    expect(found[0]?.stack.id).toBe('vllm-neuron');
    expect(found.map(({ stack }) => stack.id)).toContain('nxd-inference');
  });

  it('finds the community port of a model that no product has', () => {
    const [port] = of('DeepseekV3ForCausalLM', 'deepseek_v3');
    expect(port?.row).toMatchObject({ name: 'DeepSeek-V3', standing: 'community', lines: 1049 });
  });

  it('does not take an embedding recipe for another architecture of the same type', () => {
    const [first] = of('Qwen3ForSequenceClassification', 'qwen3');
    expect(first?.row.architectures).toEqual([]);
  });

  it('finds nothing for a model that nobody lists', () => {
    expect(of('RwkvForCausalLM', 'rwkv')).toEqual([]);
  });

  it('names the stack with version and status of the release', () => {
    const label = (sdk: string) => {
      const stack = tablesAt(dated, sdk).stacks.find(({ id }) => id === 'vllm-neuron');
      return stack === undefined ? null : stackLabel(stack);
    };
    expect(label('2.32.0')).toBe('vLLM Neuron 0.24.0.1.1.0 (beta)');
    expect(label('2.31.1')).toBe('vLLM Neuron 0.21.0.1.0.0 (beta)');
    expect(label('2.30.0')).toBe('vLLM Neuron (absent)');
  });

  it('lists only models whose stack is known', () => {
    const stacks = new Set(tables.stacks.map(({ id }) => id));
    expect(tables.models.filter(({ stack }) => !stacks.has(stack))).toEqual([]);
  });
});

describe('risks, contradictions and probes', () => {
  it('print the missing training path first, from 2.30 on', () => {
    expect(tables.risks[0]?.id).toBe('no-public-training-path');
    expect(tablesAt(dated, '2.29.1').risks[0]?.id).toBe('training-path-ends');
  });

  it('bring up both sides of a contradiction by what it is about', () => {
    const [complex] = contradictionsAbout(tables.contradictions, new Set(['TC-008']));
    expect(complex?.sides.length).toBeGreaterThanOrEqual(2);
    expect(contradictionsAbout(tables.contradictions, new Set(['nothing']))).toEqual([]);
  });

  it('have a probe for each status that leaves a question, with what it costs', () => {
    for (const status of ['unknown', 'inferred-lowerable', 'derived-constrained', 'supported-constrained']) {
      expect(probeFor(tables.probes, status)?.cost, status).toMatch(/\d|hour|day/);
    }
    expect(probeFor(tables.probes, 'the weather')).toBeNull();
  });
});

describe('rules by release', () => {
  it('are found by id in any case', () => {
    expect(ruleById(tables.rules, ' pt-006 ')?.title).toMatch(/is_available/);
    expect(ruleById(tables.rules, 'PT-999')).toBeNull();
  });

  it('say what an edit means in that release', () => {
    const at = (sdk: string) => ruleById(tablesAt(dated, sdk).rules, 'SV-001')?.replacements.neuron.text;
    expect(at('2.30.0')).toMatch(/no vLLM Neuron before 2.31/);
    expect(at('2.31.0')).toMatch(/0\.21\.0/);
    expect(at('2.32.0')).toMatch(/0\.24\.0/);
  });

  it('grade int64 higher where it is announced to end in errors', () => {
    const at = (sdk: string) => ruleById(tablesAt(dated, sdk).rules, 'TC-017')?.severity;
    expect(at('2.32.0')).toBe('cosmetic');
    expect(at('2.33.0')).toBe('drop-in');
  });
});

describe('sources and dates', () => {
  it('are named for every operator, error, kernel, stack, model and type', () => {
    const sources = [
      ...dated.operators,
      ...dated.errors,
      ...dated.kernels,
      ...dated.models,
      ...dated.releases,
      ...dated.stacks.flatMap(({ releases }) => releases),
      ...[...dated.types, ...dated.quantisations].flatMap(({ rows }) => rows),
    ].map(({ source }) => source);
    expect(
      sources.filter(
        (source) =>
          !/\S+@[0-9a-f]{7,}|https:|issue|derived|no statement|\(commit not recorded\)/.test(source),
      ),
    ).toEqual([]);
  });

  it('name the days of the releases in their order', () => {
    const dates = dated.releases.map(({ date }) => date).filter((date) => date !== null);
    expect(dates).toEqual([...dates].sort());
    expect(dates).toHaveLength(dated.releases.length - 1);
  });
});
