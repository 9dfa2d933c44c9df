// Runs the public kernels of checkouts that lie outside the tree, with the calls in test/kernels/public/*.yaml:
// npm run kernel:public -- DIR... [--reference] [--only TEXT] [--json FILE] [--verbose]
// A checkout is a folder as published (aws-neuron-sdk, nki-library, nki-samples). Every function decorated with nki.jit
// in a file that does not import the legacy neuronxcc is reported: whether its file parses and imports, whether it runs
// (on which target, on how many cores), and with --reference (needs python3 with numpy) whether its results match. Ends
// with code 1 when a file with a specification does not run or does not match. Needs a built tree (npm run build).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readNeuronCoreFacts } from '../../dist/app/kernel/environment.js';
import { importFailure, runCall } from './public/call.mjs';
import { discover } from './public/discover.mjs';
import { compare } from './public/reference.mjs';
import { describeFile, summary } from './public/report.mjs';
import { readSpecifications } from './public/specifications.mjs';

const { values: flags, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    reference: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
if (folders.length === 0) throw new Error('the folder of a checkout is needed');

const specifications = readSpecifications();
const facts = await readNeuronCoreFacts();
const scratch = mkdtempSync(join(tmpdir(), 'rackwright-public-'));

/** One specified call, run and where asked compared. */
const studyCall = async (file, specification, call, folder) => {
  const result = await runCall(facts, file, specification, call, folder);
  const asExpected =
    call.refused === null
      ? result.failure === null
      : (result.failure?.reason.includes(call.refused) ?? false);
  const comparable = flags.reference && call.reference !== null && result.failure === null;
  const comparison = comparable ? await compare(file.folder, call, result, folder) : null;
  rmSync(folder, { recursive: true, force: true });
  const { outputs: _outputs, call: _call, ...reported } = result;
  const { function: name, target, cores, ranks, refused, note } = call;
  return {
    function: name,
    name: call.name,
    target,
    cores,
    ranks,
    refused,
    note,
    ...reported,
    asExpected,
    comparison,
  };
};

const specificationsOf = (name) =>
  specifications.filter(({ file }) => name === file || name.endsWith(`/${file}`));

const studyFile = async (file, at) => {
  const found = specificationsOf(file.name);
  if (file.syntaxError !== null) return { ...file, text: null, importFailure: null, calls: [] };
  const { version, roots } = found[0] ?? { version: [0, 6], roots: [] };
  const failure = await importFailure(facts, file, version, roots);
  const calls = [];
  for (const specification of found)
    for (const call of specification.calls)
      calls.push(await studyCall(file, specification, call, join(scratch, `${at}-${calls.length}`)));
  return { ...file, text: null, importFailure: failure, calls };
};

const studied = [];
for (const folder of folders) {
  const files = discover(folder, (name) => specificationsOf(name).length > 0).filter(
    ({ name, harness }) => !harness && name.includes(flags.only),
  );
  for (const file of files) {
    const study = await studyFile(file, studied.length);
    studied.push(study);
    process.stdout.write(describeFile(study, flags));
  }
}
rmSync(scratch, { recursive: true, force: true });
const { text, good, totals } = summary(studied);
process.stdout.write(text);
if (flags.json !== undefined)
  writeFileSync(flags.json, `${JSON.stringify({ totals, files: studied }, null, 1)}\n`);
process.exitCode = good ? 0 : 1;
