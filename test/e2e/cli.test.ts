import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

  it.each([
    '',
    ...['plan', 'compare', 'simulate', 'search', 'validate', 'explain', 'allocate', 'promise'],
    ...['catalog', 'catalog list', 'catalog show', 'catalog compare', 'catalog check'],
    ...['model', 'model list', 'model show'],
  ])('keeps the help of "%s" within 80 columns, also in a wide terminal', (command) => {
    const wide = 'data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=200';
    const words = command.split(' ').filter((word) => word !== '');
    const args = ['--import', wide, 'dist/cli/main.js', ...words, '--help'];
    const help = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(help.status).toBe(0);
    expect(help.stdout).toContain(`Usage: rackwright ${command}`);
    expect(help.stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
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

  it.runIf(process.platform !== 'win32')('refuses files that may not be read, with exit code 2', () => {
    const secret = scratch('secret.yaml', example);
    chmodSync(dirname(secret), 0o755);
    chmodSync(secret, 0o000);
    // The superuser may read anything, so the command runs as nobody there.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    for (const words of [['plan'], ['catalog', 'check'], ['model', 'show']]) {
      const args = ['dist/cli/main.js', ...words, secret];
      const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...nobody });
      expect(run.stderr).toContain('accepted:');
      expect(run.status).toBe(2);
    }
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

describe('rackwright simulate', () => {
  const simulated = (...args: string[]) =>
    rackwright('simulate', 'examples/serve-llama-70b.yaml', '--requests', '1000', '--runs', '2', ...args);

  it('plays the example against a planned layout, within 80 columns', () => {
    const run = simulated('--system', 'dgx-h200');
    expect(run.code).toBe(0);
    expect(run.out).toContain('closed form');
    expect(run.out).toContain('KEPT');
    for (const line of run.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('gives the same JSON for the same seed, and other numbers for another', () => {
    const json = (seed: string) => simulated('--system', 'dgx-h100', '--json', '--seed', seed).out;
    const once = json('3');
    expect(json('3')).toBe(once);
    expect(json('4')).not.toBe(once);
    expect((JSON.parse(once) as { schema: string }).schema).toBe('rackwright.simulation/1');
  });

  it('answers 1 when the promise does not hold, at twice the rate that was planned for', () => {
    expect(simulated('--system', 'dgx-h100', '--rate', '90', '--quiet').code).toBe(1);
  });

  it('plays a trace, and refuses a faulty one with the line at fault', () => {
    const rows = Array.from({ length: 200 }, (_, at) => `${at / 20},${500 + at},${20 + (at % 50)}`);
    const trace = scratch('trace.csv', `arrival,input,output\n${rows.join('\n')}\n`);
    expect(simulated('--system', 'dgx-h100', '--arrivals', `trace:${trace}`).code).toBe(0);
    const faulty = simulated(
      '--system',
      'dgx-h100',
      '--arrivals',
      `trace:${scratch('t.csv', '0,1,1\n1,x,1\n')}`,
    );
    expect(faulty.code).toBe(2);
    expect(faulty.err).toContain('t.csv:2:');
  });

  it.each([
    '--system nope',
    '--system dgx-h100 --rate 0',
    '--system dgx-h100 --arrivals bursty',
    '--system dgx-h100 --runs 1000',
    '--system dgx-h100 --routing sideways',
    '--seed 1',
  ])('refuses %s with exit code 2', (flags) => {
    expect(simulated(...flags.split(' ')).code).toBe(2);
  });

  it('refuses a request that serves nothing', () => {
    const run = rackwright('simulate', 'examples/pretrain-2t-tokens.yaml', '--system', 'dgx-h100');
    expect(run.code).toBe(2);
    expect(run.err).toContain('serve');
  });
});
