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

/** A customer's whole request in both queues. */
export interface ReplayedCustomer {
  readonly customer: string;
  readonly arrivedDay: number;
  readonly equivalents: number;
  /** Days on which the last of it is served; null: not within the buckets. */
  readonly baselineDay: number | null;
  readonly servedDay: number | null;
  /** Longest extra wait of any part of it that the baseline serves in the planned horizon. */
  readonly extra:
    | { readonly kind: 'days'; readonly days: number }
    /** The plan does not serve some part any more. */
    | { readonly kind: 'lost' }
    /** The baseline does not serve it in the planned horizon either. */
    | { readonly kind: 'not-counted' };
}
