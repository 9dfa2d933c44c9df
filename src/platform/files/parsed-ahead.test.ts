import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parsedAhead, parsedAheadText } from './parsed-ahead.ts';

const catalog = join(import.meta.dirname, '..', '..', '..', 'catalog');

describe('parsing ahead', () => {
  it('says of every shipped file it knows what parsing it says, in data of its own each time', () => {
    const texts = readdirSync(catalog, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(catalog, name), 'utf8'));
    const known = texts.filter((text) => parsedAhead(text) !== undefined);
    expect(known.length).toBe(texts.length);
    for (const text of known.slice(0, 5)) {
      expect(parsedAhead(text)).toEqual(parse(text));
      expect(parsedAhead(text)).not.toBe(parsedAhead(text));
    }
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
