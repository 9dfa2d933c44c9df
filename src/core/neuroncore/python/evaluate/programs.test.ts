import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outputOf } from './evaluate.testing.ts';

const folder = new URL('./programs/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .sort();

describe('programs print what CPython 3.11 prints', () => {
  it('has at least a hundred and twenty of them', () => {
    expect(names.length).toBeGreaterThanOrEqual(120);
  });

  it.each(names)('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const expected = readFileSync(new URL(name.replace(/\.py$/, '.txt'), folder), 'utf8');
    expect(outputOf(text)).toBe(expected);
  });
});
