// The audit's scanner of Python: the prefilter alone, files through syntax tree and matchers, start-up and memory, on one core.
// node bench/audit.mjs [--json] [--dir DIR]: the .py files below DIR; without it, files made of the rules' own examples
// between ordinary code, and those of the examples.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { findMatches, preparePrefilter, selectRules } from '../dist/core/portability/prefilter/prefilter.js';
import { loadPortabilityTables } from '../dist/platform/files/portability.js';
import { openPythonScanner } from '../dist/platform/syntax/python-scanner.js';
import { root } from './child.mjs';
import { cpuTimed, finish, median } from './table.mjs';

const MEGABYTES_PER_SECOND = 20;
const FILES_PER_SECOND = 100;
const MEGABYTES = 400;
const REPEATS = 3;
/** Files made up, and the mean length of one: those of Megatron-LM, 1,344 files of 15 KB. */
const FILES = 400;
const UNITS = 15_000;

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, dir: { type: 'string' } },
});

const pythonBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(?:\.git|node_modules)\//.test(path))
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));

/** Files of ordinary code with an example of a rule every few functions; always the same. */
const madeUp = (rules) => {
  const examples = rules
    .flatMap(({ positive }) => positive.filter(({ file }) => file.endsWith('.py')).map(({ text }) => text))
    .filter((text) => !text.includes('"""'));
  const plain = pythonBelow(join(root, 'examples')).map(({ text }) => text);
  return Array.from({ length: FILES }, (_, file) => {
    const parts = [];
    let units = 0;
    for (let part = 0; units < UNITS; part += 1) {
      const example = examples[(file * 31 + part * 7) % examples.length];
      const body = plain[(file + part) % plain.length].slice(0, 1_500).replace(/\n[^\n]*$/, '\n');
      parts.push(`${example}\n\n\n${body.replaceAll('"""', '#')}\n\n`);
      units += parts[parts.length - 1].length;
    }
    return { path: `made/file_${file}.py`, text: parts.join('') };
  });
};

const rows = [];
const report = (what, measured, unit, better, budget) =>
  rows.push({ what, measured, unit, better, ...(budget === undefined ? {} : { budget }) });
const secondsOf = (run) => median(Array.from({ length: REPEATS }, () => cpuTimed(run).seconds));

const { rules } = await loadPortabilityTables(join(root, 'catalog'));
const files = flags.dir === undefined ? madeUp(rules) : pythonBelow(flags.dir);
const megabytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;

const measurePrefilter = () => {
  const prefilter = preparePrefilter(rules);
  const selection = selectRules(prefilter, 'module.py');
  const filtered = () => {
    for (const { text } of files) findMatches(prefilter, selection, text);
  };
  filtered();
  const own = megabytes / secondsOf(filtered);
  report(
    `prefilter, ${selection.length} rules on ${megabytes.toFixed(1)} MB`,
    own,
    'MB/s',
    'more',
    MEGABYTES_PER_SECOND,
  );
  const expressions = selection.map((rule) => new RegExp(rules[rule].pattern, 'gm'));
  const some = files.slice(0, Math.ceil(files.length / 10));
  const size = some.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
  const { seconds } = cpuTimed(() => {
    for (const { text } of some) for (const expression of expressions) Array.from(text.matchAll(expression));
  });
  report('  the same patterns one by one', size / seconds, 'MB/s', 'more');
};

const measureScanner = async () => {
  const before = process.cpuUsage();
  const scanner = await openPythonScanner(rules);
  const { user, system } = process.cpuUsage(before);
  report('start of a scanner: grammar and rules', (user + system) / 1e3, 'CPU-ms', 'less');
  let hits = 0;
  const scanAll = () => {
    hits = files.reduce((sum, { path, text }) => sum + scanner.scan(path, 'source', text).hits.length, 0);
  };
  scanAll();
  const seconds = secondsOf(scanAll);
  const each = `${((1_000 * megabytes) / files.length).toFixed(1)} KB each`;
  report(
    `${files.length} files confirmed, ${each}, ${hits} hits`,
    files.length / seconds,
    'files/s',
    'more',
    FILES_PER_SECOND,
  );
  report('  as bytes', megabytes / seconds, 'MB/s', 'more');
  report('memory of the process at its most', process.resourceUsage().maxRSS / 1e3, 'MB', 'less', MEGABYTES);
};

measurePrefilter();
await measureScanner();
finish(rows);
