import { expect } from 'vitest';
import { ISA_DEFINITIONS } from '../../isa/definitions.ts';
import { callWith, type TestMachine, testMachine } from '../../isa/machine.testing.ts';
import { viewOf } from '../../isa/operands.ts';
import type { GenerationId } from '../../machine/generation.ts';
import type { Strictness } from '../../machine/machine.ts';
import type { View } from '../../memory/view.ts';
import type { PyValue } from '../../python/values.ts';
import { languageDefinitions } from './definitions.ts';

const LANGUAGE = new Map(
  languageDefinitions(new Map(ISA_DEFINITIONS.map((each) => [each.name, each]))).map((each) => [
    each.name,
    each,
  ]),
);

/** A core that runs what functions of the tile API issue. */
export const machineOf = (
  id: GenerationId = 'v3',
  version: readonly [number, number] = [0, 6],
  strictness: Strictness = 'strict',
): TestMachine => testMachine(id, ISA_DEFINITIONS, { version, strictness });

/** Calls a function of `nki.language`. */
export const nl = (machine: TestMachine, name: string, args: Parameters<typeof callWith>[2]): PyValue => {
  const definition = LANGUAGE.get(name);
  if (definition === undefined) throw new Error(`there is no ${name}`);
  return callWith(definition, machine, args);
};

/** The tile that a function gave. */
export const tile = (value: PyValue): View => {
  const view = viewOf(value);
  if (view === undefined) throw new Error('no tile');
  return view;
};

export const tuple = (...items: number[]): PyValue => ({ kind: 'tuple', items });
export const float = (value: number): PyValue => ({ kind: 'float', value });

/** Expects numbers within a relative distance of what is wanted. */
export const expectClose = (found: number[], wanted: readonly number[], relative = 2e-6): void => {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, index) => {
    const target = wanted[index] as number;
    expect(Math.abs(value - target)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(target)));
  });
};
