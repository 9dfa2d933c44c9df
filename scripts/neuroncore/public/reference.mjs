// Compares results with references in numpy, run by python3: scripts/neuroncore/references/run.py.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTensor } from '../../../dist/app/kernel/tensors.js';
import { decodeTensor } from '../../../dist/core/neuroncore/call/tensor.js';

const RUNNER = fileURLToPath(new URL('../references/run.py', import.meta.url));

const elementsShape = (shape, dtype) =>
  dtype.endsWith('_x4') ? [...shape.slice(0, -1), 4 * shape.at(-1)] : shape;

/** An argument as the runner reads it; tensors go to files of float64. */
const described = async (argument, scratch, files) => {
  switch (argument.kind) {
    case 'none':
      return { kind: 'value', value: null };
    case 'list':
    case 'ranks':
    case 'tuple': {
      const items = [];
      for (const item of argument.items) items.push(await described(item, scratch, files));
      return { kind: argument.kind, items };
    }
    case 'python':
      return { kind: 'python', expression: argument.expression };
    case 'generated':
    case 'file': {
      const { shape, dtype, bytes } = await readTensor(argument, scratch, true);
      const file = join(scratch, `reference-${files.length}.f64`);
      files.push(file);
      writeFileSync(file, new Uint8Array(decodeTensor(bytes, shape, dtype).buffer));
      return { kind: 'tensor', file, dtype, shape: elementsShape(shape, dtype) };
    }
    default:
      return { kind: 'value', value: argument.value };
  }
};

/** What the reference expects: one array of float64 for each output, those of rank 0 first; null for those it does not give. */
const expectedOutputs = async (checkout, call, result, scratch) => {
  const files = [];
  const args = [];
  for (const each of result.call.args) args.push(await described(each, scratch, files));
  const keywords = {};
  for (const [name, each] of Object.entries(result.call.keywords))
    keywords[name] = await described(each, scratch, files);
  const request = join(scratch, 'request.json');
  const answer = join(scratch, 'answer');
  mkdirSync(answer, { recursive: true });
  writeFileSync(
    request,
    JSON.stringify({ reference: call.reference, ranks: call.ranks, checkout, args, keywords, answer }),
  );
  const ran = spawnSync('python3', [RUNNER, request], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (ran.status !== 0) throw new Error(`the reference failed: ${ran.stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(readFileSync(join(answer, 'answer.json'), 'utf8')).map((output) => {
    if (output === null) return null;
    const bytes = readFileSync(output.file);
    return {
      shape: output.shape,
      values: new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    };
  });
};

/** Largest error over the largest expected magnitude; elements expected to be NaN are not compared. */
const scaledError = (found, wanted) => {
  let error = 0;
  let largest = 0;
  for (let at = 0; at < wanted.length; at += 1) {
    if (Number.isNaN(wanted[at]) || found[at] === wanted[at]) continue;
    const each = Math.abs(found[at] - wanted[at]);
    error = Number.isNaN(each) ? Number.POSITIVE_INFINITY : Math.max(error, each);
  }
  for (const each of wanted) if (Number.isFinite(each)) largest = Math.max(largest, Math.abs(each));
  return largest === 0 ? error : error / largest;
};

/** Each output's error and tolerance, and whether all are within. */
export const compare = async (checkout, call, result, scratch) => {
  try {
    const expected = await expectedOutputs(checkout, call, result, scratch);
    const outputs = result.outputs.map((output, at) => {
      const wanted = expected[at] ?? null;
      if (wanted === null) return null;
      const tolerance = Array.isArray(call.tolerance) ? call.tolerance[at] : call.tolerance;
      const found = decodeTensor(output.bytes, output.shape, output.dtype);
      const same = found.length === wanted.values.length;
      const error = same ? scaledError(found, wanted.values) : Number.POSITIVE_INFINITY;
      const reason = same ? null : `${output.shape} against ${wanted.shape} expected`;
      return { name: output.name, error, tolerance, reason };
    });
    const compared = outputs.filter((each) => each !== null);
    const worst = compared.reduce((most, { error }) => Math.max(most, error), 0);
    const matches = compared.length > 0 && compared.every(({ error, tolerance }) => error <= tolerance);
    const reason = compared.length > 0 ? null : 'no output to compare';
    return { against: call.against, matches, worst, outputs, reason };
  } catch (error) {
    return { against: call.against, matches: false, worst: null, outputs: [], reason: error.message };
  }
};
