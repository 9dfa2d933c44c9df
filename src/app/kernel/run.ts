import { dirname } from 'node:path';
import type { KernelCall } from '../../core/neuroncore/call/call.ts';
import { kernelCallSchema } from '../../core/neuroncore/call/schema.ts';
import type { KernelSource } from '../../core/neuroncore/load.ts';
import { targetGeneration } from '../../core/neuroncore/machine/target.ts';
import { createJavascriptKernels } from '../../core/neuroncore/numeric/javascript.ts';
import { type KernelStudy, runAndTime, type StudyOptions } from '../../core/neuroncore/study.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { parseJsonOrYaml } from '../../platform/files/json-or-yaml.ts';
import { readTextFile } from '../../platform/files/text-file.ts';
import { createKernels } from '../../platform/wasm/create.ts';
import { openKernelSource } from './sources.ts';
import { readTensors } from './tensors.ts';

const SCRATCH_FLOATS = 1024;

/** How a kernel file is run. */
export interface KernelOptions extends StudyOptions {
  readonly target: string;
  /** Folders in which imports are looked for; the kernel's own folders when empty. */
  readonly roots: readonly string[];
}

/** Reads a call file (JSON or YAML). Throws InputError with line and caret. */
export const readKernelCall = async (file: string): Promise<KernelCall> => {
  const attempted = 'reading the call of the kernel';
  return parseJsonOrYaml(file, await readTextFile(file, attempted), kernelCallSchema, attempted);
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
  const generation = targetGeneration(facts.generations, options.target);
  const tensors = await readTensors(call, folder, !options.timingOnly);
  const { table, activationRanges } = facts;
  const timing = facts.timing[generation.id];
  // Without data nothing is computed, and WebAssembly need not be compiled.
  const numerics = options.timingOnly ? createJavascriptKernels(SCRATCH_FLOATS) : createKernels();
  return runAndTime({
    source,
    call,
    tensors,
    generation,
    table,
    activationRanges,
    timing,
    numerics,
    options,
  });
};
