import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFactsOfCatalogue } from '../src/app/kernel/catalogue-facts.ts';
import type * as Ahead from '../src/platform/files/neuroncore-facts-ahead.ts';

const catalogue = fileURLToPath(new URL('../catalog', import.meta.url));
const built = new URL('../dist/platform/files/neuroncore-facts-ahead.js', import.meta.url).href;
const { factsAhead } = (await import(built)) as typeof Ahead;

describe('the facts that the build wrote', () => {
  it('are those of the catalogue', async () => {
    expect(factsAhead(catalogue)).toEqual(await readFactsOfCatalogue(catalogue));
  });

  it('are not used for a catalogue that differs by a space', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rackwright-facts-'));
    try {
      await cp(join(catalogue, 'neuroncore'), join(folder, 'neuroncore'), { recursive: true });
      expect(factsAhead(folder)).toBeDefined();
      await appendFile(join(folder, 'neuroncore', 'timing.yaml'), ' ');
      expect(factsAhead(folder)).toBeUndefined();
      expect(factsAhead(join(folder, 'nowhere'))).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
