import type { ComputeFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { TrainingConstants } from './constants.ts';

/** Rates of one chip for one matrix format, efficiencies applied. */
export interface KernelRates {
  readonly gemmFlopsPerSecond: number;
  readonly gemmBytesPerSecond: number;
  readonly gemmPower: number;
  /** Time of a weight gradient's product over the forward's that formats alone account for. */
  readonly weightGradientScale: number;
  readonly gemmLaunchSeconds: number;
  readonly groupedFlopsPerSecond: number;
  readonly groupedLaunchSeconds: number;
  readonly attentionFlopsPerSecond: number;
  readonly scanFlopsPerSecond: number;
  readonly streamBytesPerSecond: number;
  /** Bytes of one weight or activation as the matrix units read it. */
  readonly operandBytes: number;
  /** Width that inner dimensions and columns of products are padded to; 1 where there is no systolic array. */
  readonly matrixUnitWidth: number;
}

/** Formats a training step may multiply in. Accumulation, norms and attention stay in 16 or 32 bits. */
export type TrainingFormat = Extract<ComputeFormat, 'bf16' | 'fp8' | 'mxfp8'>;

/** Integer training quantises forward products and activation gradients; weight gradients stay in 16 bits (AQT as MaxText sets it). */
const INTEGERS = 'int8';

/** null when the chip does not multiply in the format natively (FP8 is not MXFP8) or its 16-bit peak is unknown. */
export const kernelRates = (
  machine: Machine,
  constants: TrainingConstants,
  format: TrainingFormat,
): KernelRates | null => {
  const peak = machine.peakFlopsPerSecond[format];
  const wide = machine.peakFlopsPerSecond.bf16 ?? machine.peakFlopsPerSecond.fp16;
  if (peak === undefined || wide === undefined) return null;
  const narrow = format !== 'bf16';
  const memory = machine.hbmBytesPerSecond;
  return {
    gemmFlopsPerSecond: peak * (narrow ? constants.gemmEfficiencyNarrow : constants.gemmEfficiency),
    gemmBytesPerSecond:
      memory * (narrow ? constants.gemmMemoryEfficiencyNarrow : constants.gemmMemoryEfficiency),
    gemmPower: narrow ? constants.gemmOverlapPowerNarrow : constants.gemmOverlapPower,
    weightGradientScale:
      (format as string) === INTEGERS
        ? (peak * constants.gemmEfficiencyNarrow) / (wide * constants.gemmEfficiency)
        : 1,
    gemmLaunchSeconds: narrow ? constants.gemmLaunchSecondsNarrow : constants.gemmLaunchSeconds,
    groupedFlopsPerSecond:
      peak * (narrow ? constants.groupedGemmEfficiencyNarrow : constants.groupedGemmEfficiency),
    groupedLaunchSeconds: constants.groupedGemmLaunchSeconds,
    attentionFlopsPerSecond: wide * constants.attentionEfficiency,
    scanFlopsPerSecond: wide * constants.scanEfficiency,
    streamBytesPerSecond: memory * constants.memoryEfficiency,
    operandBytes: narrow ? 1 : 2,
    matrixUnitWidth: machine.matrixUnitWidth ?? 1,
  };
};

/** A dimension as the matrix units see it: whole widths of the systolic array. */
export const padded = (dimension: number, width: number): number =>
  width === 1 ? dimension : Math.ceil(dimension / width) * width;

/**
 * Soft roofline: compute and memory time joined in the q-norm, so that neither hides the other wholly near the ridge.
 * `power` 1 adds them, infinity takes the larger.
 */
export const softRoofline = (computeSeconds: number, memorySeconds: number, power: number): number => {
  const large = Math.max(computeSeconds, memorySeconds);
  if (large === 0) return 0;
  const ratio = Math.min(computeSeconds, memorySeconds) / large;
  return large * (1 + ratio ** power) ** (1 / power);
};

/** Seconds of a (rows x inner) by (inner x columns) product with 16-bit output, launch included. */
export const gemmSeconds = (rates: KernelRates, rows: number, inner: number, columns: number): number => {
  const traffic = rates.operandBytes * inner * (rows + columns) + 2 * rows * columns;
  return (
    softRoofline(
      (2 * rows * padded(inner, rates.matrixUnitWidth) * padded(columns, rates.matrixUnitWidth)) /
        rates.gemmFlopsPerSecond,
      traffic / rates.gemmBytesPerSecond,
      rates.gemmPower,
    ) + rates.gemmLaunchSeconds
  );
};
