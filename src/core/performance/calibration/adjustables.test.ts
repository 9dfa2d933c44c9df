import { expect, it } from 'vitest';
import { adjustablesOf, INFERENCE_ADJUSTABLES, TRAINING_ADJUSTABLES } from './adjustables.ts';
import { PACE, withFactors } from './factors.ts';

it('tells the models apart by what only training has', () => {
  expect(adjustablesOf({ gemmEfficiency: 0.7, layerOverheadSeconds: 1e-5 })).toBe(TRAINING_ADJUSTABLES);
  expect(adjustablesOf({ computeEfficiency: 0.7, layerOverheadSeconds: 1e-5 })).toBe(INFERENCE_ADJUSTABLES);
});

it('moves efficiencies and overheads together by the pace, and shares of other efficiencies not at all', () => {
  const prior = { computeEfficiency: 0.5, layerOverheadSeconds: 4e-5, attentionComputeShare: 0.6 };
  const slow = withFactors(prior, { [PACE]: 0.8, computeEfficiency: 1.1 }, INFERENCE_ADJUSTABLES);
  expect(slow.computeEfficiency).toBeCloseTo(0.44, 12);
  expect(slow.layerOverheadSeconds).toBeCloseTo(5e-5, 15);
  expect(slow.attentionComputeShare).toBe(0.6);
});
