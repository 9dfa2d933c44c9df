import { describe, expect, it } from 'vitest';
import { testGeneration } from '../../machine/generation.testing.ts';
import { tileSizeHost } from '../../machine/tile-size.ts';
import type { PyHost, PyValue } from '../../python/values.ts';
import { testTensor } from '../storage.testing.ts';
import { BUFFER_ATTRIBUTES, bufferHost, spaceOfValue } from './buffer.ts';
import { testContext } from './context.testing.ts';
import { DTYPE_ATTRIBUTES, dtypeHost, dtypeOfValue } from './dtype.ts';
import { dynamicSliceHost } from './dynamic-slice.ts';
import { isFrozen, isRegister, registerHost } from './register.ts';
import { tensorHost } from './tensor.ts';
import { isTensor, viewOf } from './tensor-value.ts';

const context = testContext();

const tuple = (...items: PyValue[]): PyValue => ({ kind: 'tuple', items });
const list = (...items: PyValue[]): PyValue => ({ kind: 'list', items });

const attribute = (host: PyHost, name: string): PyValue | undefined =>
  host.type.getAttribute?.(host, name, context);

const getItem = (host: PyHost, ...items: PyValue[]): PyValue => {
  const read = host.type.getItem;
  if (read === undefined) throw new Error('not indexable');
  return read(host, items.length === 1 ? (items[0] as PyValue) : tuple(...items), context);
};

const callMethod = (host: PyHost, name: string, ...args: PyValue[]): PyValue => {
  const method = attribute(host, name);
  if (typeof method !== 'object' || method === null || method.kind !== 'native') throw new Error(name);
  const complete = method.parameters.map(({ defaultValue }, index) => {
    const value = args[index] === undefined ? defaultValue : args[index];
    if (value === undefined) throw new Error(`${name} lacks argument ${index}`);
    return value;
  });
  return method.call(complete, context);
};

const shapeOf = (value: PyValue): readonly number[] | undefined => viewOf(value)?.shape;

const whole: PyValue = { kind: 'slice', start: null, stop: null, step: null };

describe('a tensor in Python', () => {
  const tensor = tensorHost(testTensor('sbuf', [128, 64]));

  it('has the documented attributes', () => {
    expect(attribute(tensor, 'shape')).toEqual(tuple(128, 64));
    expect(attribute(tensor, 'strides')).toEqual(tuple(64, 1));
    expect(attribute(tensor, 'offset')).toBe(0);
    expect(attribute(tensor, 'ndim')).toBe(2);
    expect(attribute(tensor, 'size')).toBe(128 * 64);
    expect(attribute(tensor, 'name')).toBe('x');
    expect(attribute(tensor, 'dtype')).toBe(dtypeHost('float32'));
    expect(attribute(tensor, 'buffer')).toBe(BUFFER_ATTRIBUTES.get('sbuf'));
    expect(attribute(tensor, 'nothing')).toBeUndefined();
    expect(tensor.type.represent(tensor)).toBe(
      "NkiTensor(name='x', shape=(128, 64), dtype=float32, buffer=sbuf)",
    );
  });

  it('is indexed by ints, slices, windows, registers, the ellipsis and None', () => {
    expect(shapeOf(getItem(tensor, 3))).toEqual([1, 64]);
    expect(shapeOf(getItem(tensor, whole, { kind: 'slice', start: 8, stop: null, step: 2 }))).toEqual([
      128, 28,
    ]);
    expect(shapeOf(getItem(tensor, whole, { kind: 'range', start: 0, stop: 64, step: 2 }))).toEqual([
      128, 32,
    ]);
    expect(shapeOf(getItem(tensor, { kind: 'ellipsis' }, dynamicSliceHost(4, 8)))).toEqual([128, 8]);
    expect(shapeOf(getItem(tensor, whole, null, whole))).toEqual([128, 1, 64]);
    const register = registerHost({ id: 7, value: 2 });
    expect(viewOf(getItem(tensor, whole, dynamicSliceHost(register, 8)))).toMatchObject({
      shape: [128, 8],
      indirection: { kind: 'scalar', source: { id: 7 }, stride: 1, extent: 64 },
    });
    const batches = tensorHost(testTensor('hbm', [4, 128, 8]));
    expect(shapeOf(getItem(batches, register))).toEqual([128, 8]);
  });

  it('has the documented methods with their defaults', () => {
    expect(shapeOf(callMethod(tensor, 'slice', 1, 8, 24))).toEqual([128, 16]);
    expect(shapeOf(callMethod(tensor, 'reshape', list(128, 8, -1)))).toEqual([128, 8, 8]);
    expect(shapeOf(callMethod(tensor, 'reshape_dim', 1, tuple(4, -1)))).toEqual([128, 4, 16]);
    const cube = callMethod(tensor, 'reshape', tuple(128, 8, 8)) as PyHost;
    expect(shapeOf(callMethod(cube, 'permute', tuple(0, 2, 1)))).toEqual([128, 8, 8]);
    expect(shapeOf(callMethod(cube, 'flatten_dims', 1, 2))).toEqual([128, 64]);
    expect(shapeOf(callMethod(cube, 'select', 1, 3))).toEqual([128, 8]);
    const thin = callMethod(tensor, 'expand_dim', 1) as PyHost;
    expect(shapeOf(callMethod(thin, 'broadcast', 1, 4))).toEqual([128, 4, 64]);
    expect(shapeOf(callMethod(thin, 'squeeze_dim', 1))).toEqual([128, 64]);
    expect(shapeOf(callMethod(tensor, 'view', dtypeHost('uint8')))).toEqual([128, 256]);
    expect(shapeOf(callMethod(tensor, 'reinterpret_cast', 'bfloat16'))).toEqual([128, 128]);
    expect(callMethod(tensor, 'get_pattern')).toEqual(list(list(64, 128), list(1, 64)));
    expect(callMethod(tensor, 'is_contiguous')).toBe(true);
    expect(callMethod(tensor, 'is_indirect')).toBe(false);
    const pattern = list(tuple(64, 128), list(2, 32));
    expect(viewOf(callMethod(tensor, 'ap', pattern, 1))).toMatchObject({ shape: [128, 32], offset: 1 });
    const sizes: PyValue = { kind: 'dict', entries: new Map([['sh', ['h', 4]]]) };
    expect(
      shapeOf(callMethod(tensor, 'rearrange', tuple('b', tuple('h', 'w')), tuple('b', 'w', 'h'), sizes)),
    ).toEqual([128, 16, 4]);
  });

  it('says where in the kernel a view is refused, and what is allowed', () => {
    expect(() => getItem(tensor, whole, 64)).toThrow(
      'kernel.py:1:5: index 64 of dimension 1: x of shape (128, 64) with strides (64, 1) in sbuf; indices are 0 to 63',
    );
    expect(() => callMethod(tensor, 'slice', 1, 'a', 24)).toThrow(
      "TypeError: start must be an int, found 'a'",
    );
    expect(() => callMethod(tensor, 'ap', list(list(1, 2, 3)))).toThrow(/must be a pair/);
    expect(() => getItem(tensor, 'x')).toThrow(/TypeError: a tensor is indexed by ints/);
  });

  it('is told apart from everything else', () => {
    expect(isTensor(tensor)).toBe(true);
    expect([null, 1, dtypeHost('int8'), tuple()].some(isTensor)).toBe(false);
  });
});

describe('element types and memories in Python', () => {
  it('equal their names', () => {
    const bfloat16 = dtypeHost('bfloat16');
    expect(bfloat16.type.equals?.(bfloat16, 'bfloat16')).toBe(true);
    expect(bfloat16.type.equals?.(bfloat16, dtypeHost('float16'))).toBe(false);
    expect(bfloat16.type.represent(bfloat16)).toBe('bfloat16');
    expect(dtypeOfValue('float8e4')).toBe('float8_e4m3');
    expect(dtypeOfValue('toString')).toBeUndefined();
    expect(DTYPE_ATTRIBUTES.get('bool_')).toBe(dtypeHost('bool'));
  });

  it('name HBM of the core twice', () => {
    expect(BUFFER_ATTRIBUTES.get('hbm')).toBe(BUFFER_ATTRIBUTES.get('private_hbm'));
    expect(spaceOfValue(bufferHost('shared_hbm'))).toBe('shared_hbm');
  });
});

describe('a register in Python', () => {
  const register = registerHost({ id: 1, value: 5 });

  it('is a condition and a bound, but no number', () => {
    expect(register.type.truth?.(register, context)).toBe(true);
    expect(register.type.index?.(register, context)).toBe(5);
    expect(() => register.type.binary?.(register, '+', 1, false, context)).toThrow(
      /TypeError: '\+' on a VirtualRegister/,
    );
    expect(isRegister(register)).toBe(true);
    expect(isFrozen(registerHost({ id: 2, value: 0 }, true))).toBe(true);
  });

  it('has no truth before it has a value', () => {
    const fresh = registerHost({ id: 3, value: Number.NaN });
    expect(() => fresh.type.truth?.(fresh, context)).toThrow(/never given a value/);
  });
});

describe('nl.tile_size', () => {
  it('gives capacities of the generation under present and deprecated names', () => {
    const sizes = tileSizeHost(testGeneration('v3'), 7);
    const of = (name: string) => attribute(sizes, name);
    expect(of('pmax')).toBe(128);
    expect([of('psum_fmax'), of('psum_bank_fmax'), of('psum_bank_fmax_bytes')]).toEqual([512, 512, 2048]);
    expect(of('psum_num_banks')).toBe(7);
    expect(of('sbuf_size_bytes')).toBe(28 * 2 ** 20);
    expect([of('total_available_sbuf_size'), of('sbuf_fmax_bytes')]).toEqual([208 * 1024, 208 * 1024]);
    expect(of('sbuf_fmax')).toBe(52 * 1024);
    expect(of('nothing')).toBeUndefined();
  });
});
