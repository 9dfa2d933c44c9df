import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Audit } from '../../src/core/portability/audit.ts';
import { auditFileSchema } from '../../src/core/report/audit/audit-schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
const example = join(root, 'examples/code-to-audit');
const scratch = mkdtempSync(join(tmpdir(), 'audit-'));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...args: string[]): Promise<Finished> =>
  new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 2 ** 28 };
    execFile(process.execPath, [cli, ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });

const audited = async (path: string, ...flags: string[]): Promise<Audit> => {
  const { code, out, err } = await run('audit', path, '--json', ...flags);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Audit;
};

/** The example as it stands, audited once. */
let asItStands: Promise<Audit> | null = null;
const auditedExample = (): Promise<Audit> => {
  asItStands ??= audited(example);
  return asItStands;
};

const copied = (name: string): string => {
  const folder = join(scratch, name);
  cpSync(example, folder, { recursive: true });
  return folder;
};

describe('rackwright audit', () => {
  it('prints the risk first, a verdict for each target and the work, in lines that fit', async () => {
    const { code, out } = await run('audit', example);
    expect(code).toBe(0);
    const order = ['no publicly shipped path', 'Trn2  port', 'Assets', 'Findings', 'Models'].map((words) =>
      out.indexOf(words),
    );
    expect(order.every((place) => place > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('finds what the example binds to GPUs, at its line, and nothing in what is portable', async () => {
    const { findings, models, assets } = await auditedExample();
    const at = (rule: string): string[] =>
      findings.filter((finding) => finding.rule === rule).map(({ path, line }) => `${path}:${line}`);
    expect(at('CK-008')).toEqual(['kernels.py:13']);
    expect(at('PT-006')).toContain('train.py:14');
    expect(at('DS-001')).toContain('train.py:21');
    expect(at('IN-001')).toContain('deploy/job.yaml:15');
    expect(findings.filter(({ path }) => path === 'model.py')).toEqual([]);
    expect(at('CK-021')).toEqual([]);
    expect(models.map(({ architecture }) => architecture)).toEqual(['LlamaForCausalLM']);
    expect(assets.map(({ kind }) => kind)).toContain('deployment');
  });

  it('gives JSON of its published schema, the same bytes whatever the number of threads', async () => {
    const [one, two] = await Promise.all([
      run('audit', example, '--json', '--workers', '1'),
      run('audit', example, '--json', '--workers', '2'),
    ]);
    expect(two.out).toBe(one.out);
    auditFileSchema.parse(JSON.parse(one.out));
  });

  it('says less of what is only in a test, and that it does', async () => {
    const { findings } = await auditedExample();
    const inTests = findings.filter(({ path }) => path.startsWith('tests/'));
    expect(inTests.length).toBeGreaterThan(0);
    for (const { weakened } of inTests) expect(weakened).toContain('in a test');
  });

  it('leaves out what is suppressed with a reason, and lists it', async () => {
    const folder = copied('suppressed');
    const path = join(folder, 'train.py');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(
        '            torch.cuda.synchronize()',
        '            torch.cuda.synchronize()  # rackwright: ignore PT-009 -- only for the log',
      ),
    );
    const before = await auditedExample();
    const after = await audited(folder);
    expect(before.findings.some(({ rule }) => rule === 'PT-009')).toBe(true);
    expect(after.findings.some(({ rule }) => rule === 'PT-009')).toBe(false);
    expect(after.suppressions).toMatchObject([
      { rule: 'PT-009', path: 'train.py', reason: 'only for the log' },
    ]);
  });

  it('exits with 1 only for what is new against a baseline, also when lines have moved', async () => {
    const folder = copied('baseline');
    const file = join(scratch, 'known.json');
    expect((await run('audit', folder, '-q', '--write-baseline', file)).code).toBe(0);
    const path = join(folder, 'train.py');
    writeFileSync(path, `# a new first line\n${readFileSync(path, 'utf8')}`);
    expect((await run('audit', folder, '-q', '--baseline', file)).code).toBe(0);
    writeFileSync(path, `${readFileSync(path, 'utf8')}\ntorch.cuda.empty_cache()\n`);
    const { code, out } = await run('audit', folder, '--baseline', file);
    expect(code).toBe(1);
    expect(out).toContain('1 new');
  });

  it('writes a page and SARIF', async () => {
    const [html, sarif] = [join(scratch, 'report.html'), join(scratch, 'findings.sarif')];
    expect((await run('audit', example, '-q', '--html', html, '--sarif', sarif)).code).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain('Portability audit of code-to-audit');
    const log = JSON.parse(readFileSync(sarif, 'utf8')) as {
      version: string;
      runs: { results: unknown[] }[];
    };
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]?.results.length).toBe((await auditedExample()).findings.length);
  });

  it('explains a rule, and tells two releases of the SDK apart', async () => {
    expect((await run('audit', '--explain', 'pt-006')).out).toContain('torch.cuda.is_available()');
    const { code, out } = await run('audit', example, '--difference', '2.31.0,2.32.0');
    expect(code).toBe(0);
    expect(out).toContain('From Neuron SDK 2.31.0 to 2.32.0');
  });

  it('answers wrong input in a line, with exit code 2', async () => {
    for (const args of [
      [],
      [join(scratch, 'nothing')],
      [example, '--target', 'trn9'],
      [example, '--sdk', '1.0.0'],
      [example, '--fail-on', 'sometimes'],
      [example, '--workers', '0'],
      [example, '--baseline', join(example, 'train.py')],
      ['--explain', 'ZZ-999'],
      ['--difference', '2.31.0'],
    ]) {
      const { code, err } = await run('audit', ...args);
      expect(code, args.join(' ')).toBe(2);
      expect(err).toMatch(/^rackwright: .+/);
      expect(err).not.toContain('internal error');
    }
  });

  it('reads a hostile tree to its end: links out of it, broken bytes, what is no model and no Python', async () => {
    const folder = join(scratch, 'hostile');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    symlinkSync('/etc', join(folder, 'outside'));
    symlinkSync(folder, join(folder, 'deep', 'loop'));
    writeFileSync(join(folder, 'broken.py'), Buffer.from([0xff, 0xfe, 0x00, 0x61, 0x62]));
    writeFileSync(join(folder, 'nested.py'), `${'('.repeat(50_000)}\nx.cuda()\n`);
    writeFileSync(join(folder, 'deep.yaml'), '['.repeat(20_000));
    writeFileSync(join(folder, 'config.json'), '{"architectures": [[[[');
    writeFileSync(join(folder, 'model.safetensors'), Buffer.alloc(64, 0xff));
    writeFileSync(join(folder, 'model.onnx'), Buffer.alloc(300, 0x0a));
    writeFileSync(join(folder, 'weights.bin'), Buffer.from('PK\u0003\u0004rubbish'));
    const { coverage, findings } = await audited(folder);
    const remarks = coverage.remarks.map(({ path }) => path);
    expect(remarks).toContain('outside');
    expect(remarks).toContain('deep/loop');
    expect(findings.some(({ path }) => path.startsWith('outside'))).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('rackwright plan with the buyer\u2019s code', () => {
  it('puts the days of porting into the bill of each vendor', async () => {
    const request = join(scratch, 'request.yaml');
    const text = readFileSync(join(root, 'examples/serve-llama-70b.yaml'), 'utf8');
    writeFileSync(request, `${text}\nsoftware:\n  repository: ${example}\n`);
    const { out, code } = await run('plan', request, '--json', '--systems', 'trn2.48xlarge,h100-sxm');
    expect([0, 1]).toContain(code);
    const plan = JSON.parse(out) as {
      candidates: { chipId: string; cost: { lines: { name: string }[] } | null }[];
    };
    const lines = (chipId: string): readonly string[] =>
      plan.candidates
        .filter((candidate) => candidate.chipId === chipId)
        .flatMap(({ cost }) => cost?.lines.map(({ name }) => name) ?? []);
    expect(lines('trainium2')).toContain('porting');
    expect(lines('h100-sxm')).toContain('rent');
    expect(lines('h100-sxm')).not.toContain('porting');
  });
});
