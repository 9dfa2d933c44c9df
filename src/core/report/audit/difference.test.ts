import { describe, expect, it } from 'vitest';
import { auditDifference } from '../../portability/tables/audit-difference.ts';
import type { TableChange, TablesDifference } from '../../portability/tables/difference.ts';
import { displayWidth } from '../text.ts';
import { fixtureAudit, fixtureFinding } from './audit.testing.ts';
import { auditDifferenceSchema } from './audit-schema.ts';
import { differenceJson } from './difference-json.ts';
import { differenceText } from './difference-text.ts';
import type { AuditTextOptions } from './text-parts.ts';

const plain: AuditTextOptions = { columns: 80, top: 12, style: (_, text) => text };
const SOURCE = 'aws-neuron/aws-neuron-sdk:release-notes/2.32.0.rst@81ce03ae';

const operator = (name: string): TableChange => ({
  subject: 'operator',
  name,
  change: 'added',
  before: null,
  after: 'supported on trn2: complex64',
  source: SOURCE,
});

const tables: TablesDifference = {
  from: { sdk: '2.31.0', tables: '2026-11-21' },
  to: { sdk: '2.32.0', tables: '2026-11-21' },
  changes: [
    {
      subject: 'rule',
      name: 'TC-008 complex dtypes',
      change: 'changed',
      before: 'needs-rewrite: rejected; instead pairs [view_as_complex\\b]',
      after: 'needs-rewrite: 36 operations; instead pairs [view_as_complex\\b]',
      source: SOURCE,
    },
    ...['add', 'multiply', 'divide', 'sine', 'cosine', 'log', 'sqrt'].map(operator),
    {
      subject: 'model',
      name: 'bert in torch-neuronx, serving',
      change: 'removed',
      before: 'listed',
      after: null,
      source: 'a page',
    },
  ],
};

const later = {
  ...fixtureAudit,
  risks: [],
  targets: fixtureAudit.targets.map((each) =>
    each.target === 'trn3' ? { ...each, verdict: 'runs-on-beta' as const } : each,
  ),
  findings: [
    ...fixtureAudit.findings
      .slice(2)
      .map((finding) =>
        finding.rule === 'CK-003' ? { ...finding, severity: 'needs-rewrite' as const } : finding,
      ),
    fixtureFinding({ rule: 'TC-008', path: 'rope.py' }),
  ],
};

describe('a difference', () => {
  it('is told by subject: what was said, what is said now, and which document says it; alike ones together', () => {
    expect(differenceText(tables, null, plain)).toBe(`From Neuron SDK 2.31.0 to 2.32.0
9 statements differ; tables of 2026-11-21

1 rule differs
  ~ TC-008 complex dtypes
    was  needs-rewrite: rejected; instead pairs
    now  needs-rewrite: 36 operations; instead pairs
         aws-neuron-sdk release-notes/2.32.0.rst

7 operators differ
  + 7 operators: add, multiply, divide, sine, cosine, log, …
    now  supported on trn2: complex64
         aws-neuron-sdk release-notes/2.32.0.rst

1 model differs
  - bert in torch-neuronx, serving
    was  listed
         a page
`);
  });

  it('says first what it means for a tree', () => {
    const audit = auditDifference(fixtureAudit, later);
    expect(differenceText({ ...tables, changes: [] }, audit, plain)).toBe(`From Neuron SDK 2.31.0 to 2.32.0
0 statements differ; tables of 2026-11-21

Verdicts that change
  Trn3 as a whole: port, 9–25 days → runs on a beta stack, 9–25 days

Findings cleared: 2
  PT-001: 2 hits in nanochat/engine.py

Findings new: 1
  TC-008: 1 hit in rope.py

Findings graded anew: 2
  CK-003: blocks → needs rewrite, 2 hits

Risks gone
  A PyTorch training job has no publicly shipped path on SDK 2.32
`);
    const same = auditDifference(fixtureAudit, fixtureAudit);
    expect(differenceText(tables, same, plain)).toContain('Nothing changes for this tree.');
  });

  it('pairs equal findings of a file one by one, whatever severities they have', () => {
    const of = (line: number, severity: 'blocks' | 'cosmetic') =>
      fixtureFinding({ rule: 'PT-001', path: 'a.py', line, severity });
    const audit = (...findings: readonly ReturnType<typeof of>[]) => ({ ...fixtureAudit, findings });
    const two = audit(of(3, 'blocks'), of(9, 'cosmetic'));
    expect(auditDifference(two, two)).toMatchObject({ cleared: [], fresh: [], regraded: [] });
    const three = audit(of(3, 'blocks'), of(9, 'blocks'), of(12, 'cosmetic'));
    const { cleared, fresh, regraded } = auditDifference(two, three);
    expect([cleared, fresh.map(({ line }) => line)]).toEqual([[], [12]]);
    expect(regraded.map(({ finding, was }) => [finding.line, was])).toEqual([[9, 'cosmetic']]);
  });

  it('keeps lines within the columns, whatever the tables say', () => {
    const long = 'word '.repeat(60) + '\u001b[31m'.repeat(3) + 'x'.repeat(200);
    const odd: TablesDifference = {
      ...tables,
      changes: [
        { subject: 'stack', name: long, change: 'changed', before: long, after: `${long}!`, source: long },
      ],
    };
    const audit = auditDifference(fixtureAudit, {
      ...later,
      findings: [fixtureFinding({ rule: long, path: long })],
    });
    for (const columns of [40, 80, 132]) {
      const text = differenceText(odd, audit, { ...plain, columns });
      expect(text.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
  });

  it('is JSON that fits its schema, with and without a tree', () => {
    for (const audit of [null, auditDifference(fixtureAudit, later)]) {
      const record = JSON.parse(differenceJson(tables, audit));
      expect(auditDifferenceSchema.parse(record)).toEqual(record);
      expect(record.audit).toEqual(audit);
    }
  });
});
