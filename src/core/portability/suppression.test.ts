import { describe, expect, it } from 'vitest';
import { indexLines } from './prefilter/lines.ts';
import type { Hit } from './scan.ts';
import { applySuppressions, readSuppressions } from './suppression.ts';

const hit = (rule: string, line: number): Hit => ({
  rule,
  line,
  column: 1,
  endColumn: 2,
  symbol: 'x',
  place: 'code',
  circumstance: 'plain',
  evidence: 'syntax',
  excerpt: '',
});

const suppressed = (text: string, ...hits: readonly Hit[]) =>
  applySuppressions(hits, readSuppressions(indexLines(text)));

describe('suppressions', () => {
  it('hold for their own line behind code, and for the next line when they have a line to themselves', () => {
    const text =
      'a # rackwright: ignore PT-006 -- only on the test bench\n// rackwright: ignore PT-009 -- timing\nb\n';
    const given = suppressed(text, hit('PT-006', 1), hit('PT-006', 2), hit('PT-009', 3), hit('PT-009', 2));
    expect(given.hits).toEqual([hit('PT-006', 2), hit('PT-009', 2)]);
    expect(given.suppressions).toEqual([
      { rule: 'PT-006', line: 1, reason: 'only on the test bench', hits: 1 },
      { rule: 'PT-009', line: 2, reason: 'timing', hits: 1 },
    ]);
  });

  it('take several rules, each counted by itself, and the end of a comment is no reason', () => {
    const { suppressions } = suppressed(
      '<!-- rackwright: ignore PT-001, PT-002 -- shown on purpose -->\nx',
      hit('PT-002', 2),
    );
    expect(suppressions).toEqual([
      { rule: 'PT-001', line: 1, reason: 'shown on purpose', hits: 0 },
      { rule: 'PT-002', line: 1, reason: 'shown on purpose', hits: 1 },
    ]);
    expect(readSuppressions(indexLines('/* rackwright: ignore PT-001 -- */')).marks).toEqual([]);
  });

  it('suppress nothing without a reason or without a rule, and say so', () => {
    const { marks, remarks } = readSuppressions(
      indexLines(
        '# rackwright: ignore PT-006\n# rackwright: ignore -- why\n# rackwright: ignore all -- why\n',
      ),
    );
    expect(marks).toEqual([]);
    expect(remarks).toEqual([
      'line 1: "rackwright: ignore PT-006" gives no reason after " -- ", so nothing is suppressed',
      'line 2: "rackwright: ignore" names no rule, so nothing is suppressed',
      'line 3: "rackwright: ignore" names all, which is no rule, so nothing is suppressed',
    ]);
  });

  it('are none where the caller knows that the place is no comment', () => {
    const lines = indexLines('s = "# rackwright: ignore PT-006 -- why"\n');
    expect(readSuppressions(lines).marks).toHaveLength(1);
    expect(readSuppressions(lines, () => false).marks).toEqual([]);
  });
});
