import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
