import type { RentKind, SystemSpec } from '../catalog/system.ts';
import type { CostResult, RentOrOwn } from '../economics/cost.ts';
import type { WorkloadOutcome } from '../performance/outcome.ts';
import type { VerdictKind } from '../portability/verdict.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Sensitivity } from '../quantity/sensitivity.ts';
import type { Standing } from '../quantity/standing.ts';
import type { SiteCheck } from '../site/check.ts';
import type { RankBy, Request } from '../workload/request.ts';
import type { FleetShare } from './fleet.ts';

/** The answer to a request: every candidate system, ranked, with what it rests on. */
export interface PlanResult {
  readonly schema: 'rackwright.plan/1';
  readonly request: Request;
  readonly catalogVersion: string;
  readonly calibrationVersion: string;
  readonly rankedBy: RankBy;
  /** Best first. Candidates that miss the service level or do not fit the site come after those that do. */
  readonly candidates: readonly Candidate[];
  /** Systems on which the workloads cannot run at all, and why. */
  readonly refused: readonly {
    readonly systemId: string;
    readonly systemName: string;
    readonly reason: string;
  }[];
  readonly warnings: readonly string[];
  /** Runs of neighbours in the ranking whose intervals overlap so far that their order could flip. */
  readonly flips: readonly Flip[];
  /** What the systems the buyer already runs could carry. */
  readonly fleet: readonly FleetShare[];
  /** Every assumption any candidate rests on, once. */
  readonly assumptions: readonly AssumptionUse[];
  readonly layoutsEvaluated: number;
}

/** Neighbours whose order could turn: each with the next one. */
export interface Flip {
  /** The first and the last of the run. */
  readonly above: string;
  readonly below: string;
  /** All of the run, in the order of the ranking. */
  readonly candidates: readonly string[];
  /** Of the run that starts at the first rank: those that could come first themselves. Empty for other runs. */
  readonly couldBeFirst: readonly string[];
  readonly text: string;
}

/** A way to rent a system that the terms allow. */
export interface CandidateOffer {
  readonly id: string;
  readonly kind: RentKind;
  /** For a whole unit, all its chips. */
  readonly usdPerUnitHour: Figure<'USD/h'>;
  readonly region: string | null;
}

/** What output tokens of a workload cost when each user is promised at least a speed. */
export interface CandidatePriceTiers {
  readonly workload: string;
  readonly tiers: readonly {
    readonly tokensPerSecondPerUser: number;
    /** null when no layout on this system is that fast. */
    readonly usdPerMillionOutputTokens: Figure<'USD/Mtok'> | null;
  }[];
}

export interface AssumptionUse {
  readonly id: string;
  readonly figure: Figure;
  readonly reason: string;
  readonly override: string;
  readonly usedBy: readonly string[];
}

/** What one workload draws and uses on its own units. */
export interface WorkloadEnergy {
  readonly workload: string;
  /** IT power at the work asked for. */
  readonly itWatts: Figure<'W'>;
  /** IT energy of a token: of an output token where served, prompts included; of a token trained, lost time included. */
  readonly joulesPerToken: Figure<'J/token'>;
  /** At the meter, PUE included; null where nothing is trained. */
  readonly kwhPerRun: Figure<'kWh'> | null;
}

export interface Candidate {
  /** `<systemId>/<rent|own>[/<offer>]`: unique in a plan and stable between runs. */
  readonly id: string;
  readonly rank: number;
  readonly systemId: string;
  readonly systemName: string;
  readonly vendor: string;
  readonly chipId: string;
  readonly tenure: 'rent' | 'own';
  readonly offerId: string | null;
  /** The offer rented under; null when owned or when nobody has published one. */
  readonly offer?: CandidateOffer | null;
  /** The other offers of the system that the terms allow, cheapest bill first; empty when owned. */
  readonly otherOffers?: readonly CandidateOffer[];
  readonly units: number;
  /** The same with what it was found from. */
  readonly unitCount?: Figure<'units'>;
  readonly chips: number;
  /** The ceilings of one chip in the format its layout computes in, for the roofline; absent where not known. */
  readonly ceilings?: ChipCeilings;
  /** `announced` systems cannot be had yet; they stand after those that can, and the reason says so. */
  readonly availability: SystemSpec['availability'];
  /** `meets`: promise kept and site fits; `misses`: runs, but a promise or the site fails. */
  readonly verdict: 'meets' | 'misses';
  /** One sentence: why it stands where it stands. */
  readonly reason: string;
  /** What would break within the intervals though the estimate keeps it, in a short phrase; null where nothing would. */
  readonly risk?: string | null;
  readonly outcomes: readonly WorkloadOutcome[];
  /** Generated per second by all served workloads together; null when nothing is served. */
  readonly outputTokensPerSecond?: Figure<'tokens/s'> | null;
  readonly itWatts: Figure<'W'>;
  readonly tokensPerSecondPerWatt: Figure<'tokens/s/W'>;
  readonly tokensPerUsd: Figure<'tokens/USD'> | null;
  readonly joulesPerToken: Figure<'J/token'>;
  /** By workload, in the order of the request. */
  readonly energy?: readonly WorkloadEnergy[];
  readonly site: SiteCheck | null;
  /** Bringing the buyer's code there, as its audit sees it; null where the audit has no such target, absent without code. */
  readonly porting?: CandidatePorting | null;
  /** null when nobody has published a price and none is assumed. */
  readonly cost: CostResult | null;
  readonly rentOrOwn: RentOrOwn;
  /** By served workload; empty without a price or a speed to choose. */
  readonly priceTiers?: readonly CandidatePriceTiers[];
  /** The number the ranking went by; null when nobody has published what it needs (a price). */
  readonly score: Figure | null;
  /** The three inputs that move the score most, largest first. */
  readonly sensitivity: readonly Sensitivity[];
  readonly standing: Standing;
  readonly caveats: readonly string[];
}

export interface CandidatePorting {
  readonly verdict: VerdictKind;
  readonly days: Figure<'d'>;
  readonly usd: Figure<'USD'>;
  readonly reason: string;
}

export interface ChipCeilings {
  readonly peakFlopsPerSecond: Figure<'FLOP/s'>;
  readonly hbmBytesPerSecond: Figure<'B/s'>;
}

export type { Sensitivity } from '../quantity/sensitivity.ts';
