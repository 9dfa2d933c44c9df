import { join } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { expectedOfRank } from '../../core/neuroncore/call/ranks.ts';
import { writeNpy } from '../../core/neuroncore/numeric/npy.ts';
import type { KernelOutput } from '../../core/neuroncore/run.ts';
import type { KernelStudy } from '../../core/neuroncore/study.ts';
import { kernelReport, kernelResult } from '../../core/report/kernel/compose.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import type { KernelReport, KernelResult } from '../../core/report/kernel/kernel-report.ts';
import { writeTextFile } from '../../platform/files/write-file.ts';
import type { KernelOptions } from './run.ts';
import { readTensor } from './tensors.ts';

export interface ReportOptions {
  readonly kernelFile: string;
  /** Folder of the call file, for expected tensors. */
  readonly folder: string;
  /** Where results go as .npy; null to write none. */
  readonly outFolder: string | null;
}

/** Everything a run says, with its results compared and written. Throws InputError when an expected tensor cannot be used. */
export const reportStudy = async (
  facts: NeuronCoreFacts,
  study: KernelStudy,
  options: KernelOptions,
  asked: ReportOptions,
): Promise<KernelReport> => {
  refuseUnmet(study, asked.folder);
  const results: KernelResult[] = [];
  for (const { rank, run } of study.ranks)
    for (const [at, output] of run.outputs.entries())
      results.push(await resultOf(study, rank, output, at, asked));
  const { target, version } = options;
  return kernelReport(facts, study, { kernelFile: asked.kernelFile, target, version, results });
};

/** An expectation that no result stands against would pass unseen. */
const refuseUnmet = ({ call, run }: KernelStudy, folder: string): void => {
  const results = run.outputs.length;
  if (results === 0 || call.expect.length <= results) return;
  throw new InputError({
    attempted: `comparing the results of ${call.function}`,
    found: `${call.expect.length} expectations in the call file of ${folder}`,
    accepted: `at most ${results}: one for each result, in order`,
  });
};

const resultOf = async (
  { call, ranks }: KernelStudy,
  rank: number,
  output: KernelOutput,
  at: number,
  { folder, outFolder }: ReportOptions,
): Promise<KernelResult> => {
  const { name, shape, dtype, bytes } = output;
  const file =
    outFolder === null || bytes === null
      ? null
      : join(outFolder, `${ranks.length === 1 ? '' : `rank${rank}-`}${at}-${safeName(name)}.npy`);
  if (file !== null && bytes !== null)
    await writeTextFile(file, writeNpy({ shape, dtype, bytes }), 'writing a result');
  const expectation = call.expect[at];
  if (expectation === undefined || bytes === null) return kernelResult(rank, output, file, null, null);
  const expected = await readTensor(expectedOfRank(expectation, rank), folder, true);
  return kernelResult(rank, output, file, expectation, expected);
};

const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 80);
