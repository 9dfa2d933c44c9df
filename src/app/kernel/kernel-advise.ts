import { advise, type KernelAdvice } from '../../core/neuroncore/advise/advise.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, runKernelFile } from './run.ts';

/** `rackwright kernel advise`: where a kernel's time goes and which changes would shorten it, each timed again. */
export const adviseKernelFile = async (
  kernelFile: string,
  callFile: string,
  options: KernelOptions,
): Promise<KernelAdvice> => {
  const facts = await readNeuronCoreFacts();
  const { run, generation } = await runKernelFile(facts, kernelFile, callFile, options);
  return advise(run.program, facts.timing[generation.id]);
};
