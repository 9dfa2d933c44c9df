import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageSpelling } from '../files/own-packages.ts';
import type { FileRole } from '../scan.ts';
import type { Target } from '../target.ts';
import { changeOn, workOf } from './changes.ts';
import { combined, countedAlike } from './effort.ts';
import { findingsOf } from './findings.ts';
import { fingerprintOf } from './fingerprint.ts';
import { hitOf, judgementOf, ruleOf, rulesOf, scanOf } from './judge.testing.ts';
import { kernelsIn, kernelWorkOn } from './kernels.ts';
import { judgedSeverity } from './severity.ts';

const judgement = judgementOf();
const NOTHING_OWN: ReadonlySet<string> = new Set();

const inPython = (role: FileRole) => ({ kind: 'python' as const, role });
const SOURCE = inPython('source');
const DOCUMENTATION = inPython('documentation');
const TEST = inPython('test');
const VENDORED = inPython('vendored');

describe('the severity of a hit', () => {
  const rule = ruleOf({ severity: 'blocks' });

  it('is that of its rule in plain source code', () => {
    expect(judgedSeverity(rule, hitOf(), SOURCE)).toEqual({ severity: 'blocks', weakened: null });
  });

  it('is cosmetic in words about code, whoever wrote them', () => {
    for (const place of ['comment', 'docstring', 'prose'] as const)
      expect(judgedSeverity(rule, hitOf({ place }), SOURCE).severity).toBe('cosmetic');
    expect(judgedSeverity(rule, hitOf(), DOCUMENTATION).severity).toBe('cosmetic');
  });

  it('is one step less in tests and vendored code, and another where it is guarded, and says so', () => {
    expect(judgedSeverity(rule, hitOf(), TEST)).toEqual({
      severity: 'needs-rewrite',
      weakened: 'in a test',
    });
    expect(judgedSeverity(rule, hitOf({ circumstance: 'guarded' }), VENDORED)).toEqual({
      severity: 'drop-in',
      weakened: 'in vendored code, behind a test for the device or the package',
    });
  });

  it('is at least a rewrite where code quietly falls to the CPU', () => {
    const dropIn = ruleOf({ severity: 'drop-in' });
    expect(judgedSeverity(dropIn, hitOf({ circumstance: 'fallback' }), SOURCE).severity).toBe(
      'needs-rewrite',
    );
  });

  it('is cosmetic where a setting is off', () => {
    expect(judgedSeverity(rule, hitOf({ circumstance: 'switched-off' }), SOURCE)).toEqual({
      severity: 'cosmetic',
      weakened: 'switched off',
    });
  });

  it('is cosmetic where the same expression handles other devices', () => {
    expect(judgedSeverity(rule, hitOf({ circumstance: 'device-agnostic' }), SOURCE).severity).toBe(
      'cosmetic',
    );
  });

  it('is cosmetic where a list names a package whose uses cost the work, unlike one that costs it once', () => {
    const list = { kind: 'requirements' as const, role: 'source' as const };
    expect(judgedSeverity(rule, hitOf(), list)).toEqual({
      severity: 'cosmetic',
      weakened: 'a package in a list: its uses are counted',
    });
    const once = ruleOf({ severity: 'blocks', effort: { ...rule.effort, unit: 'repository' } });
    expect(judgedSeverity(once, hitOf(), list).severity).toBe('blocks');
  });
});

describe('findings', () => {
  it('leave out what a repository is itself, however its name is spelled', () => {
    const rule = ruleOf({ id: 'LB-001', ownPackages: ['flash_attn'] });
    const scans = [scanOf([hitOf({ rule: 'LB-001' })])];
    expect(findingsOf(scans, rulesOf(rule), NOTHING_OWN)).toHaveLength(1);
    expect(findingsOf(scans, rulesOf(rule), new Set([packageSpelling('Flash-Attn')]))).toEqual([]);
  });

  it('are known by rule, file, symbol and words, wherever the line moves', () => {
    const [before] = findingsOf([scanOf([hitOf({ line: 3 })])], rulesOf(ruleOf()), NOTHING_OWN);
    const [after] = findingsOf(
      [scanOf([hitOf({ line: 90, excerpt: '  x.cuda()' })])],
      rulesOf(ruleOf()),
      NOTHING_OWN,
    );
    expect(after?.fingerprint).toBe(before?.fingerprint);
  });

  it('have fingerprints that are FNV-1a of 64 bits', () => {
    // By Python: the loop of the draft over "PT-001\0a.py\0s\0x".
    expect(fingerprintOf('PT-001', 'a.py', 's', 'x')).toBe('02af371f46988890');
  });
});

describe('the work on like places', () => {
  it('grows in proportion up to twenty and then by the square root', () => {
    expect(countedAlike(20, judgement)).toBe(20);
    expect(countedAlike(80, judgement)).toBe(40);
  });

  it('never shrinks when places are added', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(1000), (places, more) => {
        expect(countedAlike(places + more, judgement)).toBeGreaterThanOrEqual(
          countedAlike(places, judgement),
        );
      }),
    );
  });
});

describe('ranges of several judgements together', () => {
  const ranges = fc.array(
    fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true })),
    { minLength: 1, maxLength: 8 },
  );

  it('reach no further than all of them at the same end, and are one alone as it stands', () => {
    fc.assert(
      fc.property(ranges, (pairs) => {
        const days = pairs.map(([low, more]) => ({ low, high: low + more }));
        const { low, high } = combined(days, judgement);
        const lows = days.reduce((total, each) => total + each.low, 0);
        const highs = days.reduce((total, each) => total + each.high, 0);
        expect(low).toBeGreaterThanOrEqual(lows - 1e-6);
        expect(high).toBeLessThanOrEqual(highs + 1e-6);
        expect(low).toBeLessThanOrEqual(high);
        if (days.length === 1)
          expect([low, high]).toEqual([expect.closeTo(lows, 6), expect.closeTo(highs, 6)]);
      }),
    );
  });
});

describe('a change', () => {
  const rules = rulesOf(ruleOf());
  const findings = (count: number, changes = {}) =>
    findingsOf(
      [
        scanOf(
          Array.from({ length: count }, (_, index) =>
            hitOf({ line: index + 1, excerpt: `x${index}.cuda()`, ...changes }),
          ),
        ),
      ],
      rules,
      NOTHING_OWN,
    );

  it('costs its distinct names at least and its places at most', () => {
    const [work] = workOf(findings(10), rules, judgement);
    expect(work && changeOn(work, 'trn2', judgement).effort).toMatchObject({ daysLow: 0.1, daysHigh: 1 });
  });

  it('counts places that read the same as one edit', () => {
    const [work] = workOf(findings(10, { excerpt: 'model.cuda()' }), rules, judgement);
    expect(work && changeOn(work, 'trn2', judgement).effort).toMatchObject({ daysLow: 0.1, daysHigh: 0.1 });
  });

  it('costs nothing where the other platform keeps the code as it is', () => {
    const [work] = workOf(findings(10), rules, judgement);
    expect(work && changeOn(work, 'rocm', judgement).effort).toMatchObject({ daysLow: 0, daysHigh: 0 });
  });

  it('costs less on Trn3 where its replacement is Trn3', () => {
    const fp8 = ruleOf({
      effort: { unit: 'repository', daysLow: 2, daysHigh: 4, reasoning: 'scales' },
      replacements: {
        neuron: { text: 'Trn3, or rescale', source: null },
        rocm: { text: '', source: null },
        tpu: { text: '', source: null },
      },
    });
    const found = findingsOf([scanOf([hitOf()])], rulesOf(fp8), NOTHING_OWN);
    const [work] = workOf(found, rulesOf(fp8), judgement);
    const days = (target: Target) => work && changeOn(work, target, judgement).effort;
    expect(days('trn2')).toMatchObject({ daysLow: 2, daysHigh: 4 });
    expect(days('trn3')).toMatchObject({ daysLow: 0, daysHigh: 2 });
  });

  it('is no work at all where only words mention it', () => {
    expect(workOf(findings(10, { place: 'comment' }), rules, judgement)).toEqual([]);
  });

  it('is counted once for the repository where its rule says so, less when only tests need it', () => {
    const once = rulesOf(
      ruleOf({ effort: { unit: 'repository', daysLow: 4, daysHigh: null, reasoning: 'plan' } }),
    );
    const cost = (role: 'source' | 'test') => {
      const scans = [scanOf([hitOf(), hitOf({ line: 2 })], { role })];
      const [work] = workOf(findingsOf(scans, once, NOTHING_OWN), once, judgementOf());
      return work && changeOn(work, 'trn2', judgement).effort;
    };
    expect(cost('source')).toMatchObject({ daysLow: 4, daysHigh: 12 });
    // A cosmetic finding of a rule that is none costs nothing; drop-in in a test is one step less: cosmetic.
    expect(cost('test')).toBeUndefined();
  });
});

describe('kernels', () => {
  const kernelRule = ruleOf({
    id: 'CK-002',
    category: 'kernel',
    severity: 'blocks',
    effort: { unit: 'kernel', daysLow: 5, daysHigh: 15, reasoning: 'tiles' },
  });
  const ptx = ruleOf({
    id: 'CK-003',
    category: 'kernel',
    severity: 'blocks',
    effort: { unit: 'kernel', daysLow: 10, daysHigh: 30, reasoning: 'expert' },
  });
  const rules = rulesOf(kernelRule, ptx);
  const kernel = (symbol: string, line = 1) => hitOf({ rule: 'CK-002', symbol, line });
  const workFor = (scans: Parameters<typeof findingsOf>[0]) =>
    kernelWorkOn(kernelsIn(findingsOf(scans, rules, NOTHING_OWN), rules, judgement), 'trn2', judgement);

  it('count once each, however often they are launched', () => {
    const { written } = workFor([scanOf([kernel('blur'), kernel('blur', 9)], { path: 'a.cu' })]);
    expect(written?.effort).toMatchObject({ daysLow: 5, daysHigh: 15 });
  });

  it('that the library covers cost a call for each library kernel, not for each variant', () => {
    const work = workFor([
      scanOf([kernel('flash_fwd_64'), kernel('flash_fwd_128'), kernel('flash_fwd_256')], { path: 'a.cu' }),
    ]);
    expect(work.written).toBeNull();
    expect(work.replaced?.effort).toMatchObject({ daysLow: 0.5, daysHigh: 1 });
    expect(work.libraryKernels).toEqual(['attention-cte']);
  });

  it('are as hard as the hardest thing in their file', () => {
    const { written } = workFor([
      scanOf([kernel('blur'), hitOf({ rule: 'CK-003', symbol: 'asm' })], { path: 'a.cu' }),
    ]);
    expect(written?.effort).toMatchObject({ daysLow: 5, daysHigh: 30 });
  });
});
