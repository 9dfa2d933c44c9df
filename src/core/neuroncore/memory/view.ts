import type { Site } from '../python/source.ts';
import type { AccumulationRecord } from './accumulation.ts';
import type { DType } from './dtype.ts';

/** Where a tensor lives. `hbm` is private to a core; `shared_hbm` is seen by both cores of a logical core. */
export type Space = 'sbuf' | 'psum' | 'hbm' | 'shared_hbm';

/**
 * One allocation. On chip it is a block of `partitions` rows of `bytesPerPartition` bytes; in HBM one row.
 * Without an explicit address the block is its own array of bytes and gets its address when the whole kernel is
 * known (allocation follows last use); with one, it is a window into the arena of its core, so that blocks that
 * overlap really share bytes.
 */
export interface Storage {
  readonly id: number;
  readonly name: string;
  readonly space: Space;
  /** Physical core that owns it (0 or 1); 0 for shared HBM. */
  readonly core: number;
  readonly partitions: number;
  readonly bytesPerPartition: number;
  /** Set when the kernel chose the place: start partition, and byte within each partition. */
  readonly address: { readonly partition: number; readonly byte: number } | null;
  /** Where the kernel allocated it; null for arguments. */
  readonly site: Site | null;
  readonly contents: Contents;
}

/** The bytes behind a storage; absent until first written, and always in runs for timing only. */
export interface Contents {
  bytes: Uint8Array | null;
  /** First byte of row 0 within `bytes`. */
  base: number;
  /** Bytes from one row to the next within `bytes`. */
  pitch: number;
  /**
   * One bit for each byte of `bytes`, set when written; absent when nothing is written yet. Storages in one arena
   * share it with the bytes, so that what one wrote is written for all that overlap it.
   */
  written: Uint8Array | null;
  /** Set when every byte of the storage has been written; `written` is then no longer kept. */
  complete?: boolean;
  /** In PSUM: which elements matmuls wrote, in program order; absent until the first write is noted. */
  accumulation?: AccumulationRecord;
}

/**
 * A strided view of a storage, as in `.ap`: element (i0, i1, ...) stands at `offset + sum(strides[d] * i[d])`, counted
 * in elements of `dtype` over the storage taken as one flat row-major array of partitions x elements per partition.
 * Source: aws-neuron-sdk nki/deep-dives/nki-aps.rst, "Semantics of the Access Pattern".
 */
export interface View {
  readonly storage: Storage;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly indirection: Indirection | null;
}

/**
 * A part of the address that is read from memory or a register when the instruction runs.
 *
 * `scalar` adds `value * stride` to the offset. `vector` replaces the first dimension: its element i0 stands at
 * `offset + indices[i0] * stride` instead of `offset + i0 * strides[0]`. `columns` (NeuronCore-v4) replaces the last
 * dimension: its element i stands at `strides[0] * i0 + offset + index(i) * stride`, where index i of a group of G
 * partitions is `indices[i mod G, i div G]` (G is 32 on the Tensor engine, 16 on the others).
 * Source: aws-neuron-sdk nki/deep-dives/nki-aps.rst, "Dynamic Access"; nki/api/nki/language, `NkiTensor.indirect`.
 */
export type Indirection =
  | (IndirectExtent & { readonly kind: 'scalar'; readonly source: View | RegisterValue })
  | (IndirectExtent & { readonly kind: 'vector'; readonly indices: View })
  | (IndirectExtent & { readonly kind: 'columns'; readonly indices: View });

export interface IndirectExtent {
  /** Dimension of the indexed tensor that the index counts along. */
  readonly dimension: number;
  /** Elements of the view's dtype from one index to the next. */
  readonly stride: number;
  /** Size of that dimension: what the index may reach without an offset. */
  readonly extent: number;
}

/** A 32-bit register of a sequencer with its present value; NaN until it is given one. */
export interface RegisterValue {
  readonly id: number;
  value: number;
}
