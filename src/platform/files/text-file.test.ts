import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { safetensorsTensors } from './model/headers.ts';
import { bytesText, readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'rackwright-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const refusal = async (path: string): Promise<string> => {
  const error = await readTextFile(path, 'reading').then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  return error.message;
};

describe('readTextFile', () => {
  it.runIf(process.platform !== 'win32')(
    'refuses devices, which may never end, before opening them',
    async () => {
      for (const device of ['/dev/zero', '/dev/random', '/dev/tty', '/dev/null'])
        expect(await refusal(device)).toContain('a device, a pipe or a socket');
      await expect(safetensorsTensors('/dev/zero')).rejects.toThrow(InputError);
    },
  );

  it('refuses a folder, and what is not there', async () => {
    expect(await refusal(folder)).toContain('which is a folder');
    expect(await refusal(join(folder, 'missing'))).toContain('no readable file');
    expect(await refusal('')).toContain('no readable file');
    expect(await refusal('a\0b')).toContain('no readable file');
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file it may not read', async () => {
    const path = file('secret', 'x');
    chmodSync(path, 0o000);
    expect(await refusal(path)).toContain('no readable file');
  });

  it('reads up to its limit and refuses a byte more, naming both', async () => {
    const largest = 2 ** 18;
    expect(await readTextFile(file('full', 'x'.repeat(largest)), 'reading')).toHaveLength(largest);
    expect(await refusal(file('over', 'x'.repeat(largest + 1)))).toMatch(/262,145 bytes.*at most 256 KiB/);
    expect([bytesText(2 ** 24), bytesText(2 ** 18), bytesText(999)]).toEqual([
      '16 MiB',
      '256 KiB',
      '999 bytes',
    ]);
  });

  it('leaves a byte order mark out and refuses other encodings', async () => {
    expect(await readTextFile(file('bom', '\uFEFFa: 1\r\n'), 'reading')).toBe('a: 1\r\n');
    expect(await refusal(file('utf16', Buffer.from('\uFEFFa: 1', 'utf16le')))).toContain('not UTF-8');
  });

  it('takes an empty file for an empty text', async () => {
    expect(await readTextFile(file('empty', ''), 'reading')).toBe('');
  });
});

describe('parseYaml', () => {
  const read = (text: string) => parseYaml('my.yaml', text, z.strictObject({ a: z.number() }), 'reading');

  it('reads lines that end as on Windows, and points at the right one', () => {
    expect(read('# note\r\na: 1\r\n')).toEqual({ a: 1 });
    expect(() => read('# note\r\na: one\r\n')).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          position: expect.objectContaining({ line: 2, column: 4, lineText: 'a: one' }),
        }),
      }),
    );
  });

  it('points into an empty text', () => {
    expect(() => read('')).toThrow(InputError);
  });

  it.each([
    ['closing brackets', ']'],
    ['empty maps', '{}'],
    ['quotes', '"'],
    ['commas', ','],
    ['tags', '!a '],
    ['lines', '\n'],
  ])('refuses a text of endless %s by counting, without parsing it', (_, mark) => {
    expect(() => read(mark.repeat(2 ** 18 / mark.length))).toThrow(/at most 40,000/);
  });
});
