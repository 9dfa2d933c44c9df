import { BYTES_PER_ELEMENT, type ComputeFormat, type StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { InferenceConstants } from './constants.ts';

const SIXTEEN_BIT: readonly ComputeFormat[] = ['bf16', 'fp16'];

/** Formats in which weights of a storage format can be multiplied without widening them, best first. */
const NATIVE: Readonly<Record<StorageFormat, readonly ComputeFormat[]>> = {
  fp32: ['fp32', 'tf32'],
  bf16: SIXTEEN_BIT,
  fp16: ['fp16', 'bf16'],
  fp8: ['fp8'],
  int8: ['int8'],
  int4: [],
  mxfp8: ['mxfp8'],
  mxfp4: ['mxfp4', 'mxfp8'],
  nvfp4: ['nvfp4'],
};

const natively = (machine: Machine, formats: readonly ComputeFormat[]): ComputeFormat | null =>
  formats.find((format) => machine.peakFlopsPerSecond[format] !== undefined) ?? null;

/**
 * What the chip multiplies in when weights are stored in a format: that format where the chip has it, otherwise the
 * weights are widened to 16 bits on the way to the matrix units (less memory, no more speed). FP8 is not MXFP8. null
 * when the chip has no published 16-bit peak either.
 */
export const computeFormatFor = (machine: Machine, storage: StorageFormat): ComputeFormat | null =>
  natively(machine, NATIVE[storage]) ?? natively(machine, SIXTEEN_BIT);

/** Whether weights of the storage format are multiplied as they are. */
export const isNative = (machine: Machine, storage: StorageFormat): boolean =>
  natively(machine, NATIVE[storage]) !== null;

/** Dense 16-bit peak in FLOP/s per chip, or null when nobody has published one. */
export const sixteenBitPeak = (machine: Machine): number | null => {
  const format = natively(machine, SIXTEEN_BIT);
  return format === null ? null : (machine.peakFlopsPerSecond[format] ?? null);
};

/** Whether activations are quantised on the way to the matrix units, because they multiply in 8 or 4 bits. */
export const quantisesActivations = (format: ComputeFormat): boolean => {
  switch (format) {
    case 'fp8':
    case 'mxfp8':
    case 'int8':
    case 'mxfp4':
    case 'nvfp4':
      return true;
    case 'fp32':
    case 'tf32':
    case 'bf16':
    case 'fp16':
      return false;
  }
};

/** FLOP/s per chip that plain projections reach in a format; falls back to the 16-bit rate where the format has no peak. */
export const reachedFlopsPerSecond = (
  machine: Machine,
  format: ComputeFormat,
  constants: InferenceConstants,
): number => {
  const peak = machine.peakFlopsPerSecond[format];
  const sixteenBit = sixteenBitPeak(machine);
  if (peak === undefined) return sixteenBit === null ? Number.NaN : sixteenBit * constants.computeEfficiency;
  switch (format) {
    case 'fp8':
    case 'mxfp8':
    case 'int8':
      return peak * constants.eightBitComputeEfficiency;
    case 'mxfp4':
    case 'nvfp4':
      return peak * constants.fourBitComputeEfficiency;
    case 'fp32':
    case 'tf32':
    case 'bf16':
    case 'fp16':
      return peak * constants.computeEfficiency;
  }
};

export const bytesPerElement = (format: StorageFormat): number => BYTES_PER_ELEMENT[format];

/** Bytes of one element of the residual stream between layers. */
export const ACTIVATION_BYTES = 2;
