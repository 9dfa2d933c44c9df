import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newKeys, root, serve } from '../e2e/server.ts';

const text = readFileSync(join(root, 'docs/api.md'), 'utf8');
const data = mkdtempSync(join(tmpdir(), 'rackwright-docs-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** Each block of commands with the answer shown below it. */
const steps = [...text.matchAll(/```sh\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/g)].map(
  ([, commands = '', shown = '']) => ({ commands, shown: JSON.parse(shown) as unknown }),
);

/** The same with anything at all where the page shows `…`. */
const pattern = (shown: unknown): unknown => {
  if (shown === '…') return expect.any(String);
  if (Array.isArray(shown)) return shown.map((item) => pattern(item));
  if (typeof shown !== 'object' || shown === null) return shown;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(shown).map(([name, member]) => [name, pattern(member)])),
  );
};

const haveCurl =
  spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;
if (!haveCurl) process.stderr.write('docs/api.md is not run: curl or bash is missing\n');

describe('docs/api.md', () => {
  it('shows an answer for every block of commands', () => {
    expect(steps.length).toBeGreaterThan(8);
    expect([...text.matchAll(/```sh\n/g)]).toHaveLength(steps.length);
  });

  it.skipIf(!haveCurl)(
    'shows what its commands answer',
    async () => {
      const [MAKER, SALES, BUYER] = await newKeys(data, [
        { role: 'maker', name: 'maria', buyer: null },
        { role: 'sales', name: 'sam', buyer: null },
        { role: 'buyer', name: 'bo', buyer: 'Buyer Ltd' },
      ]);
      const server = await serve(data, '--supply', 'examples/supply-small.yaml');
      const script = steps.map(({ commands }) => `${commands}\necho; echo '=== end'`).join('\n');
      const { stdout, stderr, status } = spawnSync('bash', ['-eu'], {
        input: script,
        encoding: 'utf8',
        env: { ...process.env, URL: server.url, MAKER, SALES, BUYER },
        timeout: 60_000,
      });
      expect(await server.end('SIGTERM')).toBe(0);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const answers = stdout.split('=== end').slice(0, -1);
      expect(answers).toHaveLength(steps.length);
      for (const [index, { commands, shown }] of steps.entries())
        expect(JSON.parse(answers[index] ?? ''), commands).toEqual(pattern(shown));
    },
    120_000,
  );
});
