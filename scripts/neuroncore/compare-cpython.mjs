// Compares our syntax trees with those of CPython, node by node with positions, for every .py file below the folders
// given: node scripts/neuroncore/compare-cpython.mjs [--python python3] [--all] folder...
// Needs Python 3.11 and a built tree (npm run build). Ends with code 1 when a file disagrees.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PythonSyntaxError, parse } from '../../dist/core/neuroncore/python/parse.js';

const SHOWN = 20;

const parsed = (file) => {
  try {
    return { tree: parse(file) };
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    return { error: error.detail, line: error.site.line, column: error.site.column, kind: error.kind };
  }
};

const hexFloat = (value) => (value === 'inf' ? Infinity : value === '-0' ? -0 : fromHex(value));
const fromHex = (text) => {
  const [, sign, whole, fraction, exponent] = /^(-?)0x([01])\.?([0-9a-f]*)p([+-]\d+)$/.exec(text);
  const mantissa =
    Number(whole) +
    [...fraction].reduce((sum, digit, at) => sum + Number.parseInt(digit, 16) / 16 ** (at + 1), 0);
  const power = Number(exponent);
  const value = power < -1000 ? mantissa * 2 ** (power + 200) * 2 ** -200 : mantissa * 2 ** power;
  return sign === '-' ? -value : value;
};

const sameConstant = (ours, theirs) => {
  if (ours.kind !== theirs.kind) return false;
  if (ours.kind === 'int') return ours.value === BigInt(theirs.value);
  if (ours.kind === 'float' || ours.kind === 'imaginary')
    return Object.is(ours.value, hexFloat(theirs.value));
  return ours.value === theirs.value;
};

/** The first difference between two trees, or null. */
const difference = (ours, theirs, path) => {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours) || ours.length !== theirs.length)
      return `${path}: ${ours?.length} elements, not ${theirs.length}`;
    for (let index = 0; index < theirs.length; index += 1) {
      const found = difference(ours[index], theirs[index], `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (theirs === null || typeof theirs !== 'object')
    return ours === theirs ? null : `${path}: ${ours}, not ${theirs}`;
  if (ours === null || typeof ours !== 'object') return `${path}: ${ours}, not ${theirs.type}`;
  if ('type' in ours && ours.type !== theirs.type) return `${path}: ${ours.type}, not ${theirs.type}`;
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  for (const name of names) {
    if (name === 'type') continue;
    if (name === 'span' && theirs.type !== undefined) {
      const { line, column, endLine, endColumn } = ours.span;
      const text = [line, column, endLine, endColumn].join(' ');
      if (text !== theirs.span?.join(' '))
        return `${path}.span of ${theirs.type}: ${text}, not ${theirs.span?.join(' ')}`;
    } else if (theirs.type === 'Constant' && name === 'value') {
      if (!sameConstant(ours.value, theirs.value))
        return `${path}: ${JSON.stringify(theirs.value)} expected, got ${String(ours.value.value)}`;
    } else {
      const found = difference(ours[name], theirs[name], `${path}.${name}`);
      if (found !== null) return found;
    }
  }
  return null;
};

/** `same`, `position` (both refuse, elsewhere in the line), `line`, `decision` or `tree`, with a word on it. */
export const compare = (text, path, theirs) => {
  const ours = parsed({ path, text });
  if ('error' in theirs && 'error' in ours) {
    const told = `ours ${ours.line}:${ours.column} ${ours.error}; CPython ${theirs.line}:${theirs.column} ${theirs.error}`;
    if (ours.line !== theirs.line && theirs.line !== 0) return { verdict: 'line', told };
    return { verdict: ours.column === theirs.column ? 'same' : 'position', told };
  }
  if ('error' in theirs)
    return {
      verdict: 'decision',
      told: `we accept; CPython ${theirs.line}:${theirs.column} ${theirs.error}`,
    };
  if ('error' in ours)
    return { verdict: 'decision', told: `ours ${ours.line}:${ours.column} ${ours.error}; CPython accepts` };
  const found = difference(strip(ours.tree), strip(theirs.tree), '');
  return found === null ? { verdict: 'same', told: '' } : { verdict: 'tree', told: found };
};
const strip = (tree) => ({ body: tree.body });

/** Sends each item to CPython as one line of JSON and hands back its answers, in order. */
export async function* askCpython(python, items, ...flags) {
  const script = fileURLToPath(new URL('./dump-cpython.py', import.meta.url));
  const child = spawn(python, ['-X', 'utf8', script, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const item of items) {
    child.stdin.write(`${JSON.stringify(item)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('CPython ended early');
    yield JSON.parse(value);
  }
  child.stdin.end();
}

const pythonFiles = (folder) =>
  statSync(folder).isFile()
    ? [folder]
    : readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();

const decode = (bytes) => {
  const head = bytes.subarray(0, 200).toString('latin1').split('\n').slice(0, 2).join('\n');
  const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m.exec(head);
  const encoding = declared === null ? 'utf-8' : declared[1];
  return new TextDecoder(encoding, { ignoreBOM: true, fatal: true }).decode(bytes);
};

const main = async (args) => {
  const python = args.includes('--python') ? args.splice(args.indexOf('--python'), 2)[1] : 'python3';
  const paths = args.flatMap(pythonFiles);
  const counts = { same: 0, position: 0, line: 0, decision: 0, tree: 0, undecodable: 0 };
  let shown = 0;
  let refused = 0;
  let bytes = 0;
  let ms = 0;
  let index = 0;
  for await (const theirs of askCpython(python, paths)) {
    const path = paths[index++];
    const raw = readFileSync(path);
    let text;
    try {
      text = decode(raw);
    } catch {
      counts.undecodable += 1;
      continue;
    }
    bytes += raw.length;
    const before = performance.now();
    parsed({ path, text });
    ms += performance.now() - before;
    const { verdict, told } = compare(text, path, theirs);
    counts[verdict] += 1;
    if ('error' in theirs) refused += 1;
    if (verdict !== 'same' && shown++ < SHOWN) console.log(`${verdict}: ${path}: ${told}`);
  }
  console.log(JSON.stringify(counts));
  console.log(
    `${paths.length} files, ${refused} refused by CPython; ${(bytes / 1e6).toFixed(1)} MB parsed at ${(bytes / 1e3 / ms).toFixed(1)} MB/s`,
  );
  process.exitCode = counts.decision + counts.tree + counts.line > 0 ? 1 : 0;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
