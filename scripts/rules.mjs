// Writes docs/rules.md from the rules of the portability audit. Run after a build: node scripts/rules.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rulesMarkdown } from '../dist/core/report/audit/rules-markdown.js';
import { loadPortabilityTables } from '../dist/platform/files/portability.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const { rules, sdk } = await loadPortabilityTables(path('catalog'));
writeFileSync(path('docs/rules.md'), rulesMarkdown(rules, sdk));
