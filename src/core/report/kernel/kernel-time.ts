import type { TimingConstants } from '../../neuroncore/timing/constants.ts';
import { criticalPath, criticalSeconds, type KernelClass } from '../../neuroncore/timing/critical-path.ts';
import type { TimeEstimate } from '../../neuroncore/timing/estimate.ts';
import type { Program } from '../../neuroncore/timing/program.ts';
import { matmulFlops } from '../../neuroncore/trace/instruction-tables.ts';
import type { ClassStanding, KernelTime } from './kernel-report.ts';

/** Sum of the floating-point operations of all matrix multiplications of a program. */
export const totalMatmulFlops = (program: Program): number => {
  let sum = 0;
  const { kinds, kindOf } = program.steps;
  const flopsOf = kinds.map(matmulFlops);
  for (const kind of kindOf) {
    const flops = flopsOf[kind] as number | null;
    if (flops !== null) sum += flops;
  }
  return sum;
};

/**
 * How long it takes to save what SBUF cannot hold at the worst moment and to load it again, at the slow end of the DMA
 * rate: measured kernels that overflow show no such time, so that it widens the interval and leaves the estimate. Seconds.
 */
export const spillSecondsOf = (
  overflowBytesPerPartition: number,
  partitions: number,
  { dma }: TimingConstants,
): number =>
  (2 * overflowBytesPerPartition * partitions) / (dma.bytesPerSecondPerEngine.low * dma.engines.value);

/** The time of a kernel as a report shows it, with what its estimate rests on; a kernel that spills rests on assumptions. */
export const kernelTime = (
  program: Program,
  estimate: TimeEstimate,
  standings: Readonly<Record<KernelClass, ClassStanding>>,
  spillSeconds = 0,
): KernelTime => {
  const critical = criticalSeconds(criticalPath(program, estimate.schedule));
  const [first] = critical;
  const standing = standings[first === undefined ? 'control' : first[0]];
  return {
    lowSeconds: estimate.lowSeconds,
    seconds: estimate.seconds,
    highSeconds: estimate.highSeconds + spillSeconds,
    boundBy: estimate.bound.boundBy,
    standing: spillSeconds === 0 ? standing : { ...standing, standing: 'assumed' },
    critical,
  };
};
