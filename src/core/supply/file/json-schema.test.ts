import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { supplyJsonSchema } from './json-schema.ts';

const root = new URL('../../../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every key that an object of the schema may have, by the name it is written with. */
const keysOf = (schema: unknown): string[] => {
  if (schema === null || typeof schema !== 'object') return [];
  const { properties } = schema as { properties?: Record<string, unknown> };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(keysOf)];
};

describe('schemas/supply.json', () => {
  it('is what the reader of supply files accepts today (node scripts/schemas.mjs brings it up to date)', () => {
    expect(JSON.parse(text('schemas/supply.json'))).toEqual(JSON.parse(JSON.stringify(supplyJsonSchema())));
  });
});

describe('docs/supply-file.md', () => {
  const doc = text('docs/supply-file.md');

  it('names every key of a supply file', () => {
    const keys = new Set(
      keysOf(supplyJsonSchema()).filter((key) => !['$schema', 'properties'].includes(key)),
    );
    expect(keys.size).toBeGreaterThan(70);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(doc))).toEqual([]);
  });

  it('lists every default with its estimate and what replaces it', () => {
    const ids = [
      ...text('catalog/defaults/supply.yaml').matchAll(/^ {2}([a-z_]+):\n.*\n.*\n {4}override: (.*)$/gm),
    ];
    expect(ids.length).toBeGreaterThan(15);
    for (const [, id, override] of ids)
      expect(doc).toMatch(new RegExp(`\`default\\.${id}\` \\|.*\`${override?.replaceAll('*', '\\*')}\``));
  });
});
