import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { constants } from './inference.testing.ts';
import { readInferencePrior } from './prior.ts';

const content = (changes: Record<string, number> = {}) => ({
  schema: 'rackwright.inference-constants/1',
  version: '2026-01',
  constants: Object.fromEntries(
    Object.entries({ ...constants, ...changes }).map(([name, value]) => [name, { value, source: 'test' }]),
  ),
});

describe('the constants file', () => {
  it('gives every constant with its source', () => {
    const prior = readInferencePrior(content());
    expect(prior.constants).toEqual(constants);
    expect(prior.sources.layerOverheadSeconds).toBe('test');
  });

  it('is refused when an efficiency is above one or anything is missing', () => {
    expect(() => readInferencePrior(content({ computeEfficiency: 1.2 }))).toThrow(InputError);
    expect(() => readInferencePrior({ ...content(), constants: {} })).toThrow(InputError);
    expect(() => readInferencePrior(null)).toThrow(InputError);
  });
});
