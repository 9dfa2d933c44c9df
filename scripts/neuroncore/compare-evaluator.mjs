// Runs every program of src/core/neuroncore/python/evaluate/programs with CPython 3.11 and with the evaluator and
// compares what they print. With --record, what CPython prints is stored beside each program for the test suite.
// Usage: node scripts/neuroncore/compare-evaluator.mjs [--record] [folder]   (after a build)
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = process.env.EVALUATOR_BUILD ?? join(root, 'dist/core');
const { parse } = await import(join(built, 'neuroncore/python/parse.js'));
const { createInterpreter } = await import(join(built, 'neuroncore/python/evaluate/interpreter.js'));
const { evaluateModule } = await import(join(built, 'neuroncore/python/evaluate/evaluate.js'));
const { PythonException } = await import(join(built, 'neuroncore/python/evaluate/errors.js'));

const args = process.argv.slice(2);
const record = args.includes('--record');
const given = args.find((each) => !each.startsWith('--'));
const folder = given ?? join(root, 'src/core/neuroncore/python/evaluate/programs');

const withPython = (path) => {
  const { stdout, stderr, status } = spawnSync('python3.11', ['-W', 'ignore', path], { encoding: 'utf8' });
  return status === 0 ? stdout : `${stdout}${stderr.trimEnd().split('\n').at(-1)}\n`;
};

const withEvaluator = (path) => {
  const file = { path, text: readFileSync(path, 'utf8') };
  let output = '';
  const print = (text) => {
    output += text;
  };
  try {
    evaluateModule(createInterpreter({ print, importModule: () => undefined }), parse(file), file);
  } catch (error) {
    if (!(error instanceof PythonException)) return `${output}${error.name}: ${error.message}\n`;
    output += `${error.type}${error.message === '' ? '' : `: ${error.message}`}\n`;
  }
  return output;
};

let different = 0;
const names = readdirSync(folder)
  .filter((each) => each.endsWith('.py'))
  .sort();
for (const name of names) {
  const path = join(folder, name);
  const expected = withPython(path);
  const found = withEvaluator(path);
  if (record) writeFileSync(path.replace(/\.py$/, '.txt'), expected);
  if (expected === found) continue;
  different += 1;
  const lines = [expected.split('\n'), found.split('\n')];
  const at = lines[0].findIndex((line, index) => line !== lines[1][index]);
  console.log(
    `${name}: line ${at + 1} of the output\n  CPython   ${lines[0][at]}\n  evaluator ${lines[1][at]}`,
  );
}
console.log(`${names.length} programs, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
