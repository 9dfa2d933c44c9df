import type { DType } from '../../core/neuroncore/memory/dtype.ts';
import { bitsOf } from '../../core/neuroncore/numeric/decode-tables.ts';
import type { Overflow } from '../../core/neuroncore/numeric/encode-tables.ts';
import {
  decodePattern,
  NARROW_FORMATS,
  type NarrowFormat,
  type NarrowName,
  PACKED_VALUE,
} from '../../core/neuroncore/numeric/formats.ts';
import type { DenseConversion } from '../../core/neuroncore/numeric/kernels.ts';
import type { NumericExports } from './instance.ts';

/** How one type is converted at addresses. */
interface Converter {
  readonly decode: (out: number, from: number, count: number) => void;
  readonly encode: (to: number, x: number, count: number, overflow: Overflow) => void;
}

const narrowConverter = (kernels: NumericExports, format: NarrowFormat): Converter => {
  const { bits, mantissaBits, bias, maxFinite, notANumber } = format;
  const width = bits / 8;
  const step = decodePattern(format, 1);
  const infinity = format.overflow === notANumber ? -1 : format.overflow;
  const least = bitsOf(2 ** (1 - bias));
  // Its last bit of fraction is worth one step.
  const magic = step * 2 ** 23;
  return {
    decode: (out, from, count) =>
      kernels.decode_floats(
        ...[out, from, count, width, mantissaBits, (127 - bias) << 23, step, maxFinite, infinity, 32 - bits],
      ),
    encode: (to, x, count, overflow) => {
      const beyond = overflow === 'saturate' ? maxFinite : format.overflow;
      const rebias = (127 - bias) << mantissaBits;
      kernels.encode_floats(
        ...[to, x, count, width, mantissaBits, rebias, magic, least, maxFinite, beyond, notANumber, bits - 1],
      );
    },
  };
};

/** In the order in which the kernels number them. */
const INTEGERS = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'bool'] as const;
const INTEGER_BYTES = [1, 1, 2, 2, 4, 4, 1] as const;
const NARROW: readonly NarrowName[] = ['float16', 'float8_e4m3', 'float8_e4m3fn', 'float8_e5m2'];

const convertersOf = (kernels: NumericExports): ReadonlyMap<string, Converter> => {
  const converters = new Map<string, Converter>();
  for (const name of NARROW) converters.set(name, narrowConverter(kernels, NARROW_FORMATS[name]));
  converters.set('bfloat16', {
    decode: kernels.decode_bfloat16,
    encode: (to, x, count, overflow) => {
      if (overflow === 'infinity') kernels.encode_bfloat16(to, x, count);
      else saturating.encode(to, x, count, overflow);
    },
  });
  const saturating = narrowConverter(kernels, NARROW_FORMATS.bfloat16);
  INTEGERS.forEach((name, kind) => {
    const width = INTEGER_BYTES[kind] as number;
    converters.set(name, {
      decode: (out, from, count) => kernels.decode_integers(out, from, count, kind, width),
      encode: (to, x, count) => kernels.encode_integers(to, x, count, kind, width),
    });
  });
  return converters;
};

/** Conversions between blocks that both lie in the memory of the kernels. */
export const createConversion = (kernels: NumericExports, buffer: ArrayBufferLike): DenseConversion => {
  const converters = convertersOf(kernels);
  const converterOf = (dtype: DType, ...blocks: readonly (Float32Array | Uint8Array)[]): Converter => {
    const converter = converters.get(PACKED_VALUE[dtype] ?? dtype);
    if (converter === undefined) throw new RangeError(`no conversion of ${dtype}`);
    if (blocks.some((each) => each.buffer !== buffer)) throw new RangeError('a block lies in another memory');
    return converter;
  };
  return {
    knows: (dtype) => converters.has(PACKED_VALUE[dtype] ?? dtype),
    holds: (block) => block.buffer === buffer,
    decode: (dtype, out, patterns) =>
      converterOf(dtype, out, patterns).decode(out.byteOffset, patterns.byteOffset, out.length),
    encode: (dtype, patterns, x, overflow) =>
      converterOf(dtype, patterns, x).encode(patterns.byteOffset, x.byteOffset, x.length, overflow),
  };
};
