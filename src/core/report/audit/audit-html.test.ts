import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../portability/audit.ts';
import { fixtureAudit, fixtureFinding } from './audit.testing.ts';
import { auditHtml } from './audit-html.ts';
import { compareWithBaseline, writeBaseline } from './baseline.ts';
import { readBaseline } from './baseline-file.ts';
import { linesForExcerpts } from './excerpts.ts';
import { type AuditPage, type AuditPageData, auditPageData } from './page-data.ts';
import { fixtureRules } from './rules.testing.ts';

const HOSTILE = '</script><img src=x onerror="window.broken=1"><!--<script>\'&amp;';

const pageOf = (audit: Audit, more: Partial<AuditPage> = {}): AuditPage => ({
  audit,
  rules: fixtureRules,
  excerpts: new Map(),
  comparison: null,
  ...more,
});
const opened = (page: AuditPage) => parseHTML(auditHtml(page)).document;
const dataOf = (page: AuditPage): AuditPageData =>
  JSON.parse(opened(page).querySelector('#audit-data')?.textContent ?? 'null');

/** Every text that a repository or a table can bring in, replaced. */
const hostile = (): AuditPage => {
  const KEPT =
    /^(target|verdict|severity|grade|role|status|kind|place|circumstance|evidence|format|category|unit)$/;
  const spoiled = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return KEPT.test(key) ? value : HOSTILE;
    if (Array.isArray(value)) return value.map((each) => spoiled(each, key === 'targets' ? 'target' : key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoiled(each, name)]));
  };
  return {
    audit: spoiled(fixtureAudit, '') as Audit,
    rules: spoiled(fixtureRules, '') as AuditPage['rules'],
    excerpts: new Map([[HOSTILE, [{ line: 12, text: HOSTILE }]]]),
    comparison: {
      baseline: { sdk: HOSTILE, tables: HOSTILE },
      states: [],
      gone: [{ fingerprint: HOSTILE, rule: HOSTILE, path: HOSTILE, symbol: HOSTILE, count: 1 }],
    },
  };
};

describe('the page of an audit', () => {
  it('shows the risk first, then a card per target with verdict, days and drivers', () => {
    const page = opened(pageOf(fixtureAudit));
    expect(page.querySelector('h1')?.textContent).toBe('Portability audit of nanochat');
    const [risk, cards] = [page.querySelector('.warnings'), page.querySelector('.cards')];
    expect(risk?.textContent).toContain('has no publicly shipped path');
    expect(page.toString().indexOf('class="warnings"')).toBeLessThan(
      page.toString().indexOf('class="cards"'),
    );
    expect(cards?.querySelectorAll('.card')).toHaveLength(4);
    const [first] = cards?.querySelectorAll('.card') ?? [];
    expect(first?.querySelector('.answer')?.textContent).toBe('port');
    expect(first?.querySelector('.days')?.textContent).toBe('17–59 days');
    expect(first?.querySelectorAll('li')).toHaveLength(3);
    expect(first?.querySelector('.bar i')?.getAttribute('style')).toBe('left:28.81%;width:71.19%');
  });

  it('sets assets, changes, models, contradictions, unknowns and what was read in tables that need no script', () => {
    const page = opened(pageOf(fixtureAudit));
    const text = (selector: string): string => page.querySelector(selector)?.textContent ?? '';
    expect(text('#assets')).toContain('keep on GPU');
    expect(text('#changes')).toContain('write it in NKI');
    expect(text('#models')).toContain('1, 2, 4, 8, 16, 32');
    const degrees = [...page.querySelectorAll('#models table')].find((table) =>
      table.querySelector('caption')?.textContent?.startsWith('Tensor-parallel degrees'),
    );
    expect([...(degrees?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toEqual([
      'Trn2, Trn3',
      ...['yes', 'yes', 'yes', 'yes', 'yes', 'padded', 'no'],
    ]);
    expect(degrees?.querySelector('td:last-child')?.getAttribute('title')).toBe('64 does not divide');
    expect(page.querySelectorAll('#models .stack i')).toHaveLength(4);
    expect(text('#contradictions')).toContain('complex types are not supported');
    expect(text('#contradictions')).toContain('36 are listed');
    expect(text('#probes')).toContain('neuronx-cc list-operators');
    expect(text('#coverage')).toContain('not read: 2.1 GB');
    expect(text('#coverage')).toContain('prints the environment only');
  });

  it('carries findings as columns, texts once, rules with days per target', () => {
    const data = dataOf(pageOf(fixtureAudit));
    expect(data.path).toHaveLength(fixtureAudit.findings.length);
    expect(data.paths[data.path[5] ?? -1]).toBe('nanochat/kernels/rope.py');
    expect(new Set(data.texts).size).toBe(data.texts.length);
    const kernel = data.rules.find(({ id }) => id === 'CK-003');
    expect(kernel?.days).toEqual([
      ['Trn2', '6–16 days'],
      ['Trn3', '6–16 days'],
      ['TPU', '6–16 days'],
    ]);
    expect(data.targets.find(({ id }) => id === 'rocm')?.rules).toEqual([]);
  });

  it('carries the code around findings as far as it was read, long lines cut', () => {
    const excerpts = new Map([
      ['deploy/job.yaml', [{ line: 31, text: `            nvidia.com/gpu: 8${' '.repeat(900)}` }]],
      ['elsewhere.py', [{ line: 1, text: 'x' }]],
    ]);
    const data = auditPageData(pageOf(fixtureAudit, { excerpts }));
    const number = data.paths.indexOf('deploy/job.yaml');
    expect(Object.keys(data.context)).toEqual([String(number)]);
    expect(data.context[number]?.[0]?.[1]).toHaveLength(400);
  });

  it('marks what is new against a baseline and lists what is gone', () => {
    const known = readBaseline('b', writeBaseline(fixtureAudit));
    const audit = { ...fixtureAudit, findings: fixtureAudit.findings.slice(1) };
    const fewer = { ...known, findings: known.findings.filter(({ rule }) => rule !== 'MD-002') };
    const page = pageOf(audit, { comparison: compareWithBaseline(audit, fewer) });
    expect(opened(page).querySelector('#baseline')?.textContent).toContain('1 new finding, 7 known, 1 gone');
    expect(dataOf(page).state).toEqual([2, 2, 2, 2, 2, 2, 2, 1]);
    expect(opened(page).querySelector('#state')).not.toBeNull();
    expect(opened(pageOf(audit)).querySelector('#state')).toBeNull();
  });

  it('treats every text as text', () => {
    const html = auditHtml(hostile());
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(parseHTML(html).document.querySelector('h1')?.textContent).toContain(HOSTILE);
    expect(dataOf(hostile()).paths).toEqual([HOSTILE]);
  });

  it('asks for nothing outside itself', () => {
    const html = auditHtml(pageOf(fixtureAudit));
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(?:link|img|script|iframe)[^>]+(?:src|href)="(?!data:)/);
    expect(html).not.toMatch(/@import|url\(/);
  });

  it('says so where nothing was found', () => {
    const page = opened(pageOf({ ...fixtureAudit, findings: [], assets: [], models: [] }));
    expect(page.querySelector('#findings')?.textContent).toContain('No rule found anything.');
    expect(page.querySelector('#tree')).toBeNull();
  });
});

describe('lines wanted around findings', () => {
  it('are those nearby, each once, the worst findings first until enough are asked for', () => {
    const findings = [
      fixtureFinding({ rule: 'PT-001', path: 'a.py', line: 2 }),
      fixtureFinding({ rule: 'PT-001', path: 'a.py', line: 4 }),
      fixtureFinding({ rule: 'CK-003', path: 'k.py', line: 100, severity: 'blocks' }),
    ];
    const wanted = (most: number) => [...linesForExcerpts({ findings }, { around: 2, most })];
    expect(wanted(100)).toEqual([
      ['k.py', [98, 99, 100, 101, 102]],
      ['a.py', [1, 2, 3, 4, 5, 6]],
    ]);
    expect(wanted(7)).toEqual([
      ['k.py', [98, 99, 100, 101, 102]],
      ['a.py', [1, 2]],
    ]);
  });
});
