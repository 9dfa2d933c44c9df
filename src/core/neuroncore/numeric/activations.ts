import { complementaryErrorFunction, errorFunction } from './error-function.ts';
import type { NumericKernels } from './kernels.ts';

/** Functions that the Scalar Engine applies. Source: aws-neuron-sdk nki/api/nki.api.shared.rst, "Supported Activation Functions". */
export type ActivationName =
  | 'copy'
  | 'square'
  | 'sigmoid'
  | 'relu'
  | 'prelu'
  | 'gelu'
  | 'gelu_dx'
  | 'gelu_apprx_tanh'
  | 'gelu_apprx_sigmoid'
  | 'gelu_apprx_sigmoid_dx'
  | 'silu'
  | 'silu_dx'
  | 'tanh'
  | 'softplus'
  | 'mish'
  | 'erf'
  | 'erf_dx'
  | 'exp'
  | 'log'
  | 'sin'
  | 'arctan'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'sign'
  | 'abs';

const { exp, PI, SQRT1_2 } = Math;

const logistic = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

/** x * weight, where a weight of 0 wins over an infinite x. */
const weighted = (x: number, weight: number): number => (weight === 0 ? 0 : x * weight);

/** Distribution of the normal law, without loss in its lower tail. */
const normalBelow = (x: number): number => complementaryErrorFunction(-x * SQRT1_2) / 2;
const normalDensity = (x: number): number => exp((-x * x) / 2) / Math.sqrt(2 * PI);

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(exp(-Math.abs(x)));

/** x sigmoid(slope x) and its derivative. */
const gated = (x: number, slope: number): number => weighted(x, logistic(slope * x));
const gatedSlope = (x: number, slope: number): number => {
  const gate = logistic(slope * x);
  return gate + weighted(slope * x, gate * logistic(-slope * x));
};

/** Slope of the sigmoid approximation of GELU. Source: Hendrycks and Gimpel, arXiv:1606.08415, section 2. */
const SIGMOID_SLOPE = 1.702;
/** Coefficients of its tanh approximation; same source. */
const TANH_SCALE = Math.sqrt(2 / PI);
const TANH_CUBE = 0.044715;

/**
 * sin within [-pi, pi]. Outside, the engine goes on with the cubic of its last piece: the one about +-pi is
 * -d + d^3 / 6, d the distance beyond, and gives the printed sin(9) = 27.65. Source: aws-neuron-sdk
 * nki/api/nki.api.shared.rst (note on sin); that the cubic is Taylor's is inferred from this one value.
 */
const engineSine = (x: number): number => {
  if (Math.abs(x) <= PI || !Number.isFinite(x)) return Math.sin(x);
  const beyond = Math.abs(x) - PI;
  return Math.sign(x) * (beyond ** 3 / 6 - beyond);
};

const FUNCTIONS: Readonly<Record<ActivationName, (x: number, slope: number) => number>> = {
  copy: (x) => x,
  square: (x) => x * x,
  sigmoid: logistic,
  relu: (x) => Math.max(x, 0),
  prelu: (x, slope) => (x < 0 ? slope * x : x),
  gelu: (x) => weighted(x, normalBelow(x)),
  gelu_dx: (x) => normalBelow(x) + weighted(x, normalDensity(x)),
  gelu_apprx_tanh: (x) => gated(x, 2 * TANH_SCALE * (1 + TANH_CUBE * x * x)),
  gelu_apprx_sigmoid: (x) => gated(x, SIGMOID_SLOPE),
  gelu_apprx_sigmoid_dx: (x) => gatedSlope(x, SIGMOID_SLOPE),
  silu: (x) => gated(x, 1),
  silu_dx: (x) => gatedSlope(x, 1),
  tanh: Math.tanh,
  softplus,
  mish: (x) => weighted(x, Math.tanh(softplus(x))),
  erf: errorFunction,
  erf_dx: (x) => (2 / Math.sqrt(PI)) * exp(-x * x),
  exp,
  log: Math.log,
  sin: engineSine,
  arctan: Math.atan,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sign: (x) => Math.sign(x) + 0,
  abs: Math.abs,
};

export const ACTIVATIONS = Object.keys(FUNCTIONS) as readonly ActivationName[];

export const isActivation = (name: string): name is ActivationName => Object.hasOwn(FUNCTIONS, name);

/** One value of an activation function in float64. `slope` is what `prelu` multiplies negative values with. */
export const activationAt = (name: ActivationName, x: number, slope = 0): number => FUNCTIONS[name](x, slope);

type Block = Float32Array;

/**
 * Those that the kernels give with a relative error below 3e-7 of the float64 value, in full vectors: exp; exact ones;
 * and sigmoid and silu, both from float32 e^-x (below -88.7 it overflows and they give 0 where they are under 1e-36).
 */
const FAST: Readonly<
  Partial<Record<ActivationName, (kernels: NumericKernels, out: Block, x: Block) => void>>
> = {
  exp: (kernels, out, x) => kernels.unary('exp', out, x),
  square: (kernels, out, x) => kernels.unary('square', out, x),
  relu: (kernels, out, x) => kernels.unary('relu', out, x),
  abs: (kernels, out, x) => kernels.unary('abs', out, x),
  sqrt: (kernels, out, x) => kernels.unary('sqrt', out, x),
  reciprocal: (kernels, out, x) => kernels.unary('reciprocal', out, x),
  sigmoid: (kernels, out, x) => fastLogistic(kernels, out, x),
  silu: (kernels, out, x) => fastSilu(kernels, out, x),
};

const fastLogistic = (kernels: NumericKernels, out: Block, x: Block): void => {
  const one = kernels.mark();
  const ones = kernels.block(1).fill(1);
  kernels.unary('negate', out, x);
  kernels.unary('exp', out, out);
  kernels.binaryByRow('add', out, out, ones, 1, out.length, false);
  kernels.unary('reciprocal', out, out);
  kernels.release(one);
};

const fastSilu = (kernels: NumericKernels, out: Block, x: Block): void => {
  const mark = kernels.mark();
  const gate = kernels.block(out.length);
  fastLogistic(kernels, gate, x);
  // -inf times the gate's 0 is no number, but the function tends to 0 there.
  const least = kernels.block(1).fill(-3.4028234663852886e38);
  kernels.binaryByRow('max', out, x, least, 1, out.length, false);
  kernels.binary('multiply', out, out, gate);
  kernels.release(mark);
};

/**
 * out = function(x), element by element; `out` may be x. Computed in float64 and rounded to float32 unless `kernels` are
 * given and have the function fast with a relative error below 3e-7. The engine's own tables are not public: this is
 * what they approximate.
 */
export const activate = (
  name: ActivationName,
  out: Float32Array,
  x: Float32Array,
  kernels: NumericKernels | null = null,
  slope = 0,
): void => {
  const fast = kernels === null ? undefined : FAST[name];
  if (fast !== undefined && kernels !== null) {
    fast(kernels, out, x);
    return;
  }
  const apply = FUNCTIONS[name];
  for (let index = 0; index < out.length; index += 1) out[index] = apply(x[index] as number, slope);
};

/** Where an activation function is valid on the engine; content of catalog/neuroncore/activations.yaml. */
export interface ActivationRange {
  readonly name: ActivationName;
  /** The smallest and the largest valid magnitude when `symmetric`, else the smallest and the largest valid value. */
  readonly least: number;
  readonly most: number;
  readonly symmetric: boolean;
  /** As the page prints it. */
  readonly text: string;
}

export interface ActivationTable {
  readonly as_of: string;
  readonly source: string;
  /** Only functions whose range is narrower than all numbers. */
  readonly ranges: readonly ActivationRange[];
}

/** Index of the first element that lies outside of the range, -1 if none does. NaN lies outside. */
export const firstOutside = (range: ActivationRange, x: Float32Array): number => {
  const { least, most, symmetric } = range;
  for (let index = 0; index < x.length; index += 1) {
    const value = symmetric ? Math.abs(x[index] as number) : (x[index] as number);
    if (!(value >= least && value <= most)) return index;
  }
  return -1;
};
