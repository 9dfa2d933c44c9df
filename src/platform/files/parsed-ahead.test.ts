import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parsedAhead, parsedAheadText } from './parsed-ahead.ts';

const catalog = join(import.meta.dirname, '..', '..', '..', 'catalog');

const texts = readdirSync(catalog, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(catalog, name), 'utf8'));

describe('parsing ahead', () => {
  it('can say all of every shipped file', () => {
    const table = JSON.parse(parsedAheadText(texts)) as object;
    expect(Object.keys(table)).toHaveLength(new Set(texts).size);
  });

  it('says what parsing the text says, in data of its own each time', () => {
    const known = texts.filter((text) => parsedAhead(text) !== undefined);
    expect(known.length).toBeGreaterThan(0);
    for (const text of known) expect(parsedAhead(text)).toEqual(parse(text));
    const [first = ''] = known;
    expect(parsedAhead(first)).not.toBe(parsedAhead(first));
  });

  it('knows nothing of a text that differs by a space', () => {
    const text = readFileSync(join(catalog, 'assumptions.yaml'), 'utf8');
    expect(parsedAhead(`${text} `)).toBeUndefined();
  });

  it('leaves out what JSON cannot say, and texts with a fault', () => {
    const kept = Object.values(
      JSON.parse(parsedAheadText(['a: 1', 'a: .inf', 'a: [', 'a: 1\na: 2'])) as object,
    );
    expect(kept).toEqual(['{"a":1}']);
  });
});
