import type { StorageFormat, WeightFormats } from '../architecture.ts';
import type { ConfigFields } from './fields.ts';

const DTYPES: Readonly<Record<string, StorageFormat>> = Object.freeze({
  float32: 'fp32',
  bfloat16: 'bf16',
  float16: 'fp16',
  float8_e4m3fn: 'fp8',
});

/** Format of weights that no quantisation covers: `torch_dtype` (or `dtype`), bf16 when the config does not say. */
const plainFormat = (fields: ConfigFields): StorageFormat => {
  const dtype = fields.has('torch_dtype') ? fields.text('torch_dtype') : fields.text('dtype', 'bfloat16');
  fields.understood('torch_dtype', 'dtype');
  const name = dtype.replace(/^torch\./, '');
  const format = Object.hasOwn(DTYPES, name) ? DTYPES[name] : undefined;
  if (format === undefined)
    throw fields.refuse(`torch_dtype = ${dtype}`, `one of ${Object.keys(DTYPES).join(', ')}`);
  return format;
};

const byBits = (fields: ConfigFields, bits: number): StorageFormat => {
  if (bits === 4) return 'int4';
  if (bits === 8) return 'int8';
  throw fields.refuse(`weights of ${bits} bits`, 'integer weights of 4 or 8 bits');
};

/** Weight format of one compressed-tensors scheme: type and bits, a float of 4 bits by its group size. */
const compressedFormat = (weights: ConfigFields): StorageFormat => {
  const bits = weights.size('num_bits');
  if (weights.text('type', 'int') === 'int') return byBits(weights, bits);
  if (bits === 8) return weights.optionalSize('group_size') === 32 ? 'mxfp8' : 'fp8';
  if (bits === 4) return weights.optionalSize('group_size') === 32 ? 'mxfp4' : 'nvfp4';
  throw weights.refuse(`float weights of ${bits} bits`, 'float weights of 4 or 8 bits');
};

const compressedTensors = (quantization: ConfigFields): StorageFormat => {
  const groups = quantization.nested('config_groups');
  const found = new Set<StorageFormat>();
  for (const [name] of groups === null ? [] : groups.unread()) {
    const weights = groups?.nested(name)?.nested('weights');
    if (weights !== null && weights !== undefined) found.add(compressedFormat(weights));
  }
  const [format] = found;
  if (format === undefined || found.size > 1)
    throw quantization.refuse(
      `compressed-tensors with ${found.size} weight formats`,
      'config_groups that all keep weights in one format',
    );
  return format;
};

const MODELOPT: Readonly<Record<string, StorageFormat>> = Object.freeze({
  FP8: 'fp8',
  NVFP4: 'nvfp4',
  MXFP8: 'mxfp8',
  MXFP4: 'mxfp4',
  W4A16_AWQ: 'int4',
});

const modelOpt = (quantization: ConfigFields): StorageFormat => {
  const algorithm = quantization.text('quant_algo').toUpperCase();
  const format = Object.hasOwn(MODELOPT, algorithm) ? MODELOPT[algorithm] : undefined;
  if (format === undefined)
    throw quantization.refuse(`quant_algo = ${algorithm}`, `one of ${Object.keys(MODELOPT).join(', ')}`);
  return format;
};

const METHODS: Readonly<Record<string, (quantization: ConfigFields) => StorageFormat>> = Object.freeze({
  fp8: () => 'fp8',
  fbgemm_fp8: () => 'fp8',
  mxfp4: () => 'mxfp4',
  nvfp4: () => 'nvfp4',
  gptq: (quantization: ConfigFields) => byBits(quantization, quantization.size('bits')),
  awq: (quantization: ConfigFields) => byBits(quantization, quantization.size('bits', 4)),
  'compressed-tensors': compressedTensors,
  modelopt: modelOpt,
  modelopt_fp4: modelOpt,
} as const);

/** mxfp4 in `quantization_config` (gpt-oss) covers the experts only; every other method covers all projections. */
const coversExpertsOnly = (method: string): boolean => method === 'mxfp4';

/**
 * How the weights are stored, from `torch_dtype` and `quantization_config` (fp8, mxfp4, nvfp4, gptq, awq,
 * compressed-tensors, modelopt). Embedding and head stay in the plain format. Throws InputError on another method.
 */
export const weightFormatsOf = (fields: ConfigFields): WeightFormats => {
  const embedding = plainFormat(fields);
  const quantization = fields.nested('quantization_config');
  if (quantization === null) return { linear: embedding, experts: embedding, embedding };
  const method = quantization.text('quant_method').toLowerCase();
  const read = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (read === undefined)
    throw fields.refuse(
      `quantization_config.quant_method = ${method}`,
      `one of ${Object.keys(METHODS).join(', ')}`,
    );
  const experts = read(quantization);
  return { linear: coversExpertsOnly(method) ? embedding : experts, experts, embedding };
};
