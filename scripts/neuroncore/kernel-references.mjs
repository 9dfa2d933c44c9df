// Computes with CPython and numpy what the kernels in test/kernels/numerics must give, and stores it beside them in
// expected/, one line of JSON for each case, so that the test suite needs no Python.
// Usage: node scripts/neuroncore/kernel-references.mjs [topic ...]   (a topic is the name of a kernel file without .py)
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../test/kernels/numerics', import.meta.url));

const asked = process.argv.slice(2);
const topics = readdirSync(folder)
  .filter((name) => /^ref_.*\.py$/.test(name))
  .map((name) => name.slice('ref_'.length, -'.py'.length))
  .filter((topic) => asked.length === 0 || asked.includes(topic))
  .sort();

mkdirSync(join(folder, 'expected'), { recursive: true });
for (const topic of topics) {
  const { stdout, stderr, status, error } = spawnSync('python3', ['-B', 'reference.py', topic], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined || status !== 0) {
    console.error(`${topic}: ${error?.message ?? stderr}`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(join(folder, 'expected', `${topic}.jsonl`), stdout);
  console.log(`${topic}: ${stdout.split('\n').length - 1} cases, ${stdout.length} bytes`);
}
