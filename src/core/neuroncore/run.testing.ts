import { fileURLToPath } from 'node:url';
import { readGenerations } from '../../platform/files/neuroncore-architecture.ts';
import { readIsaTable } from '../../platform/files/neuroncore-isa.ts';
import { createKernels } from '../../platform/wasm/create.ts';
import type { CallArgument } from './call/call.ts';
import { kernelCallSchema } from './call/schema.ts';
import type { GenerationId } from './machine/generation.ts';
import type { Strictness } from './machine/machine.ts';
import { DEFINITIONS, NKI_CALLS } from './nki/calls.ts';
import { type CompiledModule, compileModule, runModule } from './python/evaluate/evaluate.ts';
import { createInterpreter } from './python/evaluate/interpreter.ts';
import { dataclassesModule } from './python/modules/dataclasses.ts';
import { parse } from './python/parse.ts';
import { type KernelRun, runKernel, type TensorData } from './run.ts';

const CATALOG = fileURLToPath(new URL('../../../catalog', import.meta.url));
const table = await readIsaTable(CATALOG);
const generations = await readGenerations(CATALOG);
const numerics = createKernels();

export interface TestRun {
  readonly generation?: GenerationId;
  readonly strictness?: Strictness;
  readonly version?: readonly [number, number];
  readonly holdsData?: boolean;
}

/** A float32 tensor of a call, filled by a function of the position. */
export const floats = (shape: readonly number[], fill: (at: number) => number): TensorData => {
  const count = shape.reduce((product, each) => product * each, 1);
  const values = Float32Array.from({ length: count }, (_, at) => fill(at));
  return { shape, dtype: 'float32', bytes: new Uint8Array(values.buffer) };
};

const compiledTexts = new Map<string, CompiledModule>();

/** Tests run the functions of one file many times. */
const compiledOf = (text: string): CompiledModule => {
  const known = compiledTexts.get(text);
  if (known !== undefined) return known;
  const file = { path: 'kernel.py', text };
  const compiled = compileModule(parse(file), file);
  compiledTexts.set(text, compiled);
  return compiled;
};

/** Runs a function of a kernel's source text with tensors (and further call fields) on a test machine. */
export const runSource = (
  text: string,
  functionName: string,
  tensors: readonly TensorData[],
  options: TestRun & { readonly keywords?: Readonly<Record<string, unknown>>; readonly cores?: 1 | 2 } = {},
): KernelRun => {
  const compiled = compiledOf(text);
  const call = kernelCallSchema.parse({
    function: functionName,
    cores: options.cores ?? 1,
    args: tensors.map(({ shape, dtype }) => ({ shape, dtype, fill: 'zeros' })),
    keywords: options.keywords ?? {},
  });
  const holdsData = options.holdsData ?? true;
  const given = new Map<CallArgument, TensorData>(
    call.args.map((argument, at) => {
      const tensor = tensors[at] as TensorData;
      return [argument, holdsData ? tensor : { ...tensor, bytes: null }];
    }),
  );
  const [run] = runKernel({
    call,
    tensors: given,
    table,
    calls: NKI_CALLS,
    definitions: DEFINITIONS,
    generation: generations[options.generation ?? 'v3'],
    version: options.version ?? [0, 6],
    strictness: options.strictness ?? 'strict',
    holdsData,
    numerics,
    budgetBytes: 2 ** 31,
    load: (nki) => {
      const interpreter = createInterpreter({
        importModule: (name) => (name === 'dataclasses' ? dataclassesModule(name) : nki.get(name)),
        print: () => undefined,
      });
      return { interpreter, module: runModule(interpreter, compiled, 'kernel'), evaluate: () => null };
    },
  });
  return run as KernelRun;
};

/** The values of a float32 output. */
export const outputFloats = (run: KernelRun, at = 0): Float32Array => {
  const bytes = run.outputs[at]?.bytes;
  if (bytes === undefined || bytes === null) throw new RangeError(`output ${at} holds no data`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};
