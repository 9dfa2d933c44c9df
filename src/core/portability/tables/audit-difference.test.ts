import { describe, expect, it } from 'vitest';
import type { Audit, BuyerRisk, TargetSummary } from '../audit.ts';
import type { Finding, VerdictKind } from '../verdict.ts';
import { auditDifference } from './audit-difference.ts';

const finding = (fingerprint: string, severity: Finding['severity'] = 'drop-in'): Finding => ({
  rule: 'PT-001',
  line: 1,
  column: 1,
  endColumn: 2,
  symbol: '.cuda',
  place: 'code',
  circumstance: 'plain',
  evidence: 'syntax',
  excerpt: 'x.cuda()',
  path: 'train.py',
  role: 'source',
  severity,
  weakened: null,
  fingerprint,
});

const summary = (target: TargetSummary['target'], verdict: VerdictKind): TargetSummary => ({
  target,
  verdict,
  reason: 'because',
  effort: { daysLow: 1, daysHigh: 2, driver: 'sites' },
  drivers: [],
});

const risk = (id: string): BuyerRisk => ({ id, title: id, text: id, source: 'a page', asOf: '2026-08-17' });

const audit = (parts: Partial<Audit>): Audit => ({
  subject: 'a tree',
  sdk: { version: '2.32.0', date: '2026-08-17' },
  tables: { version: '1' },
  targets: [],
  risks: [],
  assets: [],
  findings: [],
  models: [],
  contradictions: [],
  probes: [],
  suppressions: [],
  coverage: { files: 1, bytes: 1, byKind: {}, remarks: [] },
  ...parts,
});

describe('the difference between two audits of a tree', () => {
  it('is empty between an audit and itself', () => {
    const one = audit({ findings: [finding('a')], targets: [summary('trn2', 'port')], risks: [risk('r')] });
    expect(auditDifference(one, one)).toEqual({
      cleared: [],
      fresh: [],
      regraded: [],
      verdicts: [],
      risksGone: [],
      risksNew: [],
    });
  });

  it('tells findings cleared, new and graded anew apart by fingerprint', () => {
    const { cleared, fresh, regraded } = auditDifference(
      audit({ findings: [finding('gone'), finding('stays'), finding('graver', 'cosmetic')] }),
      audit({ findings: [finding('stays'), finding('graver', 'blocks'), finding('new')] }),
    );
    expect(cleared.map((each) => each.fingerprint)).toEqual(['gone']);
    expect(fresh.map((each) => each.fingerprint)).toEqual(['new']);
    expect(regraded).toEqual([{ finding: finding('graver', 'blocks'), was: 'cosmetic' }]);
  });

  it('shows verdicts that changed, of the whole tree and of its parts, with the effort on both sides', () => {
    const { verdicts } = auditDifference(
      audit({ targets: [summary('trn2', 'runs-on-beta'), summary('trn3', 'port')] }),
      audit({ targets: [summary('trn2', 'port'), summary('trn3', 'port')] }),
    );
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({ target: 'trn2', asset: null, before: 'runs-on-beta', after: 'port' });
    expect(verdicts[0]?.effortBefore).toMatchObject({ daysLow: 1 });
  });

  it('shows an asset that only one of them has', () => {
    const verdict = {
      target: 'trn2' as const,
      verdict: 'port' as const,
      stack: 'none',
      grade: 'D' as const,
      sdk: '2.32.0',
      reason: 'because',
      effort: { daysLow: 0, daysHigh: 1, driver: 'one' },
      changes: [],
      leansOn: [],
    };
    const { verdicts } = auditDifference(
      audit({}),
      audit({ assets: [{ kind: 'kernels', name: 'kernels', path: '.', verdicts: [verdict] }] }),
    );
    expect(verdicts).toMatchObject([{ asset: 'kernels (.)', before: null, after: 'port' }]);
  });

  it('shows risks that are gone and new', () => {
    const { risksGone, risksNew } = auditDifference(
      audit({ risks: [risk('old'), risk('both')] }),
      audit({ risks: [risk('both'), risk('next')] }),
    );
    expect([risksGone.map(({ id }) => id), risksNew.map(({ id }) => id)]).toEqual([['old'], ['next']]);
  });
});
