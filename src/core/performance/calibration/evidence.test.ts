import { describe, expect, it } from 'vitest';
import type { CalibrationTarget } from './calibration.ts';
import {
  evidenceOf,
  evidenceOfRows,
  modelsOf,
  standingBy,
  stretchFor,
  unmeasuredBy,
  widenedBy,
} from './evidence.ts';
import type { CalibrationRow } from './hierarchy.ts';

const target: CalibrationTarget = {
  chipId: 'acme-1',
  vendor: 'Acme',
  engine: 'fast',
  release: '2.0',
  family: 'llama-experts',
  experts: true,
  model: '80 x 8192',
  source: 'a paper',
};

const row = (configuration: string, over: Partial<CalibrationRow<object>> = {}): CalibrationRow<object> => ({
  id: configuration,
  readings: () => null,
  evaluate: () => null,
  value: 1,
  target,
  quantity: 'training-step',
  inverse: false,
  experts: true,
  saturated: false,
  configuration,
  group: 'a paper',
  model: 'Llama',
  stratum: '',
  ...over,
});

const evidence = evidenceOfRows(['a', 'b', 'c'].map((configuration) => row(configuration)));

describe('what a prediction rests on', () => {
  it('is its chip and its model from three configurations of the chip', () => {
    expect(standingBy(evidence, target)).toBe('anchored');
    expect(standingBy(evidenceOfRows([row('a'), row('a'), row('b')]), target)).toBe('datasheet');
  });

  it('is the chip with other models where nobody has measured the model', () => {
    expect(standingBy(evidence, { ...target, model: '80 x 9216' })).toBe('new-model');
    const { model: _, ...aboutTheChip } = target;
    expect(standingBy(evidence, aboutTheChip)).toBe('anchored');
  });

  it('is the vendor, or a data sheet, where nobody has measured the chip, whatever the model', () => {
    expect(standingBy(evidence, { ...target, chipId: 'acme-2' })).toBe('same-vendor');
    expect(standingBy(evidence, { ...target, chipId: 'b-1', vendor: 'Bolt' })).toBe('datasheet');
  });

  it('is not what memory was measured of: nothing is fitted to it', () => {
    const memory = ['a', 'b', 'c'].map((configuration) => row(configuration, { quantity: 'memory' }));
    expect(standingBy(evidenceOfRows(memory), target)).toBe('datasheet');
    expect(modelsOf(memory)).toEqual([]);
  });
});

describe('what nobody has measured', () => {
  it('is nothing where a row says it all', () => {
    expect(unmeasuredBy(evidence, target)).toEqual([]);
  });

  it('is the engine, and with it what it makes of a family with experts', () => {
    expect(unmeasuredBy(evidence, { ...target, engine: 'slow' })).toEqual(['engine', 'port']);
    expect(unmeasuredBy(evidence, { ...target, release: '3.0' })).toEqual(['port']);
    expect(unmeasuredBy(evidence, { ...target, engine: 'slow', experts: false })).toEqual(['engine']);
  });

  it('is a family of experts that is not known', () => {
    expect(unmeasuredBy(evidence, { ...target, family: null })).toEqual(['port']);
  });

  it('is any publication for a plan, and nothing where it is not asked', () => {
    expect(unmeasuredBy(evidence, { ...target, source: null })).toEqual(['source']);
    expect(unmeasuredBy(evidence, { ...target, source: 'another paper' })).toEqual(['source']);
    const { source: _, ...unasked } = target;
    expect(unmeasuredBy(evidence, unasked)).toEqual([]);
  });

  it('adds as much variance each as remains where all is measured, but to memory, which is counted', () => {
    expect(stretchFor('time-per-output-token', [])).toBe(1);
    expect(stretchFor('time-per-output-token', ['source'])).toBeCloseTo(Math.SQRT2, 12);
    expect(stretchFor('time-per-output-token', ['engine', 'port', 'source'])).toBe(2);
    expect(stretchFor('memory', ['engine', 'source'])).toBe(1);
  });

  it('is no port where trainers have none of their own', () => {
    expect(widenedBy('training-step', ['engine', 'port'])).toEqual(['engine']);
    expect(widenedBy('output-throughput', ['engine', 'port'])).toEqual(['engine', 'port']);
  });
});

it('a calibration file knows what its rows knew', () => {
  const scope = (name: string) => ({
    scope: name,
    factors: {},
    rows: 4,
    configurations: 3,
    groups: ['a paper'],
  });
  const known = evidenceOf({
    usualEngines: {},
    scopes: ['global', 'vendor/Acme', 'engine/fast', 'chip/acme-1', 'port/fast@2.0/llama-experts'].map(scope),
    models: ['80 x 8192'],
    residuals: [],
  });
  expect([standingBy(known, target), unmeasuredBy(known, target)]).toEqual(['anchored', []]);
});

it('kernels that were measured by themselves are no evidence that a chip was', () => {
  const scope = (name: string) => ({
    scope: name,
    factors: {},
    rows: 9,
    configurations: 9,
    groups: ['tables'],
  });
  const known = evidenceOf({
    usualEngines: {},
    scopes: [scope('kernels/acme-1')],
    models: ['80 x 8192'],
    residuals: [],
  });
  expect(standingBy(known, target)).toBe('datasheet');
  expect(unmeasuredBy(known, { ...target, source: 'tables' })).toEqual(['engine', 'port', 'source']);
  expect([...known.configurations.keys(), ...evidence.configurations.keys()]).not.toContain('kernels/acme-1');
});
