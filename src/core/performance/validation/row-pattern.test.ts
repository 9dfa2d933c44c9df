import { expect, it } from 'vitest';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';
import { trainingRecipesSchema } from './training-recipes.ts';

it('is found anywhere in what a row says, in any case', () => {
  expect(matchesPattern('llama-3', 'Meta Llama-3.1-8B')).toBe(true);
  expect(matchesPattern('^llama-3', 'Meta Llama-3.1-8B')).toBe(false);
});

it('matches a row that says nothing only where empty text will do', () => {
  expect(matchesPattern(undefined, null)).toBe(true);
  expect(matchesPattern('^$', null)).toBe(true);
  expect(matchesPattern('fp8', undefined)).toBe(false);
});

it('is refused by every file that writes it where it is no regular expression', () => {
  expect(rowPatternSchema.safeParse('^h200').success).toBe(true);
  expect(rowPatternSchema.safeParse('(h200').success).toBe(false);
  const recipe = { software: '^nemo', source: 'test' };
  expect(trainingRecipesSchema.safeParse({ recipes: [recipe] }).success).toBe(true);
  expect(trainingRecipesSchema.safeParse({ recipes: [{ ...recipe, model: '(llama' }] }).success).toBe(false);
});
