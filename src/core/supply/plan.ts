import type { Cents } from '../quantity/money.ts';

/** What was served to each cloud class without any outside sale that is not yet signed. Signed, and changed by supply events only. */
export interface Baseline {
  readonly version: string;
  /** SHA-256 over everything that supply and inside demand consist of, in canonical form; sales are not part of it. */
  readonly supplyDigest: string;
  /** Deals that were signed before and count as given; sales later than the first baseline never join them. */
  readonly dealIds: readonly string[];
  /** Signature of the baseline that a supply event replaced by this one, and the event; null for the first. */
  readonly replaces: { readonly signature: string; readonly event: string } | null;
  readonly services: readonly ServiceCurve[];
  /** SHA-256 over all of the above. */
  readonly signature: string;
}

/** Capacity equivalents served to a class up to the end of each bucket; linear in between, 0 on day 0. */
export interface ServiceCurve {
  readonly classId: string;
  readonly cumulative: readonly number[];
}

/** One shipment of an allocation: whole racks of one deal, finished by the end of a bucket. */
export interface Shipment {
  readonly dealId: string;
  readonly generationId: string;
  readonly bucket: number;
  readonly racks: number;
  /** Day by which the last of them is finished, and by which they are accepted on site. */
  readonly readyDay: number;
  readonly acceptedDay: number;
}

/** Who gets what when. Racks by generation and bucket unless said otherwise; all indexed as in the case. */
export interface AllocationPlan {
  readonly shipments: readonly Shipment[];
  /** Racks of each deal that no shipment covers; 0 for what is delivered in full. */
  readonly shortfalls: readonly { readonly dealId: string; readonly racks: number }[];
  /** Built, in stock at the end, and set aside for spares: [generation][bucket]. */
  readonly built: readonly (readonly number[])[];
  readonly stock: readonly (readonly number[])[];
  readonly spares: readonly (readonly number[])[];
  /** Racks given to classes: [class][generation][bucket]. */
  readonly served: readonly (readonly (readonly number[])[])[];
  /** Capacity equivalents waiting at the end of each bucket: [class][bucket]. */
  readonly queues: readonly (readonly number[])[];
  readonly services: readonly ServiceCurve[];
  readonly bottlenecks: readonly Bottleneck[];
  readonly objective: Cents;
}

/** A resource that is used up in a bucket and what one more unit of it there would be worth. */
export interface Bottleneck {
  readonly resourceId: string;
  readonly bucket: number;
  readonly usedUnits: number;
  readonly capacityUnits: number;
  /** Dual value of the linear relaxation with the integers fixed. */
  readonly shadowPricePerUnit: Cents;
}

/** How a run of the solver ended. */
export type AllocationOutcome =
  | { readonly kind: 'planned'; readonly plan: AllocationPlan; readonly proof: SolveProof }
  | { readonly kind: 'infeasible'; readonly conflict: readonly Conflict[]; readonly proof: SolveProof }
  | { readonly kind: 'nothing-found'; readonly proof: SolveProof };

export interface SolveProof {
  /** Relative distance to the best bound that was reached, as a fraction. */
  readonly gap: number;
  readonly gapWanted: number;
  readonly timedOut: boolean;
  readonly seconds: number;
  readonly columns: number;
  readonly rows: number;
}

/** One demand or limit of a smallest set that cannot be met together. */
export interface Conflict {
  readonly kind: 'deal' | 'class-limit' | 'capacity' | 'spares' | 'frozen-plan' | 'reservation';
  readonly id: string;
  readonly words: string;
}
