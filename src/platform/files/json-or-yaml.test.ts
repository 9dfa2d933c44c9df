import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { parseJsonOrYaml } from './json-or-yaml.ts';
import { parseYaml } from './yaml-document.ts';

const anything = z.unknown();
const named = z.strictObject({ name: z.string(), sizes: z.array(z.number()) });

describe('JSON or YAML', () => {
  it('says of every JSON text what the parser of YAML says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        let expected: unknown;
        try {
          expected = parseYaml('x.json', text, anything, 'reading');
        } catch {
          return;
        }
        expect(await parseJsonOrYaml('x.json', text, anything, 'reading')).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('reads YAML, and strings with colons, quotes and backslashes', async () => {
    expect(await parseJsonOrYaml('x.yaml', 'name: a\nsizes: [1, 2]\n', named, 'reading')).toEqual({
      name: 'a',
      sizes: [1, 2],
    });
    const text = '{"name": "a: \\"b\\": \\\\", "sizes": [1]}';
    expect(await parseJsonOrYaml('x.json', text, named, 'reading')).toEqual({
      name: 'a: "b": \\',
      sizes: [1],
    });
  });

  it('refuses a key that is given twice, and says where another fault is', async () => {
    const twice = parseJsonOrYaml('x.json', '{"name": "a", "sizes": [1], "name": "b"}', named, 'reading');
    await expect(twice).rejects.toThrow(/the key "name" a second time/);
    const wrong = parseJsonOrYaml('x.json', '{"name": "a",\n "sizes": ["1"]}', named, 'reading');
    await expect(wrong).rejects.toBeInstanceOf(InputError);
    await expect(wrong).rejects.toMatchObject({ problem: { position: { file: 'x.json', line: 2 } } });
  });
});
