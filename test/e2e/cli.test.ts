import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const rackwright = (...args: string[]) => {
  const run = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '' },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

const scratch = (name: string, text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'rackwright-')), name);
  writeFileSync(path, text);
  return path;
};

const example = readFileSync(join(root, 'examples/serve-llama-70b.yaml'), 'utf8');

describe('rackwright', () => {
  it('shows every command in its help, and exits with 0', () => {
    const help = rackwright('--help');
    expect(help.code).toBe(0);
    for (const command of ['plan', 'simulate', 'catalog', 'model', 'validate', 'explain'])
      expect(help.out).toContain(command);
  });

  it('prints its version as package.json has it', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(rackwright('--version').out.trim()).toBe(manifest.version);
  });

  it('refuses a command that does not exist with exit code 2', () => {
    expect(rackwright('sell-everything').code).toBe(2);
  });

  it('colours nothing where nobody asked for a terminal', () => {
    expect(rackwright('plan', 'examples/serve-llama-70b.yaml').out).not.toMatch(/\u001b/);
  });
});

describe('rackwright plan', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rackwright-'));
  const out = join(dir, 'plan.json');
  const html = join(dir, 'plan.html');
  const planned = rackwright('plan', 'examples/serve-llama-70b.yaml', '--out', out, '--html', html);

  it('ranks the example over at least 20 systems, Trn2, Trn3 and GB200 NVL72 among them', () => {
    expect(planned.code).toBe(0);
    const result = JSON.parse(readFileSync(out, 'utf8')) as {
      candidates: { systemId: string; verdict: string }[];
    };
    const systems = new Set(result.candidates.map((candidate) => candidate.systemId));
    expect(systems.size).toBeGreaterThanOrEqual(20);
    for (const id of ['trn2-ultraserver', 'trn3-ultraserver-gen2', 'gb200-nvl72'])
      expect(systems).toContain(id);
  });

  it('stays within 80 columns', () => {
    expect(Math.max(...planned.out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('writes a report that stands on its own', () => {
    const text = readFileSync(html, 'utf8');
    expect(text).toContain('<svg');
    expect(text).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
  });

  it('gives the same bytes for the same request', () => {
    const again = join(dir, 'again.json');
    rackwright('plan', 'examples/serve-llama-70b.yaml', '--out', again, '--quiet');
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(out, 'utf8'));
  });

  it('explains the winner down to facts with sources', () => {
    const explained = rackwright('explain', out, 'candidates.0.outcomes.0.timePerOutputTokenMs');
    expect(explained.code).toBe(0);
    expect(explained.out).toMatch(/hbm/i);
  });

  it('answers 1 when nothing keeps the promise', () => {
    const impossible = scratch('request.yaml', example.replace(/tpot: [^,}]*/, 'tpot: 0.01 ms'));
    expect(rackwright('plan', impossible, '--systems', 'trn2*', '--quiet').code).toBe(1);
  });

  it.each([
    ['a unit of another dimension', (text: string) => text.replace(/tpot: [^,}]*/, 'tpot: 40 kg')],
    ['a key nobody knows', (text: string) => `${text}\nsurprise: 1\n`],
    ['broken YAML', (text: string) => `${text}\n  : : [`],
    ['an unknown model', (text: string) => text.replace(/model: [^\n]*/, 'model: no-such-model')],
  ])('refuses %s with a position and exit code 2, and no stack trace', (_name, spoil) => {
    const spoiled = spoil(example);
    expect(spoiled).not.toBe(example);
    const run = rackwright('plan', scratch('request.yaml', spoiled));
    expect(run.code).toBe(2);
    expect(run.err).toContain('accepted:');
    expect(run.err).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  it('refuses options and places to write that cannot be used', () => {
    expect(rackwright('plan', 'examples/serve-llama-70b.yaml', '--top', 'many').code).toBe(2);
    const run = rackwright(
      'plan',
      'examples/serve-llama-70b.yaml',
      '--systems',
      'trn2*',
      '--html',
      '/proc/x/y.html',
    );
    expect(run.code).toBe(2);
    expect(run.err).toContain('cannot be written');
  });

  it('refuses a request that is not there, and a system that does not exist', () => {
    expect(rackwright('plan', 'no/such/file.yaml').code).toBe(2);
    expect(rackwright('plan', 'examples/serve-llama-70b.yaml', '--systems', 'trn99').code).toBe(2);
  });
});

describe('rackwright search', () => {
  const request = 'examples/pretrain-2t-tokens.yaml';
  const search = (...args: string[]) => rackwright('search', request, ...args);

  it('lists the layouts that no other beats in time and memory, the same on two workers', () => {
    const answers = ['1', '2'].map((workers) => {
      const run = search('--system', 'dgx-h100', '--chips', '64', '--workers', workers, '--json');
      expect(run.code).toBe(0);
      return (JSON.parse(run.out) as { answer: { layouts: { bytesPerChip: number }[]; timed: number } })
        .answer;
    });
    expect(answers[1]).toEqual(answers[0]);
    const sizes = (answers[0]?.layouts ?? []).map(({ bytesPerChip }) => bytesPerChip);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it('says how near the nearest layout came where none fits, and exits with 1', () => {
    const run = search('--system', 'dgx-h100', '--chips', '1');
    expect(run.code).toBe(1);
    expect(run.out).toContain('the nearest layout needs');
  });

  it('refuses what it cannot search with exit code 2', () => {
    expect(search('--system', 'dgx-h100', '--chips', '0').code).toBe(2);
    expect(search('--system', 'abacus', '--chips', '8').code).toBe(2);
    const serving = ['examples/serve-llama-70b.yaml', '--system', 'dgx-h100', '--chips', '8'];
    expect(rackwright('search', ...serving).err).toContain('trains nothing');
  });
});
