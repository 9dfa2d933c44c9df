import { SHARED_MODULE, SINGLE_MODULE } from '../../core/neuroncore/numeric/wasm/module.ts';

/** The part of the WebAssembly interface that is used here; Node and browsers have it alike. */
interface WebAssemblyApi {
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared?: boolean;
  }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
}

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
}

/** Functions of the assembled module; all addresses and counts are whole numbers, counts in elements. */
export interface NumericExports {
  readonly matmul: (...values: readonly number[]) => void;
  readonly unary: (operation: number, out: number, x: number, count: number) => void;
  readonly exp: (out: number, x: number, count: number) => void;
  readonly binary: (...values: readonly number[]) => void;
  readonly binary_by_row: (...values: readonly number[]) => void;
  readonly reduce_rows: (operation: number, out: number, x: number, rows: number, columns: number) => void;
  readonly round_to_bfloat16: (out: number, x: number, count: number) => void;
  readonly round_to_float16: (out: number, x: number, count: number) => void;
  readonly round_to_tfloat32: (out: number, x: number, count: number) => void;
  readonly decode_floats: (...values: readonly number[]) => void;
  readonly encode_floats: (...values: readonly number[]) => void;
  readonly decode_bfloat16: (out: number, from: number, count: number) => void;
  readonly encode_bfloat16: (to: number, x: number, count: number) => void;
  readonly decode_integers: (out: number, from: number, count: number, kind: number, width: number) => void;
  readonly encode_integers: (to: number, x: number, count: number, kind: number, width: number) => void;
}

const PAGE_BYTES = 65536;
/** Bytes at the beginning of each thread's own area: one row of sixteen floats, then sixteen results. */
const RESULTS_AT = 64;
const AREA_BYTES = 128;
/** Threads that one memory has areas for, this many bytes together. */
export const RESERVED_BYTES = 4096;
export const MOST_THREADS = RESERVED_BYTES / AREA_BYTES;

const api = (): WebAssemblyApi =>
  (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Memory of at least that many bytes, all zero; the pages are only taken from the system when they are touched. */
export const createMemory = (bytes: number, shared: boolean): WasmMemory => {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new (api().Memory)({ initial: pages, maximum: pages, ...(shared ? { shared } : {}) });
};

/** Whether the memory can be worked on by several threads. */
export const isShared = (memory: WasmMemory): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;

/** The kernels on that memory for one of the threads that share it, which are numbered from 0. */
export const instantiate = (memory: WasmMemory, thread: number): NumericExports => {
  if (thread >= MOST_THREADS) throw new RangeError(`thread ${thread} of at most ${MOST_THREADS}`);
  const { Module, Instance } = api();
  const module = new Module(bytesOf(isShared(memory) ? SHARED_MODULE : SINGLE_MODULE));
  const row = thread * AREA_BYTES;
  const instance = new Instance(module, { host: { memory, row, results: row + RESULTS_AT } });
  return instance.exports as NumericExports;
};
