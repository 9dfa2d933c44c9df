import type { Expectation } from '../../neuroncore/call/call.ts';
import { checksum, deviation } from '../../neuroncore/call/compare.ts';
import { decodeTensor } from '../../neuroncore/call/tensor.ts';
import { onceEach } from '../../neuroncore/machine/diagnostic.ts';
import { allocateProgram, type MemoryUse, type MemoryVerdict } from '../../neuroncore/memory/allocate.ts';
import type { KernelOutput, TensorData } from '../../neuroncore/run.ts';
import type { KernelStudy, RankStudy } from '../../neuroncore/study.ts';
import type { NeuronCoreFacts } from './facts.ts';
import type { Comparison, KernelReport, KernelResult, MemoryMark, RankTime } from './kernel-report.ts';
import { kernelTime, spillSecondsOf, totalMatmulFlops } from './kernel-time.ts';

/** What a report says besides the study itself. */
export interface ReportContext {
  readonly kernelFile: string;
  readonly target: string;
  readonly version: readonly [number, number];
  /** One for each output of each rank. */
  readonly results: readonly KernelResult[];
}

const VERDICTS: Readonly<Record<MemoryVerdict, string>> = {
  fits: 'fits',
  depends: 'depends on the allocator',
  'cannot-fit': 'cannot fit: data are spilled',
};

/** Everything a run says, as data. */
export const kernelReport = (
  facts: Pick<NeuronCoreFacts, 'standings' | 'timing'>,
  study: KernelStudy,
  { kernelFile, target, version, results }: ReportContext,
): KernelReport => {
  const { run, estimate, call, generation } = study;
  const { memories } = allocateProgram(run.program);
  const overflow = Math.max(
    0,
    ...memories.map((each) => (each.space === 'sbuf' ? each.peakBytes - each.capacityBytes : 0)),
  );
  const spillSeconds = spillSecondsOf(overflow, generation.partitions, facts.timing[generation.id]);
  return {
    file: kernelFile,
    function: call.function,
    target,
    generation: generation.id,
    nki: version.join('.'),
    cores: call.cores,
    ranks: study.ranks.map(rankTime),
    steps: run.program.steps.length,
    matmulFlops: totalMatmulFlops(run.program),
    dmaBytes: estimate.schedule.dmaBytes,
    results,
    time: kernelTime(run.program, estimate, facts.standings, spillSeconds),
    engines: estimate.use,
    memory: memoryMarks(memories),
    hbmBytes: run.hbmBytes,
    diagnostics: onceEach(study.ranks.flatMap((each) => each.run.diagnostics)),
    printed: study.printed,
  };
};

const rankTime = ({ rank, run, estimate }: RankStudy): RankTime => ({
  rank,
  steps: run.program.steps.length,
  lowSeconds: estimate.lowSeconds,
  seconds: estimate.seconds,
  highSeconds: estimate.highSeconds,
});

const memoryMarks = (memories: readonly MemoryUse[]): MemoryMark[] =>
  memories.map((memory) => ({
    core: memory.core,
    space: memory.space,
    peakBytesPerPartition: memory.peakBytes,
    capacityBytesPerPartition: memory.usableBytes,
    verdict: VERDICTS[memory.verdict],
  }));

/** What a report says of one output of a rank: `file` is where it was written, `expected` what it has to be close to; null for none. */
export const kernelResult = (
  rank: number,
  { name, shape, dtype, bytes }: KernelOutput,
  file: string | null,
  expectation: Expectation | null,
  expected: TensorData | null,
): KernelResult => ({
  rank,
  name,
  shape,
  dtype,
  checksum: bytes === null ? null : checksum(bytes),
  file,
  comparison:
    bytes === null || expectation === null || expected === null
      ? null
      : compared({ shape, dtype, bytes }, expected, expectation),
});

const compared = (
  { shape, dtype, bytes }: TensorData,
  expected: TensorData,
  { relative, absolute }: Expectation,
): Comparison | null => {
  if (expected.bytes === null || bytes === null) return null;
  const wanted = decodeTensor(expected.bytes, expected.shape, expected.dtype);
  const found = decodeTensor(bytes, shape, dtype);
  if (wanted.length !== found.length) {
    const infinite = Number.POSITIVE_INFINITY;
    const elements = found.length;
    return {
      worstAbsoluteError: infinite,
      worstRelativeError: infinite,
      outside: elements,
      elements,
      relative,
      absolute,
    };
  }
  return { ...deviation(found, wanted, { relative, absolute }), relative, absolute };
};
