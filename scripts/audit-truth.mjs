// Holds the scanners against counted public repositories: npm run audit:truth -- DIR [--only TEXT] [--missed N]
// DIR has checkouts at the commits of catalog/portability/truth.tsv, named OWNER+NAME. Signals `ast:` are lines of CPython's
// own syntax tree (needs python3), signals `grep:` lines that an expression matches. A line is found when a hit answers it.
// Ends with code 1 where the exact signals (`ast:`) are found in fewer than 99 of 100 places. Needs a built tree.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eachScanned, openScanners } from './portability/truth-scan.mjs';
import { answersTree, readGrep } from './portability/truth-signals.mjs';

const RECALL_MIN = 0.99;
const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, missed: { type: 'string', default: '0' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('the folder with the checkouts is needed');

const readTruth = () => {
  const [, ...lines] = readFileSync(join(root, 'catalog/portability/truth.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository, , , signal, count, how] = line.split('\t');
    return { repository, signal, count: Number(count), how };
  });
};

const readLines = (checkout) => {
  const script = join(root, 'scripts/portability/truth-lines.py');
  const ran = spawnSync('python3', [script, checkout], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`python3 found no lines: ${ran.stderr || ran.error}`);
  return JSON.parse(ran.stdout);
};

const hitsByLine = (hits) => {
  const lines = new Map();
  for (const hit of hits) lines.set(hit.line, [...(lines.get(hit.line) ?? []), hit]);
  return lines;
};

const noted = (score, path, line) => {
  if (score.missed.length < Number(flags.missed)) score.missed.push(`${path}:${line}`);
};

/** Lines of a text signal in one file, and how many of them a hit covers. */
const scoreText = ({ expression }, { path, text, hits }, score) => {
  const lines = hitsByLine(hits);
  for (const [index, line] of text.split('\n').entries()) {
    const found = [...line.matchAll(expression)];
    if (found.length === 0) continue;
    score.counted += 1;
    const covers = ({ column, endColumn }) =>
      found.some(({ index: at, 0: all }) => column - 1 < at + all.length && at < endColumn - 1);
    if ((lines.get(index + 1) ?? []).some(covers)) score.found += 1;
    else noted(score, path, index + 1);
  }
};

const scoreTree = (answers, places, scanned, score) => {
  for (const [path, line, count] of places) {
    score.counted += count;
    const hits = scanned.get(path)?.get(line) ?? [];
    if (hits.some(answers)) score.found += count;
    else noted(score, path, line);
  }
};

const studyRepository = async (scanners, repository, rows) => {
  const checkout = join(folder, repository.replace('/', '+'));
  if (!existsSync(checkout)) return [];
  const scores = rows.map((row) => ({ ...row, counted: 0, found: 0, missed: [] }));
  const texts = scores
    .filter(({ signal }) => signal.startsWith('grep:'))
    .map((score) => ({ score, grep: readGrep(score.how) }));
  const scanned = new Map();
  await eachScanned(scanners, checkout, (file) => {
    if (file.path.endsWith('.py')) scanned.set(file.path, hitsByLine(file.hits));
    for (const { score, grep } of texts) if (grep.holdsFor(basename(file.path))) scoreText(grep, file, score);
  });
  const lines = readLines(checkout);
  for (const score of scores) {
    const answers = score.signal.startsWith('ast:') ? answersTree(score.signal) : null;
    if (answers !== null) scoreTree(answers, lines[score.signal] ?? [], scanned, score);
  }
  return scores;
};

const printTable = (scores) => {
  const signals = Map.groupBy
    ? Map.groupBy(scores, ({ signal }) => signal)
    : scores.reduce((map, each) => map.set(each.signal, [...(map.get(each.signal) ?? []), each]), new Map());
  console.log(
    `${'signal'.padEnd(36)}${'truth'.padStart(8)}${'lines'.padStart(8)}${'found'.padStart(8)}  recall`,
  );
  for (const [signal, rows] of [...signals].sort(([a], [b]) => a.localeCompare(b))) {
    const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
    const [truth, counted, found] = [sum('count'), sum('counted'), sum('found')];
    const recall = counted === 0 ? '' : `${((100 * found) / counted).toFixed(1)} %`;
    console.log(
      `${signal.padEnd(36)}${[truth, counted, found].map((n) => String(n).padStart(8)).join('')}  ${recall}`,
    );
    for (const { repository, missed } of rows)
      for (const place of missed) console.log(`    ${repository} ${place}`);
  }
};

const overall = (scores, prefix) => {
  const own = scores.filter(({ signal }) => signal.startsWith(prefix));
  const counted = own.reduce((total, row) => total + row.counted, 0);
  const found = own.reduce((total, row) => total + row.found, 0);
  console.log(
    `${prefix}*: ${found} of ${counted} places found, ${((100 * found) / Math.max(1, counted)).toFixed(2)} %`,
  );
  return counted === 0 ? 1 : found / counted;
};

const truth = readTruth().filter(({ repository }) => repository.includes(flags.only));
const scanners = await openScanners(join(root, 'catalog'));
const scores = [];
for (const repository of new Set(truth.map((row) => row.repository))) {
  process.stderr.write(`${repository}\n`);
  scores.push(
    ...(await studyRepository(
      scanners,
      repository,
      truth.filter((row) => row.repository === repository),
    )),
  );
}
printTable(scores);
overall(scores, 'grep:');
if (overall(scores, 'ast:') < RECALL_MIN) process.exitCode = 1;
