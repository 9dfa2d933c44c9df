import { expect, it } from 'vitest';
import { INFERENCE_ADJUSTABLES, TRAINING_ADJUSTABLES } from './adjustables.ts';

it('bounds a constant that both models have in the same way, since factors are applied without knowing the model', () => {
  const training = new Map(TRAINING_ADJUSTABLES.map((one) => [one.name, one]));
  const shared = INFERENCE_ADJUSTABLES.filter((one) => training.has(one.name));
  expect(shared.length).toBeGreaterThan(0);
  for (const { name, min, max, whenZero } of shared)
    expect(training.get(name)).toMatchObject({ min, max, ...(whenZero === undefined ? {} : { whenZero }) });
});
