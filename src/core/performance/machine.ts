import type { Bytes, BytesPerSecond, FlopsPerSecond, Seconds } from '../quantity/unit.ts';
import type { ComputeFormat } from '../workload/architecture.ts';

/**
 * A system as the performance model sees it: plain numbers per chip, taken at one end (or the middle) of every
 * fact's interval. Made by `machineOf(system, end)` in `core/catalog`.
 */
export interface Machine {
  readonly systemId: string;
  readonly chipId: string;
  readonly vendor: string;
  /** Dense peak per chip, only for formats the chip multiplies natively. */
  readonly peakFlopsPerSecond: Readonly<Partial<Record<ComputeFormat, FlopsPerSecond>>>;
  readonly hbmBytes: Bytes;
  readonly hbmBytesPerSecond: BytesPerSecond;
  /** Networks from the innermost outwards; the last one reaches everything. */
  readonly tiers: readonly NetworkTier[];
  /** Chips in one sellable or rentable unit. */
  readonly chipsPerUnit: number;
  /** Trainium and Inferentia: physical cores and how many may be joined into one logical core; null elsewhere. */
  readonly cores: CoreGrouping | null;
  /** Width of the systolic array that inner and outer dimensions of products are padded to; absent where there is none. */
  readonly matrixUnitWidth?: number;
}

export interface CoreGrouping {
  readonly physicalPerChip: number;
  /** Allowed physical cores per logical core, e.g. [1, 2] on Trainium2. */
  readonly groupings: readonly number[];
  readonly defaultGrouping: number;
}

export interface NetworkTier {
  readonly name: 'scale-up' | 'scale-up-outer' | 'scale-out';
  /** Chips that can reach each other inside this tier; Infinity for scale-out. */
  readonly chips: number;
  readonly topology: Topology;
  /** What one chip can send (and receive at the same time), all its links of this tier together, one direction. */
  readonly bytesPerSecondPerChip: BytesPerSecond;
  readonly hopSeconds: Seconds;
}

export type Topology =
  | { readonly kind: 'switch' /** In-network reduction, as NVLink SHARP. */; readonly reduces: boolean }
  | { readonly kind: 'ring' }
  | { readonly kind: 'mesh' }
  | { readonly kind: 'torus'; readonly dimensions: readonly number[]; readonly wrapped: boolean }
  /** NIC i of every host on rail i; groups that stay on a rail get the full NIC rate. */
  | { readonly kind: 'rail-optimised'; readonly oversubscription: number };
