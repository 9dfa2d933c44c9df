// Runs one call of a public kernel and says how it went.
import { mkdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { studyKernel } from '../../../dist/app/kernel/run.js';
import { openKernelSource } from '../../../dist/app/kernel/sources.js';
import { InputError } from '../../../dist/core/input-error.js';
import { KernelFault } from '../../../dist/core/neuroncore/machine/diagnostic.js';
import { DEFAULT_LIMITS } from '../../../dist/core/neuroncore/python/evaluate/limits.js';
import { KernelRefusal } from '../../../dist/core/neuroncore/refusal.js';
import { kernelReport } from '../../../dist/core/report/kernel/compose.js';
import { withFormulas } from './formula.mjs';
import { asKernelCall } from './specifications.mjs';

const BUDGET_BYTES = 4 * 2 ** 30;

const optionsFor = (version, target) => ({
  target,
  version,
  strictness: 'strict',
  timingOnly: false,
  roots: [],
  limits: DEFAULT_LIMITS,
  budgetBytes: BUDGET_BYTES,
});

const sources = new Map();

/** The kernel file with what its imports find; folders are read once. */
const sourceOf = async (file, roots, prelude) => {
  const searched = roots.map((root) => resolve(file.folder, root));
  const key = [file.path, ...searched].join('\n');
  if (!sources.has(key)) sources.set(key, await openKernelSource(file.path, searched));
  const source = sources.get(key);
  if (prelude === null) return source;
  const files = new Map(source.tree.files);
  files.set(source.path, `${files.get(source.path)}\n\n${prelude}`);
  return { path: source.path, tree: { ...source.tree, files } };
};

const placeIn = (file, site) =>
  `${relative(file.folder, site.file.path).split(sep).join('/')}:${site.line}:${site.column}`;

/** Where and why a call failed. */
const failureOf = (file, error) => {
  if (error instanceof KernelRefusal) {
    const { cause } = error;
    const fault = cause instanceof KernelFault;
    return {
      kind: cause.name,
      rule: fault ? cause.diagnostic.rule : null,
      place: placeIn(file, fault ? cause.diagnostic.site : cause.site),
      reason: fault ? cause.diagnostic.message : `${cause.type ?? cause.name}: ${cause.message}`,
      text: error.message,
    };
  }
  const kind = error instanceof InputError ? 'InputError' : 'internal error';
  const where = error instanceof Error ? error.stack : undefined;
  return { kind, rule: null, place: null, reason: String(error.message), text: String(where) };
};

const NO_FUNCTION = 'rackwright_no_such_function';

/** Whether the module can be imported: null when it can, else the failure. */
export const importFailure = async (facts, file, version, roots) => {
  const call = asKernelCall({
    function: NO_FUNCTION,
    cores: 1,
    ranks: 1,
    args: [],
    keywords: {},
    environment: {},
  });
  try {
    const source = await sourceOf(file, roots, null);
    await studyKernel(facts, source, call, file.folder, optionsFor(version, 'trn2'));
  } catch (error) {
    // The module was imported when all that is missing is the function.
    if (error instanceof InputError && error.problem.found.includes(`no function ${NO_FUNCTION}`))
      return null;
    return failureOf(file, error);
  }
  throw new Error('a function that does not exist was run');
};

const countBy = (items, keyOf) => {
  const counts = {};
  for (const item of items) counts[keyOf(item)] = 1 + (counts[keyOf(item)] ?? 0);
  return counts;
};

/** The jit functions of the file, other than the one called, from whose lines instructions were issued. */
const coveredFunctions = (file, kinds) => {
  const here = resolve(file.path).split(sep).join('/');
  const lines = new Set();
  for (const { site } of kinds) if (site.file.path === here) lines.add(site.line);
  return file.functions
    .filter(({ line, endLine }) => [...lines].some((each) => each >= line && each <= endLine))
    .map(({ name }) => name);
};

/** Runs a call in data mode; `scratch` is a folder for its tensors. Never throws for faults of kernel or call. */
export const runCall = async (facts, file, specification, call, scratch) => {
  const started = performance.now();
  try {
    mkdirSync(scratch, { recursive: true });
    const described = asKernelCall({
      ...call,
      args: withFormulas(call.args, join(scratch, 'args')),
      keywords: Object.fromEntries(
        Object.entries(call.keywords).map(([name, value]) => [
          name,
          withFormulas(value, join(scratch, name)),
        ]),
      ),
    });
    const source = await sourceOf(file, specification.roots, call.prelude);
    const options = optionsFor(specification.version, call.target);
    const study = await studyKernel(facts, source, described, scratch, options);
    const { program } = study.run;
    const { diagnostics } = kernelReport(facts, study, {
      kernelFile: file.path,
      target: call.target,
      version: specification.version,
      results: [],
    });
    return {
      failure: null,
      call: described,
      outputs: study.ranks.flatMap(({ run }) => run.outputs),
      steps: program.steps.length,
      seconds: study.estimate.seconds,
      warnings: countBy(diagnostics, ({ rule }) => rule),
      warningTexts: diagnostics.map(
        ({ rule, message, site }) => `${rule} ${placeIn(file, site)}: ${message}`,
      ),
      covers: [...coveredFunctions(file, program.steps.kinds), ...call.through],
      wallSeconds: (performance.now() - started) / 1e3,
    };
  } catch (error) {
    return { failure: failureOf(file, error), wallSeconds: (performance.now() - started) / 1e3 };
  }
};
