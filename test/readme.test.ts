import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

describe('the README', () => {
  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => !existsSync(`${root}${target}`))).toEqual([]);
  });

  it('shows output in every block that promises it', () => {
    const blocks = [...readme.matchAll(/<!-- output: (.+?) -->\n```\n([\s\S]*?)```/g)];
    expect(blocks.map(([, command]) => command)).toHaveLength(7);
    for (const [, , output = ''] of blocks) expect(output.split('\n').length).toBeGreaterThan(10);
  });

  it('keeps its output within 80 columns', () => {
    for (const [, , output = ''] of readme.matchAll(/<!-- output: (.+?) -->\n```\n([\s\S]*?)```/g)) {
      for (const line of output.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    }
  });
});
