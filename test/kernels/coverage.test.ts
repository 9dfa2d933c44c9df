import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readIsaTable } from '../../src/platform/files/neuroncore-isa.ts';
import { kernelCases, kernelText, kernelTopics } from './fixtures.ts';

const table = await readIsaTable(fileURLToPath(new URL('../../catalog', import.meta.url)));

/** Functions that no kernel calls, each with the reason. */
const WITHOUT_KERNEL: Readonly<Record<string, string>> = {
  'nki.isa.tensor_copy_dynamic_src':
    'ended with NKI 0.3; tensor_copy of a view with scalar_offset took its place',
  'nki.isa.tensor_copy_dynamic_dst':
    'ended with NKI 0.3; tensor_copy of a view with scalar_offset took its place',
  'nki.language.divide':
    'computed by the simulator of the vendor only: the tables of operators do not list it',
  'nki.language.mod': 'computed by the simulator of the vendor only: the tables of operators do not list it',
  'nki.language.fmod': 'computed by the simulator of the vendor only: the tables of operators do not list it',
  'nki.language.device_print': 'prints and computes nothing',
  'nki.collectives.all_gather_v':
    'needs ranks that differ; src/core/neuroncore/isa/collectives.test.ts has them',
  'nki.collectives.all_to_all_v':
    'needs ranks that differ; src/core/neuroncore/isa/collectives.test.ts has them',
};

const PREFIX = { 'nki.isa': 'nisa', 'nki.language': 'nl', 'nki.collectives': 'ncc' } as const;
/** Where functions of nki.language are called; elsewhere most of their names stand for operators. */
const LANGUAGE_TOPICS: readonly string[] = ['language', 'control', 'cores', 'views'];

/** Comments and texts in quotes do not count as calls. */
const codeOf = (topic: string): string =>
  kernelText(topic)
    .replace(/"""[\s\S]*?"""/g, '')
    .replace(/#.*$/gm, '');

/** The names of the kernels of a file. */
const kernelsOf = (code: string): readonly string[] =>
  [...code.matchAll(/@nki\.jit\s+def (\w+)/g)].map(([, name]) => name as string);

describe('the kernels with numpy references', () => {
  const codeFor = (namespace: string): string =>
    kernelTopics()
      .filter((topic) => namespace !== 'nki.language' || LANGUAGE_TOPICS.includes(topic))
      .map(codeOf)
      .join('\n');

  it.each(Object.entries(PREFIX))('call every function of %s that computes or moves', (namespace, prefix) => {
    const called = new Set(
      [...codeFor(namespace).matchAll(new RegExp(`\\b${prefix}\\.(\\w+)`, 'g'))].map(([, name]) => name),
    );
    const missing = table.functions
      .filter((each) => each.namespace === namespace && !called.has(each.name))
      .map((each) => `${namespace}.${each.name}`);
    const excepted = Object.keys(WITHOUT_KERNEL).filter((name) => name.startsWith(`${namespace}.`));
    expect(missing.sort()).toEqual(excepted.sort());
  });

  it('are all run, in at least one case each', () => {
    const run = new Set(kernelCases().map(({ topic, kernel }) => `${topic}.${kernel}`));
    const written = kernelTopics().flatMap((topic) =>
      kernelsOf(codeOf(topic)).map((name) => `${topic}.${name}`),
    );
    expect(written.filter((name) => !run.has(name))).toEqual([]);
  });

  it('run every function that they look up by its name', () => {
    const asked = JSON.stringify(kernelCases().map(({ keywords }) => keywords));
    const listed = kernelTopics().flatMap((topic) =>
      [...codeOf(topic).matchAll(/"(\w+)": nl\./g)].map(([, name]) => name as string),
    );
    expect(listed.length).toBeGreaterThan(60);
    expect(listed.filter((name) => !asked.includes(`"${name}"`))).toEqual([]);
  });

  it('take and give most element types, and run on every generation', () => {
    const cases = kernelCases();
    const dtypes = new Set(
      cases.flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map((each) => each.dtype)),
    );
    expect([...dtypes].sort()).toEqual([
      'bfloat16',
      'float16',
      'float32',
      'float8_e4m3',
      'float8_e4m3fn',
      'float8_e4m3fn_x4',
      'float8_e5m2',
      'float8_e5m2_x4',
      'int16',
      'int32',
      'int8',
      'uint16',
      'uint32',
      'uint8',
    ]);
    for (const generation of ['v2', 'v3', 'v4'] as const)
      expect(cases.filter((each) => each.generations.includes(generation)).length).toBeGreaterThan(50);
  });
});
