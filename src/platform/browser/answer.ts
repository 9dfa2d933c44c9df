import { describeInputProblem, InputError } from '../../core/input-error.ts';
import { madeTensor, npyTensor, tensorArguments } from '../../core/neuroncore/call/arguments.ts';
import type { FileTensor, GeneratedTensor } from '../../core/neuroncore/call/call.ts';
import { expectedOfRank } from '../../core/neuroncore/call/ranks.ts';
import { targetGeneration } from '../../core/neuroncore/machine/target.ts';
import type { NumericKernels } from '../../core/neuroncore/numeric/kernels.ts';
import { KernelRefusal, refusalRecord } from '../../core/neuroncore/refusal.ts';
import type { TensorData } from '../../core/neuroncore/run.ts';
import { type KernelStudy, runAndTime } from '../../core/neuroncore/study.ts';
import { kernelReport, kernelResult } from '../../core/report/kernel/compose.ts';
import { kernelRecord } from '../../core/report/kernel/kernel-json.ts';
import { timelineData } from '../../core/report/kernel/timeline-data.ts';
import type { KernelAnswer, KernelJob } from './protocol.ts';

/** Runs a job and says how it went; never throws. */
export const answerJob = (job: KernelJob, numerics: () => NumericKernels): KernelAnswer => {
  try {
    return described(job, studied(job, numerics()));
  } catch (error) {
    if (error instanceof KernelRefusal)
      return { kind: 'refused', refusal: refusalRecord(error), text: error.message };
    if (error instanceof InputError) return { kind: 'unusable', text: describeInputProblem(error.problem) };
    return { kind: 'failed', text: error instanceof Error ? String(error.stack) : String(error) };
  }
};

const studied = (job: KernelJob, numerics: NumericKernels): KernelStudy => {
  const { call, facts, options } = job;
  const generation = targetGeneration(facts.generations, job.target);
  const holdsData = !options.timingOnly;
  return runAndTime({
    source: { path: job.kernel, tree: { files: new Map(Object.entries(job.files)), roots: job.roots } },
    call,
    tensors: new Map(tensorArguments(call).map((each) => [each, tensorOf(job, each, holdsData)])),
    generation,
    table: facts.table,
    activationRanges: facts.activationRanges,
    timing: facts.timing[generation.id],
    numerics,
    options,
  });
};

const tensorOf = (job: KernelJob, tensor: GeneratedTensor | FileTensor, holdsData: boolean): TensorData => {
  if (tensor.kind === 'generated') return madeTensor(tensor, holdsData);
  const bytes = job.arrays[tensor.npy];
  if (bytes !== undefined) return npyTensor(tensor, tensor.npy, bytes);
  throw new InputError({
    attempted: 'reading a tensor of the call',
    found: `${tensor.npy}, which was not sent along`,
    accepted: `one of ${Object.keys(job.arrays).join(', ') || 'no arrays'}`,
  });
};

const described = (job: KernelJob, study: KernelStudy): KernelAnswer => {
  const { run, estimate, call, ranks } = study;
  const results = ranks.flatMap(({ rank, run: { outputs } }) =>
    outputs.map((output, at) => {
      const expectation = call.expect[at];
      if (expectation === undefined) return kernelResult(rank, output, null, null, null);
      const expected = tensorOf(job, expectedOfRank(expectation, rank), output.bytes !== null);
      return kernelResult(rank, output, null, expectation, expected);
    }),
  );
  const context = { kernelFile: job.kernel, target: job.target, version: job.options.version, results };
  return {
    kind: 'ran',
    report: kernelRecord(kernelReport(job.facts, study, context)),
    outputs: ranks.flatMap((each) => each.run.outputs),
    timeline: timelineData(run.program, estimate.schedule),
  };
};
