import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NpyArray, type NpyDType, NpyError, readNpy, writeNpy } from './npy.ts';
import { narrowed } from './npy-narrow.ts';

const name = 'input.npy';

/** A file as numpy.save would write it, with any header. */
const fileOf = (header: string, data: Uint8Array, version = 1): Uint8Array => {
  const start = version === 1 ? 10 : 12;
  const text = `${header.padEnd(Math.ceil((header.length + start + 1) / 64) * 64 - start - 1)}\n`;
  const file = new Uint8Array(start + text.length + data.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length & 255, text.length >> 8]);
  file.set(new TextEncoder().encode(text), start);
  file.set(data, start + text.length);
  return file;
};

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('reading .npy files', () => {
  it('takes versions 1, 2 and 3', () => {
    for (const version of [1, 2, 3]) {
      const array = readNpy(fileOf(header('<i2', '(2, 1)'), bytes(1, 0, 2, 0), version), { name });
      expect(array).toEqual({ shape: [2, 1], dtype: 'int16', bytes: bytes(1, 0, 2, 0) });
    }
  });

  it('takes numbers without dimensions, one dimension and none of it', () => {
    expect(readNpy(fileOf(header('|u1', '()'), bytes(7)), { name }).shape).toEqual([]);
    expect(readNpy(fileOf(header('|b1', '(3,)'), bytes(1, 0, 1)), { name }).shape).toEqual([3]);
    expect(readNpy(fileOf(header('<f4', '(0, 5)'), bytes()), { name }).bytes).toHaveLength(0);
  });

  it('brings column-major data into rows', () => {
    const file = fileOf(header('|u1', '(2, 3)', 'True'), bytes(0, 3, 1, 4, 2, 5));
    expect([...readNpy(file, { name }).bytes]).toEqual([0, 1, 2, 3, 4, 5]);
    const cube = fileOf(header('<u2', '(2, 1, 2)', 'True'), bytes(0, 9, 2, 9, 1, 9, 3, 9));
    expect([...readNpy(cube, { name }).bytes]).toEqual([0, 9, 1, 9, 2, 9, 3, 9]);
  });

  it('takes bytes without a meaning, or unsigned integers, as the type that is declared', () => {
    const two = bytes(0x80, 0x3f);
    expect(readNpy(fileOf(header('<V2', '(1,)'), two), { name, dtype: 'bfloat16' }).dtype).toBe('bfloat16');
    expect(readNpy(fileOf(header('<u2', '(1,)'), two), { name, dtype: 'bfloat16' }).dtype).toBe('bfloat16');
    expect(readNpy(fileOf(header('|V1', '(2,)'), two), { name, dtype: 'float8_e4m3' }).dtype).toBe(
      'float8_e4m3',
    );
    expect(readNpy(fileOf(header('<f1', '(2,)'), two), { name }).dtype).toBe('float8_e5m2');
    const four = fileOf(header('<u4', '(1,)'), bytes(1, 2, 3, 4));
    expect(readNpy(four, { name, dtype: 'float8_e4m3fn_x4' }).dtype).toBe('float8_e4m3fn_x4');
    expect(() => readNpy(fileOf(header('<V2', '(1,)'), two), { name })).toThrow('declared type');
    expect(() => readNpy(four, { name, dtype: 'bfloat16' })).toThrow('bfloat16 itself, or V2 or u2');
    expect(() => readNpy(fileOf(header('<i2', '(1,)'), two), { name, dtype: 'bfloat16' })).toThrow(NpyError);
  });

  const refused: readonly (readonly [string, Uint8Array, string])[] = [
    ['text', new TextEncoder().encode('hello, world'), 'no magic string'],
    ['an unknown version', fileOf(header('<f4', '()'), bytes(0, 0, 0, 0), 4), 'format version 4.0'],
    ['big endian', fileOf(header('>f4', '()'), bytes(0, 0, 0, 0)), 'big endian'],
    ['complex numbers', fileOf(header('<c8', '()'), new Uint8Array(8)), 'element type "<c8"'],
    ['objects', fileOf(header('|O', '()'), new Uint8Array(8)), 'element type "|O"'],
    [
      'structures',
      fileOf(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (), }`, bytes()),
      'header',
    ],
    ['a missing key', fileOf(`{'descr': '<f4', 'shape': (), }`, bytes()), 'header'],
    ['a key twice', fileOf(`{'descr': '<f4', 'descr': '<f4', 'shape': (), }`, bytes()), 'header'],
    ['a negative size', fileOf(header('<f4', '(-1,)'), bytes()), 'header'],
    ['a shape that is a number', fileOf(header('<f4', '(3)'), new Uint8Array(12)), 'shape (3)'],
    ['a size beyond all files', fileOf(header('<f4', '(99999999999999999999,)'), bytes()), 'shape'],
    ['too little data', fileOf(header('<f4', '(2, 3)'), new Uint8Array(23)), '23 bytes of data'],
    [
      'too much data',
      fileOf(header('<f4', '(2, 3)'), new Uint8Array(25)),
      'accepted: 24 bytes: shape (2, 3)',
    ],
    [
      'sizes whose product overflows',
      fileOf(header('|u1', '(4503599627370496, 4503599627370496)'), bytes()),
      '0 bytes',
    ],
    [
      'a header that is cut off',
      fileOf(header('<f4', '()'), bytes(0, 0, 0, 0)).subarray(0, 40),
      'end within the header',
    ],
  ];
  it.each(refused)('refuses %s', (_, file, message) => {
    expect(() => readNpy(file, { name })).toThrow(NpyError);
    expect(() => readNpy(file, { name })).toThrow(message);
  });

  it('ends every damaged file in such an error or in a tensor of the right length', () => {
    const whole = fileOf(header('<f4', '(2, 3)'), new Uint8Array(24));
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) }), { maxLength: 6 }),
        fc.nat(whole.length),
        (changes, length) => {
          const file = whole.slice(0, length < 60 ? length : whole.length);
          for (const { at, to } of changes) file[at] = to;
          try {
            const { shape, bytes: data } = readNpy(file, { name });
            expect(data.length % shape.reduce((a, b) => a * b, 1)).toBe(0);
          } catch (error) {
            expect(error).toBeInstanceOf(NpyError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('writing .npy files', () => {
  const widths: Readonly<Partial<Record<NpyDType, number>>> = {
    float64: 8,
    int64: 8,
    float32: 4,
    bfloat16: 2,
    int8: 1,
    bool: 1,
    float8_e5m2: 1,
    float8_e4m3fn_x4: 4,
  };

  it('gives back what was written', () => {
    const types = Object.entries(widths) as [NpyDType, number][];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.array(fc.nat(5), { maxLength: 5 }),
        ([dtype, width], shape) => {
          const size = shape.reduce((a, b) => a * b, width);
          const array: NpyArray = {
            shape,
            dtype,
            bytes: Uint8Array.from({ length: size }, (_, index) => index),
          };
          const file = writeNpy(array);
          expect(file.indexOf(0x0a) % 64).toBe(63);
          const declared = width < 8 ? { dtype: dtype as 'float32' } : {};
          expect(readNpy(file, { name, ...declared })).toEqual(array);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('writes what numpy.save writes', () => {
    const file = writeNpy({ shape: [3], dtype: 'float32', bytes: new Uint8Array(12) });
    const text = String.fromCharCode(...file.subarray(0, 128));
    const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }`;
    expect(text).toBe(`\x93NUMPY\x01\x00v\x00${dictionary.padEnd(117)}\n`);
    expect(() => writeNpy({ shape: [3], dtype: 'float32', bytes: new Uint8Array(11) })).toThrow('11 bytes');
  });
});

describe('bringing wide types to 32 bits', () => {
  const wide = (dtype: NpyDType, data: Float64Array | BigInt64Array | BigUint64Array): NpyArray => ({
    shape: [data.length],
    dtype,
    bytes: new Uint8Array(data.buffer),
  });

  it('rounds float64 and keeps whole numbers', () => {
    const floats = narrowed(wide('float64', Float64Array.of(0.1, -2)), name);
    expect(floats.dtype).toBe('float32');
    expect([...new Float32Array(floats.bytes.buffer)]).toEqual([Math.fround(0.1), -2]);
    const signed = narrowed(wide('int64', BigInt64Array.of(-(2n ** 31n), 5n)), name);
    expect([...new Int32Array(signed.bytes.buffer)]).toEqual([-2147483648, 5]);
    const unsigned = narrowed(wide('uint64', BigUint64Array.of(4294967295n)), name);
    expect([...new Uint32Array(unsigned.bytes.buffer)]).toEqual([4294967295]);
  });

  it('refuses whole numbers that do not fit, and says where', () => {
    expect(() => narrowed(wide('int64', BigInt64Array.of(0n, 2n ** 31n)), name)).toThrow(
      '2147483648 at element 1; accepted: values from -2147483648 to 2147483647',
    );
  });
});
