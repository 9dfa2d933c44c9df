import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNeuronCoreFacts } from '../../src/app/kernel/environment.ts';
import { openKernelSource } from '../../src/app/kernel/sources.ts';
import { readTensors } from '../../src/app/kernel/tensors.ts';
import type { KernelCall } from '../../src/core/neuroncore/call/call.ts';
import { kernelCallSchema } from '../../src/core/neuroncore/call/schema.ts';
import type { KernelSource } from '../../src/core/neuroncore/load.ts';
import { KernelFault } from '../../src/core/neuroncore/machine/diagnostic.ts';
import { targetGeneration } from '../../src/core/neuroncore/machine/target.ts';
import { PythonException } from '../../src/core/neuroncore/python/evaluate/errors.ts';
import type { Site } from '../../src/core/neuroncore/python/source.ts';
import { KernelRefusal } from '../../src/core/neuroncore/refusal.ts';
import { runAndTime } from '../../src/core/neuroncore/study.ts';
import { readRuleTable } from '../../src/platform/files/neuroncore-isa.ts';
import { createKernels } from '../../src/platform/wasm/create.ts';

const folder = fileURLToPath(new URL('./faults', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.py') && name !== 'tiles.py');
const facts = await readNeuronCoreFacts();
const numerics = createKernels();
const LIMITS = { steps: 200_000, callDepth: 200, allocatedItems: 1_000_000 };
const { rules } = await readRuleTable(fileURLToPath(new URL('../../catalog', import.meta.url)));

/** A found fault: the rule (or the Python exception) and the line of the kernel file. */
interface Found {
  readonly rule: string;
  readonly line: number;
}

type Twin = 'faulty' | 'correct';

/** One file: a faulty kernel with its marked line, and its correct twin. */
interface Case {
  readonly name: string;
  readonly source: KernelSource;
  readonly call: (functionName: Twin) => KernelCall;
  readonly settings: (functionName: Twin) => {
    readonly target: string;
    readonly version: readonly [number, number];
    readonly timingOnly: boolean;
  };
  readonly expected: readonly Found[];
}

const headerOf = (text: string, key: string): readonly [string, string] => {
  const [, value = '', , correct = value] =
    new RegExp(`^# ${key}: (.*?)( \\(correct: (.*)\\))?$`, 'm').exec(text) ?? [];
  return [value, correct];
};

const versionOf = (text: string): readonly [number, number] => {
  const [major, minor] = text.split('.').map(Number);
  return [major as number, minor as number];
};

const readCase = async (name: string): Promise<Case> => {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const [call] = headerOf(text, 'CALL');
  const target = headerOf(text, 'TARGET');
  const version = headerOf(text, 'NKI');
  return {
    name,
    source: await openKernelSource(path, []),
    call: (functionName) => kernelCallSchema.parse({ ...JSON.parse(call), function: functionName }),
    settings: (functionName) => ({
      target: target[functionName === 'faulty' ? 0 : 1],
      version: versionOf(version[functionName === 'faulty' ? 0 : 1]),
      timingOnly: text.includes('\n# TIMING-ONLY\n'),
    }),
    expected: text.split('\n').flatMap((line, index) => {
      const marked = /# FAULT: ([\w-]+)$/.exec(line);
      return marked?.[1] === undefined ? [] : [{ rule: marked[1], line: index + 1 }];
    }),
  };
};

const foundAt = (rule: string, site: Site): Found => ({ rule, line: site.line });

/** Everything a run says about a kernel: its diagnostics, or what ended it. */
const diagnose = async (each: Case, functionName: Twin): Promise<readonly Found[]> => {
  const { target, version, timingOnly } = each.settings(functionName);
  return diagnoseCall(each.source, each.call(functionName), target, version, timingOnly);
};

const diagnoseCall = async (
  source: KernelSource,
  call: KernelCall,
  target: string,
  version: readonly [number, number],
  timingOnly: boolean,
): Promise<readonly Found[]> => {
  const generation = targetGeneration(facts.generations, target);
  const tensors = await readTensors(call, folder, !timingOnly);
  try {
    const { run } = runAndTime({
      source,
      call,
      tensors,
      generation,
      table: facts.table,
      activationRanges: facts.activationRanges,
      timing: facts.timing[generation.id],
      numerics,
      options: { version, strictness: 'strict', timingOnly, limits: LIMITS, budgetBytes: 2 ** 30 },
    });
    return run.diagnostics.map(({ rule, site }) => foundAt(rule, site));
  } catch (error) {
    const cause = error instanceof KernelRefusal ? error.cause : null;
    if (cause instanceof KernelFault) return [foundAt(cause.diagnostic.rule, cause.diagnostic.site)];
    if (cause instanceof PythonException) return [foundAt(cause.type, cause.site)];
    throw error;
  }
};

const cases = await Promise.all(names.map(readCase));

describe('kernels with one fault each', () => {
  it('are 100 or more, each with the marked line of one rule', () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
    for (const { name, expected } of cases) expect([name, expected.length]).toEqual([name, 1]);
  });

  it.each(cases)('$name is caught by its rule at its line', async (each) => {
    expect(await diagnose(each, 'faulty')).toContainEqual(each.expected[0]);
  });

  it.each(cases)('$name raises nothing when it is corrected', async (each) => {
    expect(await diagnose(each, 'correct')).toEqual([]);
  });

  it('break rules that the catalogue names', () => {
    const known = new Set([...rules.map(({ id }) => id), 'TypeError', 'AttributeError']);
    expect(cases.flatMap(({ expected }) => expected).filter(({ rule }) => !known.has(rule))).toEqual([]);
  });
});

const examples = fileURLToPath(new URL('../../examples/kernels', import.meta.url));
const matrix = (rows: number, columns: number, seed: number, dtype = 'float32') => ({
  shape: [rows, columns],
  dtype,
  seed,
});
const row = (columns: number, seed: number) => matrix(1, columns, seed);

describe('the example kernels', () => {
  it.each([
    ['matmul.py', 'tiled', [matrix(256, 256, 1), matrix(256, 1024, 2)], {}],
    ['matmul.py', 'hoisted', [matrix(256, 256, 1), matrix(256, 1024, 2)], {}],
    ['matmul.py', 'blocked', [matrix(256, 256, 1, 'bfloat16'), matrix(256, 1024, 2, 'bfloat16')], {}],
    ['matmul.py', 'blocked_depth', [matrix(256, 256, 1, 'bfloat16'), matrix(256, 1024, 2, 'bfloat16')], {}],
    ['softmax.py', 'softmax', [matrix(300, 700, 1)], {}],
    ['softmax.py', 'layernorm', [matrix(300, 700, 1), row(700, 2), row(700, 3)], {}],
    ['softmax.py', 'layernorm_by_sums', [matrix(300, 700, 1), row(700, 2), row(700, 3)], {}],
    ['elementwise.py', 'exponential', [matrix(128, 512, 1)], {}],
    ['elementwise.py', 'square_chain', [matrix(128, 4, 1)], { links: 6 }],
    ['elementwise.py', 'load_only', [matrix(128, 2048, 1)], { columns: 512 }],
  ])('%s %s raises nothing on any generation', async (name, functionName, args, keywords) => {
    const source = await openKernelSource(join(examples, name), []);
    const call = kernelCallSchema.parse({ function: functionName, args, keywords });
    for (const target of ['trn1', 'trn2', 'trn3'])
      for (const timingOnly of [false, true])
        expect(await diagnoseCall(source, call, target, [0, 6], timingOnly)).toEqual([]);
  });
});
