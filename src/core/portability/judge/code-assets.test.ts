import { describe, expect, it } from 'vitest';
import { codeAssets } from './code-assets.ts';
import { findingsOf } from './findings.ts';
import { hitOf, judgementOf, ruleOf, rulesOf, scanOf } from './judge.testing.ts';
import type { JudgedStack } from './stack.ts';

const STACK: JudgedStack = { id: 'torch', label: 'PyTorch', status: 'released' };

describe('the assets of a repository', () => {
  const rules = rulesOf(
    ruleOf({
      id: 'DS-018',
      category: 'distributed',
      effort: { unit: 'kernel', daysLow: 3, daysHigh: 8, reasoning: 'a rewrite' },
    }),
    ruleOf({ id: 'DS-001', category: 'distributed' }),
  );
  const kernel = hitOf({ rule: 'DS-018', symbol: 'jax.experimental.pallas.pallas_call' });
  const scans = [
    scanOf([kernel, { ...kernel, line: 9 }], { path: 'a.py' }),
    scanOf([kernel], { path: 'b.py' }),
    scanOf([hitOf({ rule: 'DS-001' })], { path: 'c.py' }),
  ];
  const assets = codeAssets(findingsOf(scans, rules, new Set()), {
    targets: ['trn2'],
    rules,
    judgement: judgementOf(),
    purpose: { framework: 'torch', trains: true, serves: false, filesNamingNeuron: 0 },
    sdk: '2.32.0',
    stackFor: () => STACK,
  });

  it('put kernels among the kernels, wherever their rule is filed, and count them by file', () => {
    const verdict = assets.find(({ kind }) => kind === 'kernels')?.verdicts[0];
    expect(verdict?.reason).toBe('2 of 2 kernels have to be written anew');
    expect(verdict?.effort).toMatchObject({ daysLow: 6, daysHigh: 16 });
  });

  it('leave to collectives what is about collectives', () => {
    const changes = assets.find(({ kind }) => kind === 'distribution')?.verdicts[0]?.changes;
    expect(changes?.map(({ rule }) => rule)).toEqual(['DS-001']);
  });
});
