import type { ModelArchitecture, StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { InferenceConstants } from './constants.ts';
import type { Reserve } from './fleet.ts';
import type { OpenLoopTraffic } from './open-loop.ts';
import type { LatencyLimits } from './operating-point.ts';

/** What decides which layouts there are and what each of them costs. */
export interface LayoutInput {
  readonly machine: Machine;
  readonly model: ModelArchitecture;
  readonly weightFormat: StorageFormat | null;
  readonly keyValueFormat: StorageFormat | null;
  readonly constants: InferenceConstants;
  readonly chipsPerUnit: number;
}

/** And which of them hold the requests. */
export interface FittingInput extends LayoutInput {
  readonly traffic: OpenLoopTraffic;
}

/** And how much each of them carries. */
export interface LoadInput extends FittingInput {
  readonly limits: LatencyLimits;
  readonly disaggregation: 'consider' | 'never' | 'only';
  /** All requests are at hand from the start: every slot is kept busy, and nobody waits for a first token. */
  readonly offline: boolean;
}

export interface ServingSearchInput extends LoadInput {
  readonly reserve: Reserve;
  /** Rate the fleet has to carry. */
  readonly requestsPerSecond: number;
}
