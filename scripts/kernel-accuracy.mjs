// Times our kernels against the published measurements: npm run kernel:accuracy [-- --accept] writes
// catalog/neuroncore/accuracy.json and the tables of docs/neuroncore.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureKernelAccuracy } from '../dist/app/kernel/kernel-accuracy.js';
import { accuracyMarkdown, accuracyRecord } from '../dist/core/report/kernel/accuracy-record.js';

const root = new URL('..', import.meta.url);
const rows = await measureKernelAccuracy();
const record = accuracyRecord(rows);
process.stdout.write(`${accuracyMarkdown(rows)}\n`);

if (process.argv.includes('--accept')) {
  const path = fileURLToPath(new URL('catalog/neuroncore/accuracy.json', root));
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
  const page = fileURLToPath(new URL('docs/neuroncore.md', root));
  const [before, after] = readFileSync(page, 'utf8').split(/<!-- accuracy -->[\s\S]*<!-- \/accuracy -->/);
  writeFileSync(page, `${before}<!-- accuracy -->\n\n${accuracyMarkdown(rows)}\n<!-- /accuracy -->${after}`);
}
