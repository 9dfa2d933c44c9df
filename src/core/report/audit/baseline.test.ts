import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import type { Audit } from '../../portability/audit.ts';
import type { Finding } from '../../portability/verdict.ts';
import { fixtureAudit, fixtureFinding } from './audit.testing.ts';
import { type BaselineEntry, compareWithBaseline, failingFindings, writeBaseline } from './baseline.ts';
import { readBaseline } from './baseline-file.ts';
import { jsonPlace } from './json-place.ts';

const auditOf = (findings: readonly Finding[]): Audit => ({ ...fixtureAudit, findings });
const written = (audit: Audit) => readBaseline('baseline.json', writeBaseline(audit));
const of = (fingerprint: string, line: number): Finding =>
  fixtureFinding({ rule: 'PT-001', path: 'a.py', fingerprint, line });

const problemOf = (content: string) => {
  try {
    readBaseline('known.json', content);
  } catch (error) {
    if (error instanceof InputError) return error.problem;
    throw error;
  }
  throw new Error('was accepted');
};

describe('a baseline', () => {
  it('is a file with a finding on each line, ordered by file, rule and symbol', () => {
    expect(writeBaseline(fixtureAudit).split('\n').slice(0, 4)).toEqual([
      '{"schema":"rackwright.audit-baseline/1","subject":"nanochat","sdk":"2.32.0","tables":"2026-11-21", "findings": [',
      ' {"fingerprint":"IN-002:deploy/job.yaml:nvidia.com/gpu:nvidia.com/gpu: 8","rule":"IN-002","path":"deploy/job.yaml","symbol":"nvidia.com/gpu","count":1},',
      ' {"fingerprint":"PT-006:nanochat/common.py:torch.cuda.is_available:if torch.cuda.is_available():","rule":"PT-006","path":"nanochat/common.py","symbol":"torch.cuda.is_available","count":1},',
      ' {"fingerprint":"PT-001:nanochat/engine.py:.cuda:mask = mask.cuda()","rule":"PT-001","path":"nanochat/engine.py","symbol":".cuda","count":1},',
    ]);
    expect(written(auditOf([])).findings).toEqual([]);
  });

  it('knows every finding of the audit it was written from, wherever its lines move', () => {
    const moved = fixtureAudit.findings.map((finding) => ({ ...finding, line: 1000 - finding.line }));
    const { states, gone } = compareWithBaseline(auditOf(moved.toReversed()), written(fixtureAudit));
    expect(new Set(states)).toEqual(new Set(['unchanged']));
    expect(gone).toEqual([]);
  });

  it('counts equal findings: the first of a file are known, one more is new, one less is gone', () => {
    const baseline = written(auditOf([of('same', 1), of('same', 5)]));
    const more = compareWithBaseline(auditOf([of('same', 9), of('same', 2), of('same', 6)]), baseline);
    expect(more.states).toEqual(['new', 'unchanged', 'unchanged']);
    expect(more.gone).toEqual([]);
    const less = compareWithBaseline(auditOf([of('same', 3)]), baseline);
    expect(less.states).toEqual(['unchanged']);
    expect(less.gone.map(({ fingerprint, count }) => [fingerprint, count])).toEqual([['same', 1]]);
  });

  const someFindings = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(50)).map(([name, line]) => of(name, line + 1)),
    { maxLength: 30 },
  );
  const countOf = (items: readonly { readonly fingerprint: string }[], fingerprint: string): number =>
    items.filter((each) => each.fingerprint === fingerprint).length;

  it('splits any two audits by counts: new is what there is more of, gone what there is less of', () => {
    fc.assert(
      fc.property(someFindings, someFindings, (before, after) => {
        const { states, gone } = compareWithBaseline(auditOf(after), written(auditOf(before)));
        const fresh = after.filter((_, index) => states[index] === 'new');
        for (const name of ['a', 'b', 'c', 'd']) {
          const [was, is] = [countOf(before, name), countOf(after, name)];
          expect(countOf(fresh, name)).toBe(Math.max(0, is - was));
          const lost = gone.find(({ fingerprint }) => fingerprint === name) as BaselineEntry | undefined;
          expect(lost?.count ?? null).toBe(was > is ? was - is : null);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a run', () => {
  const count = (level: Parameters<typeof failingFindings>[1]): number =>
    failingFindings(fixtureAudit, level, null).length;

  it('fails on findings as severe as asked for, or worse', () => {
    expect([count('blocks'), count('needs-rewrite'), count('drop-in'), count('never')]).toEqual([2, 5, 8, 0]);
  });

  it('fails on new findings only where there is a baseline', () => {
    const known = written(auditOf(fixtureAudit.findings.slice(0, 6)));
    const comparison = compareWithBaseline(fixtureAudit, known);
    const failing = failingFindings(fixtureAudit, 'drop-in', comparison);
    expect(failing.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      'CK-003 61',
      'IN-002 31',
      'MD-002 5',
    ]);
  });
});

describe('a broken baseline', () => {
  const good = writeBaseline(fixtureAudit);

  it('names the place where it stops being JSON', () => {
    const conflict = good.replace('\n {"fingerprint":"PT-006', '\n<<<<<<< ours\n {"fingerprint":"PT-006');
    expect(problemOf(conflict)).toMatchObject({
      attempted: 'reading the baseline known.json',
      found: 'text that is not JSON from here on',
      accepted: 'a file written by rackwright audit --write-baseline',
      position: { file: 'known.json', line: 3, column: 1, lineText: '<<<<<<< ours' },
    });
    expect(problemOf(good.slice(0, 300)).position?.line).toBe(3);
    expect(problemOf('').position).toMatchObject({ line: 1, column: 1 });
  });

  it('names the value that has another shape', () => {
    const zero = problemOf(good.replace('"count":1}', '"count":0}'));
    expect(zero.found).toMatch(/^findings\.0\.count = 0: /);
    expect(zero.position).toMatchObject({ line: 2 });
    expect(zero.position?.lineText.slice((zero.position?.column ?? 1) - 1)).toMatch(/^0\}/);
    expect(problemOf('{"schema": "rackwright.baseline/1"}').found).toContain('rackwright.baseline/1');
    expect(problemOf('[]').found).toMatch(/^the file = \[\]/);
  });

  it('may not list a finding twice', () => {
    const lines = good.split('\n');
    const twice = [...lines.slice(0, 2), ...lines.slice(1)].join('\n');
    expect(problemOf(twice)).toMatchObject({
      position: { line: 3 },
      accepted: 'each fingerprint once, with its count',
    });
  });
});

describe('places in JSON', () => {
  it('agree with the parser on what JSON is', () => {
    const marks = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'nul',
      '"\\x"',
      ' ',
      '\n',
      '01',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(jsonPlace(text, []).isJson).toBe(isJson);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(jsonPlace(text, [])).toEqual({ offset: 0, isJson: true });
      }),
      { numRuns: 100 },
    );
  });

  it('are found by keys and indexes', () => {
    const text = '{"a": [10, {"b\\n": true}], "c": null}';
    const at = (...path: PropertyKey[]): string => text.slice(jsonPlace(text, path).offset);
    expect(at('a', 0)).toMatch(/^10,/);
    expect(at('a', 1, 'b\n')).toMatch(/^true/);
    expect(at('c')).toBe('null}');
    expect(at('nowhere')).toBe(text);
  });
});
