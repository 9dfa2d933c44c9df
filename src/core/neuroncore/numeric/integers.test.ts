import { describe, expect, it } from 'vitest';
import { viewOf } from './conversion.testing.ts';
import { readIntegers, readNumbers, writeIntegers, writeNumbers } from './integers.ts';

describe('integers', () => {
  it('keep all 32 bits, which float32 would round', () => {
    const view = viewOf('int32', 1, 3);
    writeIntegers(view, Int32Array.of(16777217, -2147483647, 2147483647));
    const out = new Int32Array(3);
    readIntegers(view, out);
    expect([...out]).toEqual([16777217, -2147483647, 2147483647]);
    const wide = new Float64Array(3);
    readNumbers(view, wide);
    expect([...wide]).toEqual([16777217, -2147483647, 2147483647]);
  });

  it('extend the sign of signed types only', () => {
    const signed = viewOf('int8', 1, 2);
    writeIntegers(signed, Int32Array.of(-1, 200));
    const out = new Int32Array(2);
    readIntegers(signed, out);
    expect([...out]).toEqual([-1, 127]);
    const unsigned = viewOf('uint16', 1, 2);
    writeIntegers(unsigned, Int32Array.of(65535, -5));
    readIntegers(unsigned, out);
    expect([...out]).toEqual([65535, 0]);
  });

  it('saturate from float64 and from unsigned words alike', () => {
    const view = viewOf('int32', 1, 2);
    writeIntegers(view, Uint32Array.of(4294967295, 7));
    const out = new Int32Array(2);
    readIntegers(view, out);
    expect([...out]).toEqual([2147483647, 7]);
    writeNumbers(view, Float64Array.of(2147483646.5, Number.NaN));
    readIntegers(view, out);
    expect([...out]).toEqual([2147483646, 0]);
  });

  it('are not read from floating-point storage', () => {
    expect(() => readIntegers(viewOf('float32', 1, 1), new Int32Array(1))).toThrow(
      'holds float32, no integers',
    );
  });
});
