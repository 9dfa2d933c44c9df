import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rackwright-promise-'));

const promise = (...args: string[]) => {
  const run = spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'promise', 'examples/supply-small.yaml', ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  return {
    code: run.status,
    out: run.stdout.replace(/\s+/g, ' '),
    lines: run.stdout.split('\n'),
    err: run.stderr,
  };
};

const dealFile = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('rackwright promise', () => {
  it('names the dates, whose wait grows and what one more rack costs, within 80 columns', () => {
    const { code, out, lines } = promise('--deal', 'early', '--what-if', '+1', '--when', '2027-Q2');
    expect(code).toBe(0);
    expect(out).toContain('Yes: its one rack can be accepted by 2027-04-19');
    expect(out).toContain('P50 2027-04-19, P80 2027-04-19, P95 2027-04-19');
    expect(out).toContain('on-demand: longest extra wait 0 d without it, 12 d with it (limit 13 d)');
    expect(out).toContain('+1 rack of rack in the quarter from 2027-04-05');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  });

  it('answers no with what is in the way, and says which changes do not help', () => {
    const { code, out } = promise('--deal', 'later');
    expect(code).toBe(1);
    expect(out).toContain('In the way, all at once: capacity of burn-in');
    expect(out).toContain('accept delivery 91 days later: does not help');
  });

  it('takes a deal from a file of its own', () => {
    const path = dealFile(
      'deal.yaml',
      'newcomer: { tier: prospect, racks: 2, lot: 2, site_ready: 2027-06-01, delivery: 2 weeks, latest: 2027-07-31, accepts: [rack] }',
    );
    const { code, out } = promise('--deal', path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'rackwright.promise/1',
      possible: true,
      expectedDate: '2027-07-19',
      deal: { id: 'newcomer', racks: 2 },
    });
  });

  it('shows the place of a fault in the deal’s file', () => {
    const path = dealFile('wrong.yaml', 'newcomer:\n  tier: prospect\n  racks: 8\n  accepts: [trn9]\n');
    const { code, err } = promise('--deal', path);
    expect(code).toBe(2);
    expect(err).toContain('wrong.yaml:4:');
  });

  it.each([
    [['--deal', 'nobody'], 'early'],
    [['--deal', 'missing.yaml'], 'missing.yaml'],
    [['--deal', 'early', '--what-if', '+1'], '--when'],
    [['--deal', 'early', '--what-if', 'many', '--when', '2027-Q2'], '+8 or -1'],
  ])('refuses %j with exit code 2', (flags, words) => {
    const { code, err } = promise(...flags);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
