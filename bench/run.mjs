// `npm run bench [names]`: runs the benchmarks one after another, each in a process of its own, and prints one table of
// what was measured against its budget. Fails when a budget is broken. docs/benchmarks.md says what the rows mean.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { printTable } from './table.mjs';

const ALL = [
  'command',
  'training-search',
  'layout-search',
  'search-workers',
  'calculon-space',
  'training-plan',
  'serving-search',
  'simulation',
  'what-if',
  'bad-input',
  'allocation',
  'ledger',
  'neuroncore-numeric',
  'neuroncore',
  'audit',
];
const names = process.argv.length > 2 ? process.argv.slice(2) : ALL;

const [loadBefore = 0] = loadavg();
const rows = names.flatMap((name) => {
  const file = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  process.stderr.write(`rackwright: measuring ${name}\n`);
  const run = spawnSync(process.execPath, [file, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`${name} ended with exit code ${run.status}`);
  return JSON.parse(run.stdout);
});
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`);
printTable(rows);
if (loadBefore > cpus().length / 2)
  console.log(
    `\nThe machine was busy before (load ${loadBefore.toFixed(1)}): wall times are too long, processor times less so.`,
  );
