import { dirname } from 'node:path';
import { type Advice, advise, type KernelAdvice, LEAST_GAIN } from '../../core/neuroncore/advise/advise.ts';
import { otherSizes, type SizeParameter, sizeParameters } from '../../core/neuroncore/advise/parameters.ts';
import type { CallArgument, KernelCall } from '../../core/neuroncore/call/call.ts';
import type { KernelSource } from '../../core/neuroncore/load.ts';
import { parse } from '../../core/neuroncore/python/parse.ts';
import { KernelRefusal } from '../../core/neuroncore/refusal.ts';
import type { KernelStudy } from '../../core/neuroncore/study.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, readKernelCall, studyKernel } from './run.ts';
import { openKernelSource } from './sources.ts';

/** Kernels with more steps are not run again for every size. */
const MOST_STEPS = 100_000;
const MOST_TRIALS = 16;

/** `rackwright kernel advise`: where a kernel's time goes and which changes would shorten it, each timed again. */
export const adviseKernelFile = async (
  kernelFile: string,
  callFile: string,
  options: KernelOptions,
): Promise<KernelAdvice> => {
  const facts = await readNeuronCoreFacts();
  const source = await openKernelSource(kernelFile, options.roots);
  const call = await readKernelCall(callFile);
  const study = await studyKernel(facts, source, call, dirname(callFile), options);
  const advice = advise(study.run.program, facts.timing[study.generation.id]);
  const sizes = await trySizes(facts, source, call, dirname(callFile), options, study);
  return { ...advice, changes: [...advice.changes, ...sizes].sort((a, b) => b.gainShare - a.gainShare) };
};

/** Runs the kernel again with each of its size parameters halved and doubled; keeps what helps. */
const trySizes = async (
  facts: NeuronCoreFacts,
  source: KernelSource,
  call: KernelCall,
  folder: string,
  options: KernelOptions,
  study: KernelStudy,
): Promise<readonly Advice[]> => {
  if (study.run.program.steps.length > MOST_STEPS) return [];
  const found: Advice[] = [];
  const trials = parametersOf(source, call).flatMap((parameter) =>
    otherSizes(parameter.value).map((value) => ({ parameter, value })),
  );
  for (const { parameter, value } of trials.slice(0, MOST_TRIALS)) {
    const changed = {
      ...call,
      keywords: { ...call.keywords, [parameter.name]: { kind: 'int' as const, value } },
    };
    const seconds = await secondsOf(facts, source, changed, folder, options);
    const gainShare = seconds === null ? 0 : 1 - seconds / study.estimate.seconds;
    if (seconds !== null && gainShare >= LEAST_GAIN)
      found.push(sizeAdvice(parameter, value, seconds, gainShare));
  }
  return found;
};

const sizeAdvice = (
  parameter: SizeParameter,
  value: number,
  secondsAfter: number,
  gainShare: number,
): Advice => ({
  id: `size-${parameter.name}-${value}`,
  title: `Call it with ${parameter.name}=${value} instead of ${parameter.value}`,
  results: 'run again with that size; sums may be rounded in another order',
  secondsAfter,
  gainShare,
  lines: [],
});

/** The parameters that a call leaves to their defaults or sets by name; those given by position are not touched. */
const parametersOf = (source: KernelSource, call: KernelCall): readonly SizeParameter[] => {
  const text = source.tree.files.get(source.path);
  const given = new Map(
    Object.entries(call.keywords).map(([name, each]) => [name, wholeNumber(each)] as const),
  );
  const module = parse({ path: source.path, text: text === undefined ? '' : text });
  return sizeParameters(module, call.function, given).slice(0, MOST_TRIALS);
};

const wholeNumber = (argument: CallArgument): number | null =>
  argument.kind === 'int' && argument.value > 0 ? argument.value : null;

/** The time of a call; null when the kernel refuses it. */
const secondsOf = async (
  facts: NeuronCoreFacts,
  source: KernelSource,
  call: KernelCall,
  folder: string,
  options: KernelOptions,
): Promise<number | null> => {
  try {
    return (await studyKernel(facts, source, call, folder, options)).estimate.seconds;
  } catch (error) {
    if (error instanceof KernelRefusal) return null;
    throw error;
  }
};
