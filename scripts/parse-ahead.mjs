// Parses the shipped YAML once, at build time: dist/parsed-ahead.json. Run by scripts/ensure.mjs after a build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsedAheadText } from '../dist/platform/files/parsed-ahead.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalog = join(root, 'catalog');
const texts = readdirSync(catalog, { withFileTypes: true, recursive: true })
  .filter(
    (entry) =>
      entry.isFile() && (entry.name.endsWith('.yaml') || entry.parentPath === join(catalog, 'models')),
  )
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
writeFileSync(join(root, 'dist/parsed-ahead.json'), parsedAheadText(texts));
