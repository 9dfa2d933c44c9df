import { dirname } from 'node:path';
import type { KernelCall } from '../../core/neuroncore/call/call.ts';
import { kernelCallSchema } from '../../core/neuroncore/call/schema.ts';
import type { Generation } from '../../core/neuroncore/machine/generation.ts';
import type { Strictness } from '../../core/neuroncore/machine/machine.ts';
import { NKI_CALLS } from '../../core/neuroncore/nki/calls.ts';
import { devicePrintTo } from '../../core/neuroncore/nki/language/device-print.ts';
import type { EvaluationLimits } from '../../core/neuroncore/python/evaluate/limits.ts';
import { type KernelRun, runKernel } from '../../core/neuroncore/run.ts';
import { estimateTime, type TimeEstimate } from '../../core/neuroncore/timing/estimate.ts';
import { readTextFile } from '../../platform/files/text-file.ts';
import { parseYaml } from '../../platform/files/yaml-document.ts';
import { createKernels } from '../../platform/wasm/create.ts';
import { type NeuronCoreFacts, targetGeneration } from './environment.ts';
import { asRefusal } from './faults.ts';
import { type KernelSource, loadKernel, openKernelSource } from './sources.ts';
import { readTensors } from './tensors.ts';

/** How a kernel is run. */
export interface KernelOptions {
  readonly target: string;
  readonly version: readonly [number, number];
  readonly strictness: Strictness;
  /** Without data: shapes, instructions and times only. */
  readonly timingOnly: boolean;
  /** Folders in which imports are looked for; the kernel's own folders when empty. */
  readonly roots: readonly string[];
  readonly limits: EvaluationLimits;
  readonly budgetBytes: number;
}

/** A run with everything that reports are made of. */
export interface KernelStudy {
  readonly generation: Generation;
  readonly call: KernelCall;
  readonly run: KernelRun;
  readonly estimate: TimeEstimate;
  readonly printed: string;
}

/** Reads a call file (JSON or YAML). Throws InputError with line and caret. */
export const readKernelCall = async (file: string): Promise<KernelCall> => {
  const attempted = 'reading the call of the kernel';
  return parseYaml(file, await readTextFile(file, attempted), kernelCallSchema, attempted);
};

/** Runs and times a kernel file for a call on a target. Throws InputError for faults of kernel, call or data. */
export const runKernelFile = async (
  facts: NeuronCoreFacts,
  kernelFile: string,
  callFile: string,
  options: KernelOptions,
): Promise<KernelStudy> => {
  const source = await openKernelSource(kernelFile, options.roots);
  const call = await readKernelCall(callFile);
  return studyKernel(facts, source, call, dirname(callFile), options);
};

/** As `runKernelFile`, from a source and a call that were read before. */
export const studyKernel = async (
  facts: NeuronCoreFacts,
  source: KernelSource,
  call: KernelCall,
  folder: string,
  options: KernelOptions,
): Promise<KernelStudy> => {
  const generation = targetGeneration(facts, options.target);
  const tensors = await readTensors(call, folder, !options.timingOnly);
  let printed = '';
  const voice = {
    print: (text: string): void => {
      printed += text;
    },
  };
  const deviceOutput = devicePrintTo((text) => voice.print(`${text}\n`));
  const run = asRefusal(() =>
    runKernel({
      call,
      tensors,
      load: (nki) => loadKernel(source, nki, options.limits, call.environment, voice),
      table: facts.table,
      calls: NKI_CALLS,
      definitions: new Map([...facts.definitions, [deviceOutput.name, deviceOutput]]),
      generation,
      version: options.version,
      strictness: options.strictness,
      holdsData: !options.timingOnly,
      numerics: createKernels(),
      budgetBytes: options.budgetBytes,
    }),
  );
  return { generation, call, run, estimate: estimateTime(run.program, facts.timing[generation.id]), printed };
};
