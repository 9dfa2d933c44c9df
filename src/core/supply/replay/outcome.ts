/** What the first-in-first-out replay of one class found: customer by customer, in whole days. */
export interface ClassReplay {
  readonly classId: string;
  readonly limitDays: number;
  /** Largest extra wait of anybody; null when somebody served in the baseline is not served within the horizon. */
  readonly extraWaitDaysMax: number | null;
  readonly worst: ReplayedRequest | null;
  /** Equivalents times days of extra waiting, over everybody. */
  readonly extraEquivalentDays: number;
  /** First day from which nobody waits longer than in the baseline; null when that does not happen within the horizon. */
  readonly recoveredDay: number | null;
  readonly requests: number;
  readonly kept: boolean;
}

export interface ReplayedRequest {
  readonly customer: string;
  readonly arrivedDay: number;
  readonly baselineDay: number;
  /** null: not served within the horizon. */
  readonly servedDay: number | null;
}

/** A customer's whole request in both queues: when the last of it is served. */
export interface ReplayedCustomer {
  readonly customer: string;
  readonly arrivedDay: number;
  readonly equivalents: number;
  /** null: not served in full within the buckets. */
  readonly baselineDay: number | null;
  readonly servedDay: number | null;
}
