import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { constants } from './inference.testing.ts';
import { readInferencePrior } from './prior.ts';

const entries = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, source: 'test' }]));

const content = (changes: Record<string, number> = {}, kernels: Record<string, number> = {}) => ({
  schema: 'rackwright.inference-constants/1',
  version: '2026-01',
  constants: entries({ ...constants, ...changes }),
  kernels: { 'acme-1': entries(kernels) },
});

describe('the constants file', () => {
  it('gives every constant with its source', () => {
    const prior = readInferencePrior(content());
    expect(prior.constants).toEqual(constants);
    expect(prior.sources.layerOverheadSeconds).toBe('test');
  });

  it('gives what kernels of a chip reach as factors of the constants', () => {
    const { kernels } = readInferencePrior(content({ computeEfficiency: 0.8 }, { computeEfficiency: 0.6 }));
    expect([...kernels.keys()]).toEqual(['kernels/acme-1']);
    expect(kernels.get('kernels/acme-1')?.computeEfficiency).toBeCloseTo(0.75, 12);
  });

  it('is refused when kernels reach more than a peak, or when there is nothing to multiply', () => {
    expect(() => readInferencePrior(content({}, { computeEfficiency: 1.2 }))).toThrow(InputError);
    expect(() => readInferencePrior(content({}, { computeEficiency: 0.6 }))).toThrow(InputError);
    expect(() =>
      readInferencePrior(content({ stepOverheadSeconds: 0 }, { stepOverheadSeconds: 1e-4 })),
    ).toThrow('above 0');
  });

  it('is refused when an efficiency is above one or anything is missing', () => {
    expect(() => readInferencePrior(content({ computeEfficiency: 1.2 }))).toThrow(InputError);
    expect(() => readInferencePrior({ ...content(), constants: {} })).toThrow(InputError);
    expect(() => readInferencePrior(null)).toThrow(InputError);
  });
});
