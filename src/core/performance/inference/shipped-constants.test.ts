import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INFERENCE_ADJUSTABLES } from '../calibration/adjustables.ts';
import { withFactors } from '../calibration/factors.ts';
import { constants } from './inference.testing.ts';
import { readInferencePrior } from './prior.ts';

describe('the shipped constants', () => {
  const file = new URL('../../../../catalog/calibration/inference.json', import.meta.url);
  const content = JSON.parse(readFileSync(file, 'utf8'));
  const prior = readInferencePrior(content);

  it('are those the worked examples of this folder use', () => {
    expect(prior.constants).toEqual(constants);
  });

  it('start between the bounds they move in, as one at a bound has no slope and would stay there', () => {
    for (const { name, min, max, whenZero } of INFERENCE_ADJUSTABLES) {
      const value = prior.constants[name as keyof typeof constants];
      if (value === undefined) continue;
      const start = value === 0 ? whenZero : value;
      expect(start, name).toBeGreaterThan(min);
      expect(start, name).toBeLessThan(max);
    }
  });

  it('name chips of the catalogue where they say what kernels reach', () => {
    for (const chipId of Object.keys(content.kernels))
      expect(existsSync(new URL(`../chips/${chipId}.yaml`, file)), chipId).toBe(true);
  });

  it('of a chip whose kernels are measured are what its kernels reach', () => {
    for (const [chipId, known] of Object.entries<Record<string, { value: number }>>(content.kernels)) {
      const reached = withFactors(
        constants,
        prior.kernels.get(`kernels/${chipId}`) ?? {},
        INFERENCE_ADJUSTABLES,
      );
      for (const [name, { value }] of Object.entries(known))
        expect(reached[name as keyof typeof constants], `${name} of ${chipId}`).toBeCloseTo(value, 12);
    }
    expect(prior.kernels.size).toBeGreaterThan(0);
  });
});
