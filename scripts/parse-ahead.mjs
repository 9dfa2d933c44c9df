// Parses the shipped YAML once, at build time: dist/parsed-ahead.json, and dist/portability-tables.json with the tables of
// the audit, checked. Run by scripts/ensure.mjs after a build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsedAheadText } from '../dist/platform/files/parsed-ahead.js';
import { isMadeAhead, portabilityAheadText } from '../dist/platform/files/portability.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalog = join(root, 'catalog');
const texts = readdirSync(catalog, { withFileTypes: true, recursive: true })
  .filter(
    (entry) =>
      entry.isFile() && (entry.name.endsWith('.yaml') || entry.parentPath === join(catalog, 'models')),
  )
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !isMadeAhead(path))
  .map((path) => readFileSync(path, 'utf8'));
writeFileSync(join(root, 'dist/parsed-ahead.json'), parsedAheadText(texts));
writeFileSync(join(root, 'dist/portability-tables.json'), await portabilityAheadText(catalog));
