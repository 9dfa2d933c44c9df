import { dirname } from 'node:path';
import type { KernelReport } from '../../core/report/kernel/kernel-report.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, runKernelFile } from './run.ts';
import { reportStudy } from './study-report.ts';

/** `rackwright kernel run`: runs a kernel file for a call file and reports; results go to `outFolder` when it is given. */
export const studyAndReport = async (
  kernelFile: string,
  callFile: string,
  options: KernelOptions,
  outFolder: string | null,
): Promise<KernelReport> => {
  const facts = await readNeuronCoreFacts();
  const study = await runKernelFile(facts, kernelFile, callFile, options);
  return reportStudy(facts, study, options, { kernelFile, folder: dirname(callFile), outFolder });
};
