import type { Cents } from '../quantity/money.ts';

/**
 * A supply case as every stage of allocation reads it: resolved, checked, in whole days since the case's first day
 * (day 0, at midnight, no time of day) and whole racks. `supply-file.ts` makes it from what people write.
 */
export interface SupplyCase {
  readonly name: string;
  /** Calendar date of day 0, ISO 8601. */
  readonly startDate: string;
  /** Planning buckets in order, without gaps: weeks first, then quarters of 91 days, then those the guard looks ahead into. */
  readonly buckets: readonly Bucket[];
  readonly generations: readonly Generation[];
  readonly resources: readonly UpstreamResource[];
  readonly classes: readonly CloudClass[];
  readonly deals: readonly Deal[];
  readonly reservations: readonly Reservation[];
  readonly commitments: readonly Commitment[];
  /** Futures of supply, each with its probability; probabilities sum to 1. At least one. */
  readonly scenarios: readonly SupplyScenario[];
  readonly policy: AllocationPolicy;
}

/** Days from `startDay` (inclusive) to `endDay` (exclusive). */
export interface Bucket {
  readonly index: number;
  readonly startDay: number;
  readonly endDay: number;
  /** False for buckets behind the planned horizon, which exist so that waits promised inside it can be checked. */
  readonly planned: boolean;
}

/** A sellable rack or server of one chip generation. */
export interface Generation {
  readonly id: string;
  readonly name: string;
  /** Sellable unit of the catalogue, where it has one. */
  readonly productId: string | null;
  readonly chipsPerRack: number;
  /** What one rack adds to the cloud's capacity, in capacity equivalents. */
  readonly capacityPerRack: number;
  /** First day on which a rack can be finished. */
  readonly firstDay: number;
  /** Finished racks in stock on day 0. */
  readonly openingRacks: number;
  readonly uses: readonly ResourceUse[];
  /** Racks set aside for spares and replacement, per bucket, before anybody else. */
  readonly spareRacks: readonly number[];
  /** Price at which the cloud takes a rack over from its maker, and the usual price to outside buyers. */
  readonly transferPrice: Cents;
  readonly outsidePrice: Cents;
  /** What keeping a finished rack for a day costs. */
  readonly holdingCostPerDay: Cents;
}

export interface ResourceUse {
  readonly resourceId: string;
  readonly unitsPerRack: number;
  /** Days from using the resource to the finished rack. */
  readonly lagDays: number;
}

/** Something racks are made from or pass through: wafers, packaging, memory, boards, integration, burn-in. */
export interface UpstreamResource {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  /** Whether units not used are kept for later (wafers, memory) or lost (slots). */
  readonly storable: boolean;
  /** Units in store on the first day of `capacity`. */
  readonly openingUnits: number;
  /** Expected capacity from each day on, in order; the first entry starts at or before the earliest day a rack of day 0 needs. */
  readonly capacity: readonly CapacityStep[];
  /** Terms on which a buyer can pay for more of it beforehand; null when nobody offers that. */
  readonly prepay: PrepayTerms | null;
}

export interface PrepayTerms {
  /** Days from the payment to the first unit. */
  readonly leadDays: number;
  readonly unitsPerDayMax: number;
  readonly pricePerUnit: Cents;
}

export interface CapacityStep {
  readonly fromDay: number;
  readonly unitsPerDay: number;
}

/** Who waits for capacity inside the cloud. First come, first served within a class. */
export interface CloudClass {
  readonly id: string;
  readonly name: string;
  readonly kind: 'internal' | 'cloud';
  /** Requests waiting on day 0, oldest first. */
  readonly queue: readonly QueuedRequest[];
  /** Expected arrivals in each bucket, capacity equivalents, evenly over its days. */
  readonly arrivals: readonly number[];
  /** Days that nobody of the class may wait longer because of outside sales. */
  readonly extraWaitDaysMax: number;
  /** Generations that can serve the class. */
  readonly generationIds: readonly string[];
  /** Relative cost of waiting, for what the guard leaves open. */
  readonly weight: number;
}

export interface QueuedRequest {
  readonly customer: string;
  readonly equivalents: number;
}

/** How firmly something was promised; higher tiers are served before lower ones, whatever the money. */
export const DEAL_TIERS = ['committed', 'ordered', 'quoted', 'prospect'] as const;
export type DealTier = (typeof DEAL_TIERS)[number];

/** Racks for an outside data centre. */
export interface Deal {
  readonly id: string;
  readonly buyer: string;
  readonly tier: DealTier;
  /** Whether the signed baseline contains it: committed before today, so that it is nobody's extra wait. */
  readonly inBaseline: boolean;
  readonly racks: number;
  /** Racks per shipment lot; `racks` is a whole number of lots. */
  readonly lotRacks: number;
  /** Most different buckets it may be shipped in. */
  readonly shipmentsMax: number;
  /** First day a rack can be received, and the last that is accepted. */
  readonly siteReadyDay: number;
  readonly latestDay: number;
  /** Days from the finished rack to acceptance on site: transport, installation, test. */
  readonly deliveryDays: number;
  /** Generations accepted, with the price per rack. */
  readonly accepts: readonly AcceptedGeneration[];
  /** What a day of delay after the first possible day takes off the value of a rack. */
  readonly latenessPerRackDay: Cents;
  /** Supply that exists only because the buyer paid for it beforehand; never part of the baseline. */
  readonly created: readonly CreatedSupply[];
}

export interface AcceptedGeneration {
  readonly generationId: string;
  readonly pricePerRack: Cents;
}

export interface CreatedSupply {
  readonly resourceId: string;
  readonly fromDay: number;
  readonly untilDay: number;
  readonly unitsPerDay: number;
  readonly prepayment: Cents;
}

/** Racks of a generation kept for someone before the generation ships. */
export interface Reservation {
  readonly id: string;
  readonly generationId: string;
  readonly racks: number;
  /** The class or the deal that may draw on it. */
  readonly holder: { readonly kind: 'class' | 'deal'; readonly id: string };
  readonly untilDay: number;
  readonly deposit: Cents;
}

/** Money or volume that a customer has bound itself to. */
export interface Commitment {
  readonly id: string;
  readonly customer: string;
  readonly kind: 'take-or-pay' | 'prepaid';
  readonly amount: Cents;
  readonly drawn: Cents;
  readonly fromDay: number;
  readonly untilDay: number;
  /** Deals and classes whose deliveries draw it down; a class draws at the transfer price. */
  readonly dealIds: readonly string[];
  readonly classIds: readonly string[];
}

/** One future of supply: how much of each resource's expected capacity there is. */
export interface SupplyScenario {
  readonly id: string;
  readonly name: string;
  readonly probability: number;
  /** Per resource, factors on expected capacity from a day on; resources that are absent are as expected. */
  readonly capacityFactors: readonly {
    readonly resourceId: string;
    readonly fromDay: number;
    readonly factor: number;
  }[];
}

export interface AllocationPolicy {
  /** Yearly rate at which later money counts less, as a fraction. */
  readonly discountRate: number;
  /** What moving a rack of an earlier plan by a day costs the objective. */
  readonly nervousnessPerRackDay: Cents;
  /** Days from day 0 on in which the earlier plan may not be changed. */
  readonly frozenDays: number;
  /** What a day of waiting of one capacity equivalent costs the objective, times the class's weight. */
  readonly waitCostPerEquivalentDay: Cents;
  /** What a promised rack that is not delivered costs the objective. */
  readonly shortfallPerRack: Cents;
  /** Tiers within which the share of an order that is delivered is raised for the worst off first. */
  readonly fairTiers: readonly DealTier[];
}
