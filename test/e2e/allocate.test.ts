import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/supply/ledger/canonical.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rackwright-allocate-'));
const EXAMPLE = 'examples/supply-small.yaml';
const example = readFileSync(join(root, EXAMPLE), 'utf8');

const rackwright = (...args: string[]) => {
  const run = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

const scratch = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('rackwright allocate', () => {
  it('plans the small example as its comments work it out, within 80 columns', () => {
    const { code, out } = rackwright('allocate', EXAMPLE);
    expect(code).toBe(0);
    expect(out).toMatch(/early +ordered +1\/1 +2027-04-19/);
    expect(out).toMatch(/later +prospect +6\/8 +2027-07-19/);
    expect(out).toMatch(/on-demand +13 d +12 d .*kept/);
    expect(out).toContain('one more slot is worth');
    expect(out).toContain('stated $20B');
    expect(out.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });

  it('replays every queue customer by customer before and after 8 more racks', () => {
    const { code, out } = rackwright(
      ...['allocate', EXAMPLE, '--replay', '--what-if', '+8:rack:2027-Q2', '--no-futures'],
    );
    expect(code).toBe(0);
    expect(out).toContain('it takes giving up that of on-demand');
    const [, before = '', after = ''] = out.split('Queue of on-demand, with');
    expect(before).toMatch(/a car maker .*2027-05-26 +2027-05-31 +\+12 d/);
    expect(after).toMatch(/a car maker .*2027-05-26 +2027-08-30 +\+103 d/);
    expect(out).not.toContain('P95');
  });

  it('keeps a signed baseline, refuses a changed one, and re-bases it on a named supply event only', () => {
    const baseline = join(folder, 'baseline.json');
    expect(rackwright('allocate', EXAMPLE, '-q', '--no-futures', '--write-baseline', baseline).code).toBe(0);
    const given = rackwright('allocate', EXAMPLE, '--no-futures', '--baseline', baseline);
    expect(given.out).toContain('read and checked');

    const forged = scratch('forged.json', readFileSync(baseline, 'utf8').replace('140', '100'));
    const refused = rackwright('allocate', EXAMPLE, '--baseline', forged);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('changed after it was signed');

    const {
      schema,
      signature: _,
      ...unsigned
    } = JSON.parse(readFileSync(baseline, 'utf8')) as {
      schema: string;
      signature: string;
      services: { classId: string; cumulative: number[] }[];
    };
    const idle = {
      ...unsigned,
      services: unsigned.services.map((one) => ({ ...one, cumulative: one.cumulative.map(() => 0) })),
    };
    const signature = createHash('sha256').update(canonicalJson(idle)).digest('hex');
    const made = rackwright(
      ...[
        'allocate',
        EXAMPLE,
        '--baseline',
        scratch('made.json', JSON.stringify({ schema, ...idle, signature })),
      ],
    );
    expect(made.code).toBe(2);
    expect(made.err.replace(/\s+/g, ' ')).toContain('its curves are not what this supply');

    const cut = scratch('cut.yaml', example.replace('15 slots/quarter', '14 slots/quarter'));
    const changed = rackwright('allocate', cut, '--baseline', baseline);
    expect(changed.code).toBe(2);
    expect(changed.err).toContain('--rebase "what happened"');

    const rebased = rackwright(
      ...['allocate', cut, '--no-futures', '--baseline', baseline, '--rebase', 'a slot was lost'],
    );
    expect(rebased.out.replace(/\s+/g, ' ')).toContain('because: a slot was lost');
    const needless = rackwright('allocate', EXAMPLE, '--baseline', baseline, '--rebase', 'nothing');
    expect(needless.code).toBe(2);
  });

  it('writes a result that a later plan keeps to, and the program for other solvers', () => {
    const [result, lp] = [join(folder, 'plan.json'), join(folder, 'program.lp')];
    rackwright('allocate', EXAMPLE, '-q', '--no-futures', '--out', result, '--export-lp', lp);
    expect(readFileSync(lp, 'utf8')).toMatch(/^\s*st$/m);
    const { schema, keepsEverything, deals } = JSON.parse(readFileSync(result, 'utf8')) as {
      schema: string;
      keepsEverything: boolean;
      deals: { id: string; delivered: number }[];
    };
    expect({ schema, keepsEverything }).toEqual({
      schema: 'rackwright.allocation/1',
      keepsEverything: true,
    });
    expect(deals.map(({ id, delivered }) => [id, delivered])).toEqual([
      ['early', 1],
      ['later', 6],
    ]);
    const again = rackwright('allocate', EXAMPLE, '--no-futures', '--earlier', result);
    expect(again.out).toContain('Earlier plan: 2 shipments');
  });

  it('draws a report that needs nothing outside itself', () => {
    const report = join(folder, 'report.html');
    expect(rackwright('allocate', EXAMPLE, '-q', '--html', report).code).toBe(0);
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('Queue of on-demand');
    expect(html).toContain('id="chart-run-rate"');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  it('ends with 1 and says why when a promised deal is short', () => {
    const firm = scratch('firm.yaml', example.replace('tier: prospect', 'tier: committed'));
    const { code, out } = rackwright('allocate', firm, '--no-futures');
    expect(code).toBe(1);
    expect(out).toMatch(/No: \w+ \(\w+\) is \d racks? short of/);
  });

  it('ends with 1 and the smallest conflict when not even spares can be set aside', () => {
    const greedy = scratch('greedy.yaml', example.replace('1 rack/quarter', '20 racks/quarter'));
    const { code, out } = rackwright('allocate', greedy);
    expect(code).toBe(1);
    expect(out).toContain('These cannot be kept together');
    expect(out.replace(/\s+/g, ' ')).toContain('capacity of burn-in');
  });

  it.each([
    [['--what-if', '8:rack:2027-Q2'], '+8 or -1'],
    [['--what-if', '+8:trn9:2027-Q2'], 'one of rack'],
    [['--what-if', '+8:rack:2031-Q2'], 'inside the plan'],
    [['--what-if', '+8'], 'racks:generation:when'],
    [['--rebase', 'an event'], '--baseline FILE'],
    [['--baseline', EXAMPLE], '--write-baseline'],
    [['--earlier', 'package.json'], '--out'],
    [['--unit', 'pallets'], 'racks or chips'],
    [['--gap', '200%'], '0.1%'],
    [['--time-limit', '-1'], 'seconds'],
  ])('refuses %j with exit code 2 and says what is accepted', (flags, accepted) => {
    const { code, err } = rackwright('allocate', EXAMPLE, ...flags);
    expect(code).toBe(2);
    expect(err).toContain(accepted);
    expect(err).not.toContain('    at ');
  });
});
