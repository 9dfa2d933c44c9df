// How soon hostile files are refused, and at what memory: the worst of many, each just within the limits on size or beyond.
// node bench/bad-input.mjs [--json]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usedBy, wallMs } from './child.mjs';
import { finish, median } from './table.mjs';

const REPEATS = 3;
const REFUSAL_MS = 1000;
const REFUSAL_MEGABYTES = 300;
const WRITTEN_BYTES = 255 * 1024;
const MARKS = 39_000;
const MIB = 2 ** 20;

/** As many repeats as fit into the limits on bytes and on marks, of which each repeat has some. */
const within = (text, marks) =>
  text.repeat(Math.min(Math.floor(WRITTEN_BYTES / text.length), Math.floor(MARKS / marks)));
const keys = (count, each) => Array.from({ length: count }, (_, index) => each(index));

const CASES = [
  ['plan', 'closing brackets', within(']', 1)],
  ['plan', 'empty maps', within('{}', 2)],
  ['plan', 'wrong keys', `{${keys(19_000, (index) => `k${index}: 1`).join(',')}}`],
  ['plan', 'wrong workloads', `workloads:\n${within('  - kind: serve\n', 1)}`],
  ['plan', 'bad escapes', `name: "${within('\\q', 1)}"`],
  ['plan', 'aliases', `a: &a [x]\nb: [${within('*a,', 2)}]`],
  ['plan', 'one MiB of brackets', ']'.repeat(MIB)],
  ['validate --measurements', 'lists in one line', `[${'[],'.repeat(2_700_000)}1]`],
  ['validate --measurements', 'brackets in one line', ']'.repeat(8 * MIB)],
  ['explain', 'lists', `[${'[],'.repeat(240_000)}1]`],
  ['explain', 'brackets', ']'.repeat(16 * MIB)],
  [
    'explain',
    'wrong derivations',
    `{"schema":"rackwright.plan/1","derivations":{${keys(120_000, (index) => `"d${index}":{"kind":"formula"}`).join(',')}}}`,
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'rackwright-bench-'));
const measured = CASES.map(([command, name, text], index) => {
  const file = join(folder, `${index}.txt`);
  writeFileSync(file, text);
  const args = [...command.split(' '), file];
  return {
    name: `${command}, ${name}`,
    ms: median(Array.from({ length: REPEATS }, () => wallMs(args, [2]))),
    megabytes: usedBy(args, [2]).megabytes,
  };
});
rmSync(folder, { recursive: true });

const worst = (key) => measured.reduce((most, each) => (each[key] > most[key] ? each : most));
const slowest = worst('ms');
const largest = worst('megabytes');
finish([
  {
    what: `slowest refusal (${slowest.name})`,
    measured: slowest.ms,
    unit: 'ms',
    budget: REFUSAL_MS,
    better: 'less',
  },
  {
    what: `largest refusal (${largest.name})`,
    measured: largest.megabytes,
    unit: 'MB',
    budget: REFUSAL_MEGABYTES,
    better: 'less',
  },
]);
