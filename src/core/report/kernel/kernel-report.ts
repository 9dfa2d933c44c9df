import type { Diagnostic } from '../../neuroncore/machine/diagnostic.ts';
import type { DType } from '../../neuroncore/memory/dtype.ts';
import type { KernelClass } from '../../neuroncore/timing/critical-path.ts';
import type { EngineUse } from '../../neuroncore/timing/use.ts';

/** How a result compares with what the call file expects. */
export interface Comparison {
  readonly worstAbsoluteError: number;
  /** Largest |result - expected| / |expected| over elements that are not expected to be 0. */
  readonly worstRelativeError: number;
  /** Elements outside |result - expected| <= absolute + relative * |expected|. */
  readonly outside: number;
  readonly elements: number;
  readonly relative: number;
  readonly absolute: number;
}

export interface KernelResult {
  /** The rank that gave it. */
  readonly rank: number;
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** FNV-1a of the bytes, in hexadecimal; null in runs for timing only. */
  readonly checksum: string | null;
  /** The .npy file it was written to; null when it was not. */
  readonly file: string | null;
  readonly comparison: Comparison | null;
}

/** How well the estimate of kernels of this kind has done against published measurements. */
export interface ClassStanding {
  readonly class: KernelClass;
  readonly standing: 'calibrated' | 'documented' | 'assumed';
  readonly measurements: number;
  readonly medianErrorPercent: number | null;
}

export interface KernelTime {
  readonly lowSeconds: number;
  readonly seconds: number;
  readonly highSeconds: number;
  /** What the lower bound rests on: an engine, `dma`, or `dependencies`. */
  readonly boundBy: string;
  readonly standing: ClassStanding;
  /** Seconds of the critical path by kind of work. */
  readonly critical: readonly (readonly [KernelClass, number])[];
}

export interface MemoryMark {
  readonly core: number;
  readonly space: 'sbuf' | 'psum';
  readonly peakBytesPerPartition: number;
  readonly capacityBytesPerPartition: number;
  readonly verdict: string;
}

/** How long one rank took. */
export interface RankTime {
  readonly rank: number;
  readonly steps: number;
  readonly lowSeconds: number;
  readonly seconds: number;
  readonly highSeconds: number;
}

/** Everything a run of a kernel says, as data. Of several ranks: times, engines and memory of the slowest, results and findings of all. */
export interface KernelReport {
  readonly file: string;
  readonly function: string;
  readonly target: string;
  readonly generation: string;
  readonly nki: string;
  readonly cores: number;
  /** One entry for each rank that ran the kernel, in order. */
  readonly ranks: readonly RankTime[];
  readonly steps: number;
  readonly matmulFlops: number;
  readonly dmaBytes: number;
  readonly results: readonly KernelResult[];
  readonly time: KernelTime;
  readonly engines: readonly EngineUse[];
  readonly memory: readonly MemoryMark[];
  readonly hbmBytes: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly printed: string;
}

/** Whether the kernel ran, kept all rules and gave what was expected. */
export const isGood = (report: KernelReport): boolean =>
  report.diagnostics.every((each) => each.severity !== 'error') &&
  report.results.every((each) => each.comparison === null || each.comparison.outside === 0);
