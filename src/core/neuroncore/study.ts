import type { CallArgument, KernelCall } from './call/call.ts';
import type { ActivationRanges } from './isa/activation-function.ts';
import { withActivationRanges } from './isa/compute.ts';
import type { IsaTable } from './isa/table.ts';
import { type KernelSource, loadKernel } from './load.ts';
import type { Generation } from './machine/generation.ts';
import type { Strictness } from './machine/machine.ts';
import { DEFINITIONS, NKI_CALLS } from './nki/calls.ts';
import { devicePrintTo } from './nki/language/device-print.ts';
import type { NumericKernels } from './numeric/kernels.ts';
import type { EvaluationLimits } from './python/evaluate/limits.ts';
import { asRefusal } from './refusal.ts';
import { type KernelRun, runKernel, type TensorData } from './run.ts';
import type { TimingConstants } from './timing/constants.ts';
import { estimateTime, type TimeEstimate } from './timing/estimate.ts';

/** How a kernel is run. */
export interface StudyOptions {
  readonly version: readonly [number, number];
  readonly strictness: Strictness;
  /** Without data: shapes, instructions and times only. */
  readonly timingOnly: boolean;
  readonly limits: EvaluationLimits;
  /** Bytes that tensors may take in all. */
  readonly budgetBytes: number;
}

/** Everything that a run depends on, as data. */
export interface StudyInput {
  readonly source: KernelSource;
  readonly call: KernelCall;
  /** The tensors of the call's arguments. */
  readonly tensors: ReadonlyMap<CallArgument, TensorData>;
  readonly generation: Generation;
  readonly table: IsaTable;
  readonly activationRanges: ActivationRanges;
  readonly timing: TimingConstants;
  readonly numerics: NumericKernels;
  readonly options: StudyOptions;
}

/** What one rank did, and how long it took. */
export interface RankStudy {
  readonly rank: number;
  readonly run: KernelRun;
  readonly estimate: TimeEstimate;
}

/** A run with everything that reports are made of: what the slowest rank did, the first of equals, and all ranks in order. */
export interface KernelStudy extends RankStudy {
  readonly generation: Generation;
  readonly call: KernelCall;
  readonly ranks: readonly RankStudy[];
  readonly printed: string;
}

/**
 * Runs a kernel for a call and times what it did: the one path of the command line, of scripts and of browser workers.
 * Ranks are taken to come to each collective together. Throws KernelRefusal when the kernel does not parse, compile or run, InputError when its file is in none of the roots.
 */
export const runAndTime = (input: StudyInput): KernelStudy => {
  const { source, call, generation, options } = input;
  let printed = '';
  const voice = {
    print: (text: string): void => {
      printed += text;
    },
  };
  const deviceOutput = devicePrintTo((text) => voice.print(`${text}\n`));
  const definitions = withActivationRanges(DEFINITIONS, input.activationRanges);
  const runs = asRefusal(() =>
    runKernel({
      call,
      tensors: input.tensors,
      load: (nki) => loadKernel(source, nki, options.limits, call.environment, voice),
      table: input.table,
      calls: NKI_CALLS,
      definitions: new Map([...definitions, [deviceOutput.name, deviceOutput]]),
      generation,
      version: options.version,
      strictness: options.strictness,
      holdsData: !options.timingOnly,
      numerics: input.numerics,
      budgetBytes: options.budgetBytes,
    }),
  );
  const ranks = runs.map((run, rank) => ({ rank, run, estimate: estimateTime(run.program, input.timing) }));
  const slowest = ranks.reduce((one, other) => (other.estimate.seconds > one.estimate.seconds ? other : one));
  return { ...slowest, generation, call, ranks, printed };
};
