import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type ActivationName, activate, activationAt, firstOutside } from './activations.ts';
import { complementaryErrorFunction, errorFunction } from './error-function.ts';
import { createJavascriptKernels } from './javascript.ts';

const AT = [-9, -2.5, -0.25, 0.125, 1.5, 5];

/** Values at these places from the definitions, worked out with 40 digits. */
const GOLDEN: Readonly<Partial<Record<ActivationName, readonly number[]>>> = {
  sigmoid: [
    0.00012339457598623172, 0.07585818002124355, 0.4378234991142019, 0.5312093733737563, 0.8175744761936437,
    0.9933071490757152,
  ],
  gelu: [
    -1.0157295653584566e-18, -0.015524163314440337, -0.10032341857926907, 0.06871727810376412,
    1.399789198096713, 4.999998566742141,
  ],
  gelu_dx: [
    -9.138937373906639e-18, -0.03761108590814521, 0.30462664511636395, 0.5992179356982066, 1.1274691922299795,
    1.000007146946002,
  ],
  gelu_apprx_tanh: [
    -1.3364595947346586e-28, -0.015084266089998582, -0.100324649298315, 0.06871719862422339,
    1.3995715769802328, 4.999999770820381,
  ],
  gelu_apprx_sigmoid: [
    -2.003177986558509e-6, -0.03498616504857007, -0.09880035009980583, 0.06912347337810465,
    1.3916621984470765, 4.998992983732648,
  ],
  gelu_apprx_sigmoid_dx: [
    -3.1868328424324235e-6, -0.04471866608137446, 0.2934995590257331, 0.6055779476640135, 1.098848064624103,
    1.0015121932401312,
  ],
  silu: [
    -0.0011105511838760856, -0.18964545005310887, -0.10945587477855047, 0.06640117167171954,
    1.2263617142904655, 4.966535745378576,
  ],
  silu_dx: [
    -0.0009870195718974083, -0.09940111134152683, 0.37628997842980233, 0.5623376202504584, 1.041294154299143,
    1.026547432429666,
  ],
  tanh: [
    -0.999999969540041, -0.9866142981514303, -0.24491866240370913, 0.12435300177159621, 0.9051482536448664,
    0.9999092042625951,
  ],
  softplus: [
    0.00012340218972325883, 0.07888973429254963, 0.5759394198788436, 0.7575990353171691, 1.7014132779827524,
    5.006715348489118,
  ],
  mish: [
    -0.0011106197018717866, -0.19681620390653334, -0.12992696367914103, 0.07995757084735981,
    1.4033782663958025, 4.999552077529406,
  ],
  erf: [
    -1.0, -0.999593047982555, -0.27632639016823696, 0.1403162048013338, 0.9661051464753108,
    0.9999999999984626,
  ],
  erf_dx: [
    7.492073428245974e-36, 0.0021782842303527095, 1.0600141293761143, 1.1108852695966625, 0.11893028922362937,
    1.5670866531017336e-11,
  ],
  arctan: [
    -1.460139105621001, -1.1902899496825317, -0.24497866312686414, 0.12435499454676144, 0.982793723247329,
    1.373400766945016,
  ],
};

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('activation functions', () => {
  it.each(Object.entries(GOLDEN))('%s has the values of its definition', (name, expected) => {
    AT.forEach((x, index) => {
      const error = activationAt(name as ActivationName, x) / (expected[index] as number) - 1;
      expect(Math.abs(error)).toBeLessThan(2e-11);
    });
  });

  it('tend to their limits without becoming NaN', () => {
    const at = (x: number): Record<string, number> =>
      Object.fromEntries(
        [
          'gelu',
          'gelu_apprx_tanh',
          'gelu_apprx_sigmoid',
          'silu',
          'mish',
          'softplus',
          'gelu_dx',
          'silu_dx',
        ].map((name) => [name, activationAt(name as ActivationName, x) + 0]),
      );
    const low = { gelu: 0, gelu_apprx_tanh: 0, gelu_apprx_sigmoid: 0, silu: 0, mish: 0, softplus: 0 };
    expect(at(-inf)).toEqual({ ...low, gelu_dx: 0, silu_dx: 0 });
    const high = {
      gelu: inf,
      gelu_apprx_tanh: inf,
      gelu_apprx_sigmoid: inf,
      silu: inf,
      mish: inf,
      softplus: inf,
    };
    expect(at(inf)).toEqual({ ...high, gelu_dx: 1, silu_dx: 1 });
    expect(ACTIVATIONS.filter((name) => !Number.isNaN(activationAt(name, nan)))).toEqual([]);
  });

  it('have the special values of their mathematics', () => {
    expect(activationAt('log', 0)).toBe(-inf);
    expect(activationAt('log', -1)).toBeNaN();
    expect(activationAt('rsqrt', 0)).toBe(inf);
    expect(activationAt('reciprocal', -0)).toBe(-inf);
    expect([-3, -0, 0, 5].map((x) => activationAt('sign', x))).toEqual([-1, 0, 0, 1]);
    expect([-3, 4].map((x) => activationAt('prelu', x, 0.25))).toEqual([-0.75, 4]);
    expect(activationAt('softplus', 1000)).toBe(1000);
  });

  it('sin goes on with a cubic outside of its range, as the documents print for 9', () => {
    expect(activationAt('sin', 9)).toBeCloseTo(27.65, 2);
    expect(activationAt('sin', -9)).toBeCloseTo(-27.65, 2);
    expect(activationAt('sin', 3)).toBe(Math.sin(3));
    expect(activationAt('sin', inf)).toBeNaN();
  });

  it('keep the tails of the error function', () => {
    expect(complementaryErrorFunction(10) / 2.0884875837625449e-45).toBeCloseTo(1, 10);
    expect(complementaryErrorFunction(-10)).toBe(2);
    expect(complementaryErrorFunction(40)).toBe(0);
    expect(errorFunction(-0.5) + errorFunction(0.5)).toBeCloseTo(0, 11);
    expect(errorFunction(0.5 - 1e-12)).toBeCloseTo(errorFunction(0.5 + 1e-12), 10);
  });
});

describe('activation functions by the kernels', () => {
  const kernels = createJavascriptKernels();
  const x = Float32Array.from({ length: 4001 }, (_, index) => (index - 2000) / 25);

  it.each(ACTIVATIONS)('%s is within 3e-7 of float64', (name) => {
    const fast = new Float32Array(x.length);
    activate(name, fast, x, kernels, 0.1);
    let worst = 0;
    for (let index = 0; index < x.length; index += 1) {
      const exact = activationAt(name, x[index] as number, Math.fround(0.1));
      const error = Math.abs((fast[index] as number) - exact);
      if (Number.isFinite(exact) && error > 1e-36) worst = Math.max(worst, error / Math.abs(exact));
    }
    expect(worst).toBeLessThan(3e-7);
  });

  it('work in place and treat the ends as float64 does', () => {
    const ends = [-inf, inf, nan, -1000, 1000, 0];
    for (const name of ['silu', 'sigmoid'] as const) {
      const block = Float32Array.from(ends);
      activate(name, block, block, kernels);
      expect([...block].map((value) => value + 0)).toEqual(ends.map((each) => activationAt(name, each) + 0));
    }
  });
});

describe('valid ranges', () => {
  it('point to the first value outside, NaN included', () => {
    const plain = { name: 'log', least: 0.5, most: 2, symmetric: false, text: '' } as const;
    expect(firstOutside(plain, Float32Array.of(0.5, 2, 1))).toBe(-1);
    expect(firstOutside(plain, Float32Array.of(1, 2.5, -1))).toBe(1);
    expect(firstOutside(plain, Float32Array.of(1, 2, nan))).toBe(2);
    const both = { ...plain, name: 'reciprocal', symmetric: true } as const;
    expect(firstOutside(both, Float32Array.of(-1, -2, 0.25))).toBe(2);
  });
});
