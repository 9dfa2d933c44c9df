import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.ts';
import { writeTextFile } from './write-file.ts';

describe('writing a file', () => {
  it('makes the folders on its way', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'rackwright-')), 'a', 'b', 'report.html');
    await writeTextFile(path, 'text', 'writing the report');
    expect(await readFile(path, 'utf8')).toBe('text');
  });

  it.each(['/proc/nowhere/report.html', '/dev/null/report.html'])('refuses %s at once', async (path) => {
    await expect(writeTextFile(path, 'text', 'writing the report')).rejects.toThrow(InputError);
  });
});
