import type { DType } from '../memory/dtype.ts';

/** How the elements of a made-up tensor are filled. `uniform` lies in [low, high), `normal` has mean low and deviation high. */
export type FillKind =
  | 'zeros'
  | 'ones'
  | 'constant'
  | 'uniform'
  | 'normal'
  | 'arange'
  | 'identity'
  | 'integers';

export interface GeneratedTensor {
  readonly kind: 'generated';
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly fill: FillKind;
  readonly seed: number;
  readonly low: number;
  readonly high: number;
  readonly name: string | null;
}

export interface FileTensor {
  readonly kind: 'file';
  /** Path of a .npy file, relative to the call file. */
  readonly npy: string;
  /** What the bytes mean where .npy has no type for it (bfloat16 and fp8 are stored as raw bytes). */
  readonly dtype: DType | null;
  readonly name: string | null;
}

/** Another tensor on each rank, in their order. */
export interface RankTensors {
  readonly kind: 'ranks';
  readonly items: readonly (FileTensor | GeneratedTensor)[];
}

/** One argument of the kernel. */
export type CallArgument =
  | GeneratedTensor
  | FileTensor
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly CallArgument[] }
  /** An expression in the kernel's own Python, read in its module: `Config(depth=2)`, `nl.bfloat16`. */
  | { readonly kind: 'python'; readonly expression: string }
  /** Another argument on each rank, in their order. */
  | { readonly kind: 'ranks'; readonly items: readonly CallArgument[] };

/** What a result must be close to: |result - expected| <= absolute + relative * |expected|, element by element. */
export interface Expectation {
  /** The same on every rank, or one for each. */
  readonly tensor: FileTensor | GeneratedTensor | RankTensors;
  readonly relative: number;
  readonly absolute: number;
}

/** One call of a kernel: content of a call file. */
export interface KernelCall {
  readonly function: string;
  /** Physical cores of the logical core that runs it: 1 or 2. */
  readonly cores: 1 | 2;
  /** How many ranks run it together, each with memory of its own; they meet in collectives. */
  readonly ranks: number;
  readonly args: readonly CallArgument[];
  readonly keywords: Readonly<Record<string, CallArgument>>;
  readonly expect: readonly Expectation[];
  /** What `os.environ` holds. */
  readonly environment: Readonly<Record<string, string>>;
}
