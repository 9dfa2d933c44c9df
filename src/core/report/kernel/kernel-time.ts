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

/** The time of a kernel as a report shows it, with what its estimate rests on. */
export const kernelTime = (
  program: Program,
  estimate: TimeEstimate,
  standings: Readonly<Record<KernelClass, ClassStanding>>,
): KernelTime => {
  const critical = criticalSeconds(criticalPath(program, estimate.schedule));
  const [first] = critical;
  return {
    lowSeconds: estimate.lowSeconds,
    seconds: estimate.seconds,
    highSeconds: estimate.highSeconds,
    boundBy: estimate.bound.boundBy,
    standing: standings[first === undefined ? 'control' : first[0]],
    critical,
  };
};
