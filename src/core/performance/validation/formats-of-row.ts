import type { StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { Measurement } from './measurement.ts';

export interface ServingFormats {
  readonly weights: StorageFormat;
  readonly experts: StorageFormat;
  readonly keyValue: StorageFormat;
}

const FORMATS: readonly (readonly [RegExp, StorageFormat])[] = [
  [/^mxfp4/, 'mxfp4'],
  [/^mxfp8/, 'mxfp8'],
  [/^(nvfp4|fp4)/, 'nvfp4'],
  [/^fp8/, 'fp8'],
  [/^int8/, 'int8'],
  [/^int4/, 'int4'],
  [/^fp16/, 'fp16'],
  [/^bf16/, 'bf16'],
  [/^fp32/, 'fp32'],
];

const formatNamed = (text: string | null | undefined): StorageFormat | null =>
  FORMATS.find(([pattern]) => pattern.test(text ?? ''))?.[1] ?? null;

/** Engines whose quantised checkpoints carry scales for an 8-bit cache and use it unless told otherwise. */
const EIGHT_BIT_CACHE = /trtllm|tensorrt/i;

const keyValueOf = (row: Measurement, weights: StorageFormat): StorageFormat => {
  const stated = formatNamed(row.precision?.['kv']);
  if (stated !== null) return stated;
  const quantised = weights === 'fp8' || weights === 'nvfp4';
  return quantised && EIGHT_BIT_CACHE.test(row.software ?? '') ? 'fp8' : 'bf16';
};

/**
 * Formats a serving row may have run in, likeliest first: one where the source states it; otherwise every format the
 * chip multiplies natively that submissions use, for the interval to carry.
 */
export const servingFormats = (row: Measurement, machine: Machine): readonly ServingFormats[] => {
  const stated = formatNamed(row.precision?.['weights']) ?? formatNamed(row.precision?.['matmul']);
  if (stated !== null) {
    // gpt-oss is published with 4-bit experts and 16-bit attention whatever the label says.
    const splits = /^gpt-oss/i.test(row.model) && (stated === 'nvfp4' || stated === 'mxfp4');
    const experts = splits ? 'mxfp4' : (formatNamed(row.precision?.['moe']) ?? stated);
    return [{ weights: splits ? 'bf16' : stated, experts, keyValue: keyValueOf(row, stated) }];
  }
  const native = (['fp8', 'nvfp4', 'mxfp4', 'bf16'] as const).filter(
    (format) => machine.peakFlopsPerSecond[format] !== undefined,
  );
  return native.map((weights) => ({ weights, experts: weights, keyValue: keyValueOf(row, weights) }));
};
