import type { Site } from '../python/source.ts';
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
  /** One bit for each byte of the storage, set when written; absent when nothing is written yet. */
  written: Uint8Array | null;
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

/** A part of the address that is read from memory or a register when the instruction runs. */
export type Indirection =
  | { readonly kind: 'scalar'; readonly dimension: number; readonly source: View | RegisterValue }
  | { readonly kind: 'vector'; readonly dimension: number; readonly indices: View };

/** A 32-bit register of a sequencer with its present value. */
export interface RegisterValue {
  readonly id: number;
  value: number;
}
