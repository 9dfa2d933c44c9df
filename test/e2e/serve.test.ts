import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Child, newKeys, rackwright, serve } from './server.ts';

const data = mkdtempSync(join(tmpdir(), 'rackwright-serve-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const UNITS = 100_000;
const CLIENTS = 16;

interface Sent {
  readonly key: string;
  readonly body: object;
}

const post = (child: Child, token: string, path: string, { key, body }: Sent): Promise<Response> =>
  fetch(`${child.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });

const get = async (child: Child, token: string, path: string) => {
  const response = await fetch(`${child.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as never;
};

const must = async (child: Child, token: string, path: string, body: object): Promise<void> => {
  const response = await post(child, token, path, { key: path, body });
  expect(response.status, await response.text()).toBe(201);
};

describe('rackwright serve', () => {
  it('loses no hold and makes none twice when it is told to stop under 16 clients', async () => {
    const [sales = ''] = await newKeys(data, [{ role: 'sales', name: 'sam', buyer: null }]);
    const made = rackwright('serve', 'keys', 'add', '--data', data, '--role', 'maker', '--name', 'maria');
    expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining('shown this once') });
    const maker = made.stdout.trim();
    const limit = ['--requests-per-second', '100000'];
    const first = await serve(data, '--supply', 'examples/supply-small.yaml', ...limit);
    const { version } = (await get(first, maker, '/v1/plans/current')) as { version: string };
    const pool = {
      id: 'hot',
      generationId: 'rack',
      unit: 'rack',
      week: '2027-06-21',
      region: 'eu',
      taker: 'outside',
    };
    await must(first, maker, '/v1/pools', { reason: 'opening', pools: [pool] });
    const lines = [{ poolId: 'hot', units: UNITS }];
    await must(first, maker, '/v1/supply', { planVersion: version, reason: 'built', lines });
    expect(rackwright('serve', 'keys', 'list', '--data', data).stderr).toContain('one process at a time');

    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const sentBy = (client: number, nth: number): Sent => ({
      key: `hold-${client}-${nth}`,
      body: {
        planVersion: version,
        reason: 'load',
        dealId: `deal-${client}`,
        buyer: 'a buyer',
        lines: [{ poolId: 'hot', units: 1 }],
        expiresAt,
      },
    });
    const answered = new Map<string, string>();
    const unanswered: Sent[] = [];
    const client = async (which: number): Promise<void> => {
      for (let nth = 0; ; nth += 1) {
        const sent = sentBy(which, nth);
        try {
          const response = await post(first, sales, '/v1/holds', sent);
          const { id } = (await response.json()) as { id: string };
          expect(response.status).toBe(201);
          answered.set(sent.key, id);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          unanswered.push(sent);
          return;
        }
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, which) => client(which));
    while (answered.size < 10 * CLIENTS) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await first.end('SIGTERM')).toBe(0);
    await Promise.all(clients);
    expect(unanswered).toHaveLength(CLIENTS);
    expect(first.lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['stopping: requests in flight are answered first', 'stopped']),
    );
    expect(first.lines.some(({ msg }) => String(msg).includes('not a loss of power'))).toBe(true);
    expect(JSON.stringify(first.lines)).not.toContain(sales.slice(21));

    const second = await serve(data, '--supply', 'examples/supply-small.yaml', ...limit);
    for (const sent of unanswered) {
      const response = await post(second, sales, '/v1/holds', sent);
      expect(response.status).toBe(201);
      answered.set(sent.key, ((await response.json()) as { id: string }).id);
    }
    for (const which of [0, 7, 15]) {
      const response = await post(second, sales, '/v1/holds', sentBy(which, 0));
      expect(response.headers.get('idempotent-replayed')).toBe('true');
      expect(((await response.json()) as { id: string }).id).toBe(answered.get(`hold-${which}-0`));
    }
    expect(new Set(answered.values()).size).toBe(answered.size);
    const { pools } = (await get(second, sales, '/v1/availability')) as {
      pools: { held: number; available: number }[];
    };
    expect(pools[0]).toMatchObject({ held: answered.size, available: UNITS - answered.size });
    const check = await get(second, maker, '/v1/check');
    expect(check).toMatchObject({
      differences: [],
      oversoldPools: [],
      brokenAt: null,
      entries: answered.size + 3,
    });
    expect(await second.end('SIGINT')).toBe(0);
  }, 120_000);

  it('tells what it cannot be started with', () => {
    const wrong = (...args: readonly string[]) => {
      const { status, stderr } = rackwright('serve', ...args);
      return { status, stderr };
    };
    expect(wrong('--port', 'http')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('whole number'),
    });
    expect(wrong('--data', data, '--database', 'postgres://x')).toMatchObject({ status: 2 });
    expect(wrong('keys', 'add', '--data', data, '--role', 'admin', '--name', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('maker, cloud-team, sales, buyer, read-only'),
    });
    expect(wrong('keys', 'add', '--data', data, '--role', 'buyer', '--name', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--buyer'),
    });
  }, 60_000);
});
