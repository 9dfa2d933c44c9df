import { expect, it } from 'vitest';
import { pullsOf } from './pulls.ts';
import { isKnown, knownIn, levelOf, scopesOf } from './scopes.ts';

it('names the port of a family to a release of an engine, after everything wider', () => {
  const target = {
    chipId: 'x1',
    vendor: 'Acme',
    engine: 'fast',
    release: '1.0',
    family: 'mix-experts',
    experts: true,
  };
  expect(scopesOf(target)).toEqual([
    'global',
    'vendor/Acme',
    'engine/fast',
    'release/fast@1.0',
    'kernels/x1',
    'chip/x1',
    'family/mix-experts',
    'port/fast@1.0/mix-experts',
  ]);
  expect(levelOf('port/fast@1.0/mix-experts')).toBe('port');
  expect(scopesOf({ ...target, engine: null })).not.toContain('port/fast@1.0/mix-experts');
  expect(scopesOf({ ...target, experts: false })).not.toContain('port/fast@1.0/mix-experts');
});

it('gives ports factors of their own in serving only', () => {
  expect(pullsOf({ computeEfficiency: 0.7 }).port).toBeGreaterThan(0);
  expect(pullsOf({ gemmEfficiency: 0.7 }).port).toBe(0);
});

it('knows what kernels of a chip reach before any fit, and fits it in neither model', () => {
  const factors = { computeEfficiency: 0.9 };
  const scopes = new Map([
    ['chip/x1', factors],
    ['kernels/x1', factors],
  ]);
  expect([...knownIn(scopes).keys()]).toEqual(['kernels/x1']);
  expect(isKnown('chip/x1')).toBe(false);
  expect(pullsOf({ computeEfficiency: 0.7 }).kernels).toBe(0);
  expect(pullsOf({ gemmEfficiency: 0.7 }).kernels).toBe(0);
});
