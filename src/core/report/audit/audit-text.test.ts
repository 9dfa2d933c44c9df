import { describe, expect, it } from 'vitest';
import type { Audit } from '../../portability/audit.ts';
import type { Emphasis } from '../terminal.ts';
import { displayWidth } from '../text.ts';
import { fixtureAudit, fixtureFinding } from './audit.testing.ts';
import { auditText } from './audit-text.ts';
import { compareWithBaseline, writeBaseline } from './baseline.ts';
import { readBaseline } from './baseline-file.ts';
import { fixtureRules } from './rules.testing.ts';
import { type AuditTextOptions, rangeBar } from './text-parts.ts';

const plain: AuditTextOptions = { columns: 80, top: 12, style: (_, text) => text };
const shown = (audit: Audit, options: Partial<AuditTextOptions> = {}): string =>
  auditText(audit, fixtureRules, { ...plain, ...options });

const HOSTILE = '\u001b[31mred\u001b[0m\r\n\u202eevil 漢字漢字 '.repeat(4);

/** The audit with every text replaced by one that tries to break lines, colours and widths. */
const hostileAudit = (): Audit => {
  const KEPT = /^(target|verdict|severity|grade|role|status|kind|place|circumstance|evidence|format)$/;
  const spoiled = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return KEPT.test(key) ? value : HOSTILE;
    if (Array.isArray(value)) return value.map((each) => spoiled(each, key === 'targets' ? 'target' : key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoiled(each, name)]));
  };
  return spoiled(fixtureAudit, '') as Audit;
};

describe('the text of an audit', () => {
  it('opens with what a buyer must know, then the answer per target with range, reason and drivers', () => {
    expect(shown(fixtureAudit).split('\n').slice(0, 24).join('\n')).toBe(
      `Audit of nanochat
Neuron SDK 2.32.0 (2026-08-17), tables of 2026-11-21; 184 files, 1.2 MiB read,
nothing run

! A PyTorch training job has no publicly shipped path on SDK 2.32
  It needs the TorchNeuron beta or a pin to SDK 2.31 or earlier (XLA training:
  2.29 or earlier).
  aws-neuron-sdk frameworks/torch/pytorch-native-overview.rst (2026-05-29)

Trn2  port, 17–59 days                                  ······██████████████████
      two Triton kernels have no replacement of their kind
      1. 6–16 days: 2 Triton kernels: how much of the layout must be redone
      2. 10–40 days: DeepseekV3ForCausalLM: nobody has published latent
         attention in FP8
      3. 0.5–2 days: device branches: how many branches must be read
Trn3  port, 9–25 days                                   ···███████··············
      two Triton kernels have no replacement of their kind
      1. 6–16 days: 2 Triton kernels: how much of the layout must be redone
      2. 0.5–2 days: device branches: how many branches must be read
ROCm  runs today, 0–2 days                              █·······················
      PyTorch keeps the torch.cuda name on ROCm
TPU   port, 9–25 days                                   ···███████··············
      reason and drivers as for Trn3
working days of one engineer; bars from 0 to 59`,
    );
  });

  it('sets assets against targets with verdict, grade and days', () => {
    expect(shown(fixtureAudit)).toContain(
      `Assets
  asset              Trn2            Trn3            ROCm           TPU
  training and ser…  port B 0.5–2    port B 0.5–2    today A 0–0.5  port C 0.5–4
  Triton kernels     port B 6–16     port B 6–16     today A 0–0.5  port C 6–32
`,
    );
  });

  it('lists changes by the days they cost, with what takes their place', () => {
    const text = shown(fixtureAudit);
    expect(text).toContain(
      `Findings: 9 hits of 5 rules, most days first (days on Trn2)
  CK-003   blocks         @triton.jit kernel
           2 hits in 1 file, 6–16 days → write it in NKI: 128-partition tiles,…
`,
    );
    expect(text.match(/^ {2}[A-Z]{2}-\d{3}(?= {3})/gm)?.map((each) => each.trim())).toEqual([
      'CK-003',
      'MD-002',
      'IN-002',
      'PT-006',
      'PT-001',
    ]);
  });

  it('takes the first target asked for as the one whose days and replacements are shown', () => {
    const targets = fixtureAudit.targets.filter(({ target }) => target === 'rocm');
    const text = shown({ ...fixtureAudit, targets });
    expect(text).toContain('(days on ROCm)');
    expect(text).toContain('2 hits in 1 file → Triton ROCm, retuned');
  });

  it('tells models, operators by standing, probes, contradictions with both sides, what was not read and suppressions', () => {
    const text = shown(fixtureAudit, { columns: 200 });
    for (const part of [
      'DeepseekV3ForCausalLM · hf-config · 671 B parameters · F8_E4M3 · 1.49 KiB',
      'degrees that hold all rules: 1, 2, 4, 8, 16, 32',
      'derived: supported 1; derived: with limits 1 (onnx.Resize); unknown 1 (onnx.NonMaxSuppression); unsupported 1 (onnx.Loop)',
      '$ neuronx-cc list-operators --framework XLA',
      'costs ten minutes on any Linux host with the compiler',
      '- complex64 is supported for 30 operations, of which 36 are listed [release-notes/components/compiler.rst (2026-08-17)]',
      '- complex types are not supported [compiler/error-codes/EVRF004.rst (2026-08-17)]',
      'used here: the release note',
      'weights.bin: not read: 2.1 GB',
      'PT-006 nanochat/report.py:14 (1 hit): prints the environment only',
      'Explain   rackwright audit --explain CK-003',
    ])
      expect(text).toContain(part);
  });

  it('tells what is new and gone against a baseline, and whether the run fails', () => {
    const known = readBaseline('b', writeBaseline(fixtureAudit));
    const audit = {
      ...fixtureAudit,
      findings: [
        ...fixtureAudit.findings.slice(2),
        fixtureFinding({ rule: 'CK-003', path: 'new.py', line: 4, severity: 'blocks', symbol: '_fresh' }),
      ],
    };
    const comparison = compareWithBaseline(audit, { ...known, sdk: '2.31.0' });
    expect(shown(audit, { comparison, failOn: 'blocks' })).toContain(`Against the baseline
  1 new, 7 known, 2 gone; the baseline was written with SDK 2.31.0 and tables of
    2026-11-21
  new.py:4 CK-003 blocks: _fresh
  Fails: 1 new finding of severity blocks (--fail-on blocks)
`);
    expect(shown(fixtureAudit, { failOn: 'needs-rewrite' })).toContain(
      'Decision\n  Fails: 5 findings of severity needs rewrite or worse (--fail-on needs-rewrite)\n',
    );
    const same = compareWithBaseline(fixtureAudit, known);
    expect(shown(fixtureAudit, { comparison: same, failOn: 'drop-in' })).toContain('Passes: 0 new findings');
    expect(shown(fixtureAudit, { failOn: 'never' })).not.toContain('Decision');
  });

  it('counts what a short list leaves out', () => {
    const text = shown(fixtureAudit, { top: 2 });
    expect(text).toContain('… and 3 more (--html or --json has all)');
    expect(text).toContain('… and 2 more (--html or --json has all)');
    const written = { html: 'audit.html', sarif: null, baseline: null };
    expect(shown(fixtureAudit, { top: 2, written })).toContain('… and 3 more (in the report)');
  });

  it('leaves out the parts that have nothing to say', () => {
    const empty: Audit = {
      ...fixtureAudit,
      risks: [],
      assets: [],
      findings: [],
      models: [],
      contradictions: [],
      probes: [],
      suppressions: [],
      coverage: { files: 0, bytes: 0, byKind: {}, remarks: [] },
    };
    const text = shown(empty);
    for (const title of ['Assets', 'Findings', 'Models', 'Unknown', 'contradict', 'Not read', 'Suppressed'])
      expect(text).not.toContain(title);
  });

  it('shows the ends of a long path and leaves out what lies between', () => {
    const path = `top/${'folder/'.repeat(60)}last.py`;
    const coverage = { ...fixtureAudit.coverage, remarks: [{ path, text: 'not read' }] };
    const text = shown({ ...fixtureAudit, coverage }, { columns: 200 });
    expect(text).toMatch(/^ {2}top\/folder.{20,40}….{40,80}\/last\.py: not read$/m);
  });

  it('keeps every line within the columns and every control character out, whatever the texts hold', () => {
    const written = { html: HOSTILE, sarif: HOSTILE, baseline: HOSTILE };
    for (const audit of [fixtureAudit, hostileAudit()])
      for (const columns of [40, 60, 80, 132]) {
        const text = shown(audit, { columns, written });
        expect(text.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
      }
  });

  it('reads the same without colours', () => {
    const coloured = shown(fixtureAudit, {
      style: (emphasis: Emphasis, text) => `<${emphasis}>${text}</${emphasis}>`,
    });
    expect(coloured).toContain('<red>blocks       </red>');
    expect(coloured.replace(/<\/?(bold|dim|green|yellow|red)>/g, '')).toBe(shown(fixtureAudit));
  });

  it('names rules that the tables do not know by their identifier', () => {
    const findings = [fixtureFinding({ rule: 'XX-999', path: 'a.py' })];
    expect(shown({ ...fixtureAudit, findings, assets: [] })).toContain(
      'XX-999   drop-in        XX-999\n           1 hit in 1 file\n',
    );
  });
});

describe('bars of ranges', () => {
  it('fill from low to high on a common axis and always show a cell of what is more than nothing', () => {
    expect(rangeBar(17, 59, 59, 24)).toBe('······██████████████████');
    expect(rangeBar(0, 0.1, 59, 6)).toBe('█·····');
    expect(rangeBar(0, 0, 59, 6)).toBe('······');
    expect(rangeBar(59, 59, 59, 6)).toBe('·····█');
    expect(rangeBar(0, 0, 0, 6)).toBe('······');
  });
});
