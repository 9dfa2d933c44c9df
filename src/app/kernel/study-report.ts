import { join } from 'node:path';
import { checksum, deviation } from '../../core/neuroncore/call/compare.ts';
import { decodeTensor } from '../../core/neuroncore/call/tensor.ts';
import { allocateProgram, type MemoryVerdict } from '../../core/neuroncore/memory/allocate.ts';
import { writeNpy } from '../../core/neuroncore/numeric/npy.ts';
import type { KernelOutput } from '../../core/neuroncore/run.ts';
import type {
  Comparison,
  KernelReport,
  KernelResult,
  MemoryMark,
} from '../../core/report/kernel/kernel-report.ts';
import { writeTextFile } from '../../platform/files/write-file.ts';
import type { NeuronCoreFacts } from './environment.ts';
import { kernelTime, totalMatmulFlops } from './report.ts';
import type { KernelOptions, KernelStudy } from './run.ts';
import { readTensor } from './tensors.ts';

export interface ReportOptions {
  readonly kernelFile: string;
  /** Folder of the call file, for expected tensors. */
  readonly folder: string;
  /** Where results go as .npy; null to write none. */
  readonly outFolder: string | null;
}

const VERDICTS: Readonly<Record<MemoryVerdict, string>> = {
  fits: 'fits',
  depends: 'depends on the allocator',
  'cannot-fit': 'cannot fit: data are spilled',
};

/** Everything a run says, with its results compared and written. Throws InputError when an expected tensor cannot be used. */
export const reportStudy = async (
  facts: NeuronCoreFacts,
  study: KernelStudy,
  options: KernelOptions,
  asked: ReportOptions,
): Promise<KernelReport> => {
  const { run, estimate, call, generation } = study;
  const results: KernelResult[] = [];
  for (const [at, output] of run.outputs.entries()) results.push(await resultOf(study, output, at, asked));
  return {
    file: asked.kernelFile,
    function: call.function,
    target: options.target,
    generation: generation.id,
    nki: options.version.join('.'),
    cores: call.cores,
    steps: run.program.steps.length,
    matmulFlops: totalMatmulFlops(run.program),
    dmaBytes: estimate.schedule.dmaBytes,
    results,
    time: kernelTime(run.program, estimate, facts.standings),
    engines: estimate.use,
    memory: memoryMarks(study),
    hbmBytes: run.hbmBytes,
    diagnostics: run.diagnostics,
    printed: study.printed,
  };
};

const memoryMarks = ({ run }: KernelStudy): MemoryMark[] =>
  allocateProgram(run.program).memories.map((memory) => ({
    core: memory.core,
    space: memory.space,
    peakBytesPerPartition: memory.peakBytes,
    capacityBytesPerPartition: memory.usableBytes,
    verdict: VERDICTS[memory.verdict],
  }));

const resultOf = async (
  study: KernelStudy,
  output: KernelOutput,
  at: number,
  { folder, outFolder }: ReportOptions,
): Promise<KernelResult> => {
  const { name, shape, dtype, bytes } = output;
  const file = outFolder === null || bytes === null ? null : join(outFolder, `${at}-${safeName(name)}.npy`);
  if (file !== null && bytes !== null)
    await writeTextFile(file, writeNpy({ shape, dtype, bytes }), 'writing a result');
  return {
    name,
    shape,
    dtype,
    checksum: bytes === null ? null : checksum(bytes),
    file,
    comparison: await compareOutput(study, output, at, folder),
  };
};

const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 80);

const compareOutput = async (
  { call }: KernelStudy,
  { shape, dtype, bytes }: KernelOutput,
  at: number,
  folder: string,
): Promise<Comparison | null> => {
  const expectation = call.expect[at];
  if (expectation === undefined || bytes === null) return null;
  const { relative, absolute } = expectation;
  const expected = await readTensor(expectation.tensor, folder, true);
  if (expected.bytes === null) return null;
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
