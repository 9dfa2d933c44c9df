import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isKnown } from '../../core/performance/calibration/scopes.ts';
import { loadCalibration, loadPriors } from './calibration.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

it('has in the shipped constants what the shipped priors know of kernels, chip by chip', async () => {
  const [{ inference, training }, { kernels }] = await Promise.all([loadCalibration(ROOT), loadPriors(ROOT)]);
  const known = inference.scopes.filter(({ scope }) => isKnown(scope));
  expect(Object.fromEntries(known.map(({ scope, factors }) => [scope, factors]))).toEqual(
    Object.fromEntries(kernels),
  );
  expect(training.scopes.filter(({ scope }) => isKnown(scope))).toEqual([]);
});
