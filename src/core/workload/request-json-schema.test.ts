import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SUPPORTED_FAMILIES } from './config/families.ts';
import { requestJsonSchema } from './request-json-schema.ts';

const root = new URL('../../../', import.meta.url);

describe('schemas/request.schema.json', () => {
  it('is what the request reader accepts today (node scripts/schemas.mjs brings it up to date)', () => {
    const published = readFileSync(new URL('schemas/request.schema.json', root), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(requestJsonSchema())));
  });

  it('is named on the first line of every example, so that editors pick it up', () => {
    const examples = readdirSync(new URL('examples/', root)).filter((file) => file.endsWith('.yaml'));
    for (const file of examples)
      expect(readFileSync(new URL(`examples/${file}`, root), 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\.\.\/schemas\//,
      );
  });
});

describe('docs', () => {
  const doc = (name: string) => readFileSync(new URL(`docs/${name}`, root), 'utf8');

  it('name every key of a request', () => {
    const text = doc('request.md');
    const keysOf = (schema: unknown): string[] => {
      if (schema === null || typeof schema !== 'object') return [];
      const { properties } = schema as { properties?: Record<string, unknown> };
      return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(keysOf)];
    };
    const generic = new Set(['$schema', 'low', 'estimate', 'high', 'properties']);
    const missing = new Set(
      keysOf(requestJsonSchema()).filter(
        (key) => !generic.has(key) && !new RegExp(`\\b${key}\\b`).test(text),
      ),
    );
    expect([...missing]).toEqual([]);
  });

  it('list every default by the id that replaces it', () => {
    const text = doc('request.md');
    const defaults = readFileSync(new URL('catalog/defaults/request.yaml', root), 'utf8');
    const ids = [...defaults.matchAll(/^ {2}([a-z_]+):$/gm)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(20);
    for (const id of ids) expect(text).toContain(`\`default.${id}\``);
  });

  it('name every architecture that is understood', () => {
    const text = doc('add-a-model.md');
    for (const family of SUPPORTED_FAMILIES.filter((name) => !name.endsWith('_text')))
      expect(text).toMatch(new RegExp(`\\b${family}\\b`));
  });
});
