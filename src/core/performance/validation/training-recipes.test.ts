import { expect, it } from 'vitest';
import type { Measurement } from './measurement.ts';
import { statedByRecipes, type TrainingRecipe, withRecipe } from './training-recipes.ts';

const row: Measurement = {
  id: 'run',
  task: 'train',
  model: 'gpt-oss-120b',
  hardware: 'gb200',
  chips: 64,
  software: 'Megatron-Bridge, NeMo container 26.06',
  precision: { compute: 'mxfp8' },
  parallelism: { tp: 1 },
  metric: 'tokens_per_s_per_chip',
};

const recipes: readonly TrainingRecipe[] = [
  {
    software: '^megatron-bridge',
    model: '^gpt-oss',
    source: 'first',
    recompute: 'selective',
    expertParallel: 64,
    directDispatch: false,
  },
  {
    software: 'container 26\\.06',
    format: 'mxfp8',
    source: 'second',
    recompute: 'none',
    overlappedDispatch: true,
    expertsInTurn: true,
    gradientBytes: 2,
  },
  { software: 'megatron', hardware: 'h100', source: 'other chip', directDispatch: true },
];

it('merges what matching recipes state, later ones over earlier ones', () => {
  expect(statedByRecipes(row, recipes)).toEqual({
    recompute: 'none',
    expertParallel: 64,
    directDispatch: false,
    overlappedDispatch: true,
    expertsInTurn: true,
    gradientBytes: 2,
  });
});

it('states nothing for software no recipe is of', () => {
  expect(statedByRecipes({ ...row, software: 'MaxText (JAX)' }, recipes)).toEqual({});
});

it('puts into a row what its table leaves out', () => {
  expect(withRecipe(row, { recompute: 'full', expertParallel: 8 }).parallelism).toEqual({
    tp: 1,
    recompute: 'full',
    ep: 8,
  });
});

it('lets what a row prints stand', () => {
  const printed = { ...row, parallelism: { recompute: 'none', ep: 16 } };
  expect(withRecipe(printed, { recompute: 'full', expertParallel: 8 }).parallelism).toEqual({
    recompute: 'none',
    ep: 16,
  });
});
