import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rulesMarkdown } from '../../src/core/report/audit/rules-markdown.ts';
import { loadPortabilityTables } from '../../src/platform/files/portability.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('docs/rules.md lists the rules of today (node scripts/rules.mjs brings it up to date)', async () => {
  const { rules, sdk } = await loadPortabilityTables(file('catalog'));
  const page = await readFile(file('docs/rules.md'), 'utf8');
  const isToday = page === rulesMarkdown(rules, sdk);
  expect(isToday).toBe(true);
});
