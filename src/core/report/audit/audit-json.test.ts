import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtureAudit } from './audit.testing.ts';
import { auditJson } from './audit-json.ts';
import { auditDifferenceJsonSchema, auditFileSchema, auditJsonSchema } from './audit-schema.ts';
import { compareWithBaseline, writeBaseline } from './baseline.ts';
import { auditBaselineJsonSchema, readBaseline } from './baseline-file.ts';
import { fixtureRules } from './rules.testing.ts';

describe('the JSON of an audit', () => {
  it('keeps every part of the audit and fits its schema', () => {
    const record = JSON.parse(auditJson(fixtureAudit, fixtureRules, null));
    expect(auditFileSchema.parse(record)).toEqual(record);
    const { findings, ...rest } = fixtureAudit;
    expect(record).toMatchObject(rest);
    expect(record.findings).toEqual(findings.map((finding) => ({ ...finding, baseline: null })));
    expect(record.baseline).toBeNull();
  });

  it('holds the rules that are found, and no others', () => {
    const findings = fixtureAudit.findings.filter(({ rule }) => rule === 'PT-001');
    const record = JSON.parse(auditJson({ ...fixtureAudit, findings, assets: [] }, fixtureRules, null));
    expect(record.rules.map(({ id }: { id: string }) => id)).toEqual(['PT-001']);
  });

  it('says what is new against a baseline and what is gone', () => {
    const known = readBaseline('b', writeBaseline(fixtureAudit));
    const audit = { ...fixtureAudit, findings: fixtureAudit.findings.slice(1) };
    const extra = { ...known, findings: known.findings.filter(({ rule }) => rule !== 'MD-002') };
    const record = JSON.parse(auditJson(audit, fixtureRules, compareWithBaseline(audit, extra)));
    expect(auditFileSchema.parse(record)).toEqual(record);
    expect(record.baseline).toMatchObject({
      sdk: '2.32.0',
      new: 1,
      unchanged: 7,
      gone: [{ rule: 'PT-001', path: 'nanochat/engine.py', count: 1 }],
    });
    expect(record.findings.at(-1)).toMatchObject({ rule: 'MD-002', baseline: 'new' });
  });

  it('is refused by the schema where a part is missing or unknown', () => {
    const record = JSON.parse(auditJson(fixtureAudit, fixtureRules, null));
    expect(auditFileSchema.safeParse({ ...record, risks: undefined }).success).toBe(false);
    expect(auditFileSchema.safeParse({ ...record, more: 1 }).success).toBe(false);
  });
});

describe('the published schemas', () => {
  it('are those of today (node scripts/schemas.mjs brings them up to date)', () => {
    const published = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`../../../../schemas/${name}`, import.meta.url), 'utf8'));
    expect(published('audit.schema.json')).toEqual(auditJsonSchema());
    expect(published('audit-difference.schema.json')).toEqual(auditDifferenceJsonSchema());
    expect(published('audit-baseline.schema.json')).toEqual(auditBaselineJsonSchema());
  });
});
