import { criticalPath, criticalSeconds, type KernelClass } from '../../neuroncore/timing/critical-path.ts';
import type { TimeEstimate } from '../../neuroncore/timing/estimate.ts';
import type { Program } from '../../neuroncore/timing/program.ts';
import { matmulFlops } from '../../neuroncore/trace/instruction-tables.ts';
import type { ClassStanding, KernelTime } from './kernel-report.ts';

/** Sum of the floating-point operations of all matrix multiplications of a program. */
export const totalMatmulFlops = (program: Program): number => {
  let sum = 0;
  for (const step of program.steps) {
    const flops = matmulFlops(step);
    if (flops !== null) sum += flops;
  }
  return sum;
};

/** DMA of one core, for the transfers that a spill adds. Bytes per second: sixteen engines of 23 GB/s (nki-dma-bandwidth-guide.rst). */
const SPILL_BYTES_PER_SECOND = 368e9;

/**
 * How long it takes at most to save what SBUF cannot hold at the worst moment and to load it again: measured kernels that
 * overflow show no such time, so that it widens the interval and leaves the estimate. Seconds.
 */
export const spillSecondsOf = (overflowBytesPerPartition: number, partitions: number): number =>
  (2 * overflowBytesPerPartition * partitions) / SPILL_BYTES_PER_SECOND;

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
