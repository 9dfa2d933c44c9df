import type { Figure } from '../quantity/figure.ts';
import type { ModelArchitecture, StorageFormat } from './architecture.ts';

/** The buyer's case, read from a request file: every quantity converted to one unit, every default made explicit. */
export interface Request {
  readonly name: string;
  readonly buyer: Buyer;
  readonly workloads: readonly Workload[];
  readonly site: Site | null;
  readonly terms: Terms;
  /** The buyer's code, audited for what it costs to bring it to each vendor; absent: none is named. */
  readonly software?: Software;
  readonly systems: { readonly include: readonly string[] | null; readonly exclude: readonly string[] };
  readonly rankBy: RankBy;
  /** Replaces assumptions of the catalogue by id, standing `user`. */
  readonly assumptions: Readonly<
    Record<string, { readonly low: number; readonly estimate: number; readonly high: number }>
  >;
  /** Plain values the request left out and what was taken instead, for the table of assumptions. Absent: none. */
  readonly defaults?: readonly RequestDefault[];
}

/** The buyer's own code and what a day of the people who port it costs. */
export interface Software {
  /** Folder of the repository, as the request writes it. */
  readonly repository: string;
  readonly engineerDayUsd: Figure<'USD'>;
}

/** A default that was taken because the request says nothing, with the reason for it. */
export interface RequestDefault {
  /** Where it would be written, as `terms.horizon` or `workloads.0.slo.percentile`. */
  readonly path: string;
  readonly value: number | string;
  readonly unit: string;
  readonly reason: string;
}

export type RankBy =
  | 'total-cost'
  | 'cost-per-token'
  | 'throughput-per-watt'
  | 'throughput'
  | 'power'
  | 'fewest-racks';

export type BuyerProfile =
  | 'enterprise'
  | 'infrastructure-provider'
  | 'data-centre-operator'
  | 'ai-laboratory';

export interface Buyer {
  readonly name: string;
  readonly profile: BuyerProfile;
  /** Systems the buyer already runs, by catalogue id, and how many units. */
  readonly fleet: readonly { readonly systemId: string; readonly units: number }[];
  /** ISO country of the site, for later screening; null when not given. */
  readonly country: string | null;
}

/** Token counts: a mean with a spread. `cv` is standard deviation over mean (0: all alike). */
export interface LengthDistribution {
  readonly mean: number;
  readonly cv: number;
}

interface WorkloadBase {
  readonly name: string;
  readonly model: ModelArchitecture;
  /** Formats the request insists on; null leaves the choice to the search among what the chip does natively. */
  readonly weightFormat: StorageFormat | null;
  readonly keyValueFormat: StorageFormat | null;
}

/** A latency promise: at `percentile` (0.5 to 0.999) no more than the limit; null where there is none. */
export interface ServiceLevel {
  readonly timeToFirstTokenMs: number | null;
  readonly timePerOutputTokenMs: number | null;
  readonly percentile: number;
}

export interface ServingWorkload extends WorkloadBase {
  readonly kind: 'serving';
  readonly requestsPerSecond: Figure<'requests/s'>;
  readonly inputTokens: LengthDistribution;
  readonly outputTokens: LengthDistribution;
  /** Share of input tokens found in the prefix cache, 0 to below 1. */
  readonly prefixCacheShare: number;
  readonly serviceLevel: ServiceLevel;
  /** Peak rate over mean rate; the fleet is sized for the peak, the bill for the mean. */
  readonly peakToMean: number;
  /** Consider separate prefill and decode pools. */
  readonly disaggregation: 'consider' | 'never' | 'only';
}

export interface BatchWorkload extends WorkloadBase {
  readonly kind: 'batch';
  /** Requests to be done per day. */
  readonly requestsPerDay: number;
  readonly inputTokens: LengthDistribution;
  readonly outputTokens: LengthDistribution;
  readonly prefixCacheShare: number;
}

export interface TrainingWorkload extends WorkloadBase {
  readonly kind: 'pretraining' | 'fine-tuning';
  readonly tokens: number;
  readonly sequenceLength: number;
  /** Sequences per optimiser step; null lets the search choose within the usual range. */
  readonly globalBatchSequences: number | null;
  readonly deadlineSeconds: number | null;
  /** Times the run is made over the horizon; absent: once. */
  readonly runs?: number;
  /** `full`: all weights are trained; `lora`: adapters of this rank on every projection. */
  readonly method: { readonly kind: 'full' } | { readonly kind: 'lora'; readonly rank: number };
  /** Matrix formats the trainer is willing to use, best first, e.g. ['fp8', 'bf16']. */
  readonly computeFormats: readonly ('fp8' | 'mxfp8' | 'bf16')[];
}

export type Workload = ServingWorkload | BatchWorkload | TrainingWorkload;

export interface Site {
  readonly name: string;
  /** Power for IT at the site. */
  readonly itPowerWatts: number;
  readonly feeds: SiteFeeds;
  readonly cooling: SiteCooling;
  readonly floor: SiteFloor;
  readonly pue: Figure<'1'>;
}

export interface SiteFeeds {
  readonly voltageLineToLine: number;
  readonly breakerAmps: number;
  readonly phases: 1 | 3;
  readonly feedsPerRack: number;
  /** `2N`: each side alone carries the rack; `N+1`: one may fail; `N`: none. */
  readonly redundancy: 'N' | 'N+1' | '2N';
  /** Continuous load over breaker rating: 0.8 by NEC practice, 1 for 100%-rated gear. */
  readonly continuousLoadShare: number;
  readonly powerFactor: number;
}

export interface SiteCooling {
  readonly airKwPerRack: number;
  readonly liquid: {
    readonly kwPerRack: number;
    readonly litresPerMinutePerRack: number;
    readonly supplyDegC: number;
    readonly deltaK: number;
    readonly fluid: 'water' | 'pg25';
  } | null;
}

export interface SiteFloor {
  readonly rackPositions: number;
  readonly rackHeightU: number;
  readonly floorLoadKgPerM2: number;
  /** Load one caster may put on one tile; null when not stated. */
  readonly pointLoadKg: number | null;
  readonly doorHeightMm: number | null;
}

export interface Terms {
  readonly horizonMonths: number;
  readonly tenure: 'rent' | 'own' | 'both';
  readonly electricityUsdPerKwh: Figure<'USD/kWh'>;
  readonly discountRatePerYear: number;
  readonly depreciationMonths: number;
  readonly residualShare: number;
  /** Share of hours the fleet is used; rent is paid for it only where the offer allows. */
  readonly utilisation: number;
  readonly spaceUsdPerKwMonth: Figure<'USD/kW-month'>;
  readonly staffUsdPerYear: Figure<'USD'>;
  readonly supportSharePerYear: Figure<'1'>;
  readonly sparesShare: Figure<'1'>;
  /** Extra units kept so that the promise holds when some fail, as a share. */
  readonly failureHeadroom: number;
  readonly rentKinds: readonly ('on-demand' | 'reserved' | 'capacity-block' | 'spot' | 'market-rental')[];
}
