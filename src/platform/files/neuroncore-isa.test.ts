import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHOICES_OF_ENGINE, COMPUTE_DEFINITIONS } from '../../core/neuroncore/isa/compute.ts';
import {
  existsIn,
  findFunction,
  generationsOf,
  type IsaFunction,
  type NkiVersion,
  parametersIn,
} from '../../core/neuroncore/isa/table.ts';
import { readIsaTable, readRuleTable } from './neuroncore-isa.ts';

const SHIPPED = fileURLToPath(new URL('../../../catalog', import.meta.url));
const table = await readIsaTable(SHIPPED);

const isa = (name: string): IsaFunction => {
  const found = findFunction(table, 'nki.isa', name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

const namesIn = (entry: IsaFunction, version: NkiVersion): readonly string[] =>
  parametersIn(entry, version).map(({ name }) => name);

describe('the table of NKI functions', () => {
  it('holds 52 functions of nki.isa and two removed ones, 104 of nki.language and 11 collectives', () => {
    const count = (namespace: string) =>
      table.functions.filter((each) => each.namespace === namespace).length;
    expect([count('nki.isa'), count('nki.language'), count('nki.collectives')]).toEqual([54, 104, 11]);
  });

  it('names each function once, and each parameter of a function once', () => {
    const names = table.functions.map(({ namespace, name }) => `${namespace}.${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const entry of table.functions) {
      for (const list of [entry.parameters, ...entry.earlier.map((each) => each.parameters)]) {
        expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
      }
    }
  });

  it('refers only to enumerations, members and sources that it defines', () => {
    const members = new Map(table.enums.map((each) => [each.name, Object.keys(each.members)]));
    for (const { parameters, cost } of table.functions) {
      for (const parameter of parameters.filter(({ kind }) => kind === 'enum')) {
        expect(members.get(String(parameter.enum))).toContain(parameter.default);
      }
      if (cost !== null) expect(Object.keys(table.sources)).toContain(cost.from);
    }
  });

  it('puts parameters without a default before those with one', () => {
    for (const { parameters, name } of table.functions) {
      const first = parameters.findIndex((each) => 'default' in each);
      const after = first < 0 ? [] : parameters.slice(first).filter((each) => !('default' in each));
      expect([name, after]).toEqual([name, []]);
    }
  });

  it('gives a function the signature of the version asked for', () => {
    expect(namesIn(isa('dma_compute'), [0, 2])).toEqual(['dst', 'srcs', 'scales', 'reduce_op', 'name']);
    expect(namesIn(isa('dma_compute'), [0, 3])).not.toContain('oob_mode');
    expect(namesIn(isa('dma_compute'), [0, 6])).toEqual([
      'dst',
      'srcs',
      'reduce_op',
      'scales',
      'unique_indices',
      'oob_mode',
      'name',
    ]);
  });

  it('knows which versions and generations have a function', () => {
    expect(existsIn(isa('activate2'), [0, 3])).toBe(false);
    expect(existsIn(isa('activate2'), [0, 4])).toBe(true);
    expect(existsIn(isa('tensor_copy_dynamic_src'), [0, 4])).toBe(false);
    expect(generationsOf(isa('range_select'))).toEqual(['v3', 'v4']);
    expect(isa('tensor_copy').engines.v2).toEqual(['vector', 'gpsimd']);
  });
});

describe('the rules of kernels', () => {
  it('are sorted by area and id, each once', async () => {
    const { rules } = await readRuleTable(SHIPPED);
    const keys = rules.map(({ area, id }) => `${area}/${id}`);
    expect(keys).toEqual([...new Set(keys)].sort());
  });
});

const CORE = fileURLToPath(new URL('../../core/neuroncore', import.meta.url));
const sources = readdirSync(CORE, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /(?<!\.(test|testing))\.ts$/.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** Where code names the rule of a diagnostic. */
const NAMED =
  /(?:reportRule\(\s*(?:call\.)?machine,\s*(?:call\.)?context,\s*|refuse\(\s*call,\s*|failRule\(\s*machine,\s*context,\s*|rule: )'([a-z0-9-]+)'/g;

describe('the code of instructions', () => {
  it('is held for functions of the table only, each with the engines that the table names', () => {
    expect(COMPUTE_DEFINITIONS.map(({ name }) => isa(name).work)).toEqual(
      COMPUTE_DEFINITIONS.map(() => 'instruction'),
    );
    for (const [name, engines] of Object.entries(CHOICES_OF_ENGINE))
      expect(isa(name).engines).toEqual(engines);
  });

  it('names only rules that the file of rules explains', async () => {
    const { rules } = await readRuleTable(SHIPPED);
    const known = new Set(rules.map(({ id }) => id));
    const named = sources.flatMap((source) => [...source.matchAll(NAMED)].map(([, id = '']) => id));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  it('enforces every rule of the file', async () => {
    const { rules } = await readRuleTable(SHIPPED);
    const all = sources.join('\n');
    expect(rules.map(({ id }) => id).filter((id) => !all.includes(`'${id}'`))).toEqual([]);
  });
});
