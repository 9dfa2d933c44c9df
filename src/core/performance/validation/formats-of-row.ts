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

/** Engines that keep the cache in 16 bits unless told otherwise. */
const CACHE_AS_TOLD = /vllm|sglang/i;

/**
 * Formats the cache may have had, likeliest first. On chips with 4-bit matrix units quantised models are published with
 * an 8-bit cache whichever the engine (launch scripts of SemiAnalysisAI/InferenceX: `kv-cache-dtype: fp8` for most
 * models of vLLM on B200, `--kv-cache-dtype fp8_e4m3` for SGLang), though not all of them.
 */
const keyValuesOf = (
  row: Measurement,
  weights: StorageFormat,
  machine: Machine,
): readonly StorageFormat[] => {
  const stated = formatNamed(row.precision?.['kv']);
  if (stated !== null) return [stated];
  const software = row.software ?? '';
  if (weights !== 'fp8' && weights !== 'nvfp4') return ['bf16'];
  if (EIGHT_BIT_CACHE.test(software)) return ['fp8'];
  const fourBit = machine.peakFlopsPerSecond['nvfp4'] !== undefined;
  return fourBit && CACHE_AS_TOLD.test(software) ? ['fp8', 'bf16'] : ['bf16'];
};

/** Text of a format whose experts are multiplied in 16 bits for want of units, from weights widened when they are loaded. */
const EMULATED_EXPERTS = /bf16-emulated MoE/;

const expertsOf = (row: Measurement, stated: StorageFormat): StorageFormat =>
  EMULATED_EXPERTS.test(row.precision?.['weights'] ?? '')
    ? 'bf16'
    : (formatNamed(row.precision?.['moe']) ?? stated);

/**
 * Formats a serving row may have run in, likeliest first: one where the source states it; otherwise every format the
 * chip multiplies natively that submissions use, for the interval to carry.
 */
export const servingFormats = (row: Measurement, machine: Machine): readonly ServingFormats[] => {
  const stated = formatNamed(row.precision?.['weights']) ?? formatNamed(row.precision?.['matmul']);
  if (stated !== null) {
    // gpt-oss is published with 4-bit experts and 16-bit attention whatever the label says.
    const splits = /^gpt-oss/i.test(row.model) && (stated === 'nvfp4' || stated === 'mxfp4');
    const experts = splits ? 'mxfp4' : expertsOf(row, stated);
    return keyValuesOf(row, stated, machine).map((keyValue) => ({
      weights: splits ? 'bf16' : stated,
      experts,
      keyValue,
    }));
  }
  const native = (['fp8', 'nvfp4', 'mxfp4', 'bf16'] as const).filter(
    (format) => machine.peakFlopsPerSecond[format] !== undefined,
  );
  return native.flatMap((weights) =>
    keyValuesOf(row, weights, machine)
      .slice(0, 1)
      .map((keyValue) => ({ weights, experts: weights, keyValue })),
  );
};
