import type { Figure } from '../quantity/figure.ts';
import type { PredictionStanding } from '../quantity/standing.ts';
import type { ComputeFormat, StorageFormat } from '../workload/architecture.ts';

/** What limits a phase. */
export type Bound = 'compute' | 'memory-bandwidth' | 'memory-capacity' | 'network' | 'latency';

/** How a model is laid over chips for serving. Degrees count chips (on Trainium, logical cores are `tp x cores per chip`). */
export interface ServingLayout {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  /** Chips over which experts are spread; 1 when experts are sharded by tensor parallelism. */
  readonly expertParallel: number;
  /** Copies of attention inside one replica (data-parallel attention). */
  readonly attentionDataParallel: number;
  readonly chipsPerReplica: number;
  readonly weightFormat: StorageFormat;
  readonly expertFormat: StorageFormat;
  readonly keyValueFormat: StorageFormat;
  readonly computeFormat: ComputeFormat;
  /** Requests decoded together by one replica. */
  readonly batch: number;
  /** Physical cores per logical core on Trainium; null elsewhere. */
  readonly coreGrouping: number | null;
  /** Separate pools: how many replicas of this layout prefill for how many that decode; null when mixed. */
  readonly disaggregated: { readonly prefillReplicas: number; readonly decodeReplicas: number } | null;
}

/** How a model is laid over chips for training. */
export interface TrainingLayout {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  readonly expertParallel: number;
  readonly contextParallel: number;
  readonly zeroStage: 0 | 1 | 2 | 3;
  /** Data ranks that share one copy of what ZeRO shards, where there are several copies; absent: all share one. */
  readonly shardRanks?: number;
  readonly microBatch: number;
  readonly interleave: number;
  /** Times a step fills its pipeline and lets it run empty; absent: once. */
  readonly pipelineFlushes?: number;
  readonly recompute: 'none' | 'selective' | 'full';
  readonly sequenceParallel: boolean;
  readonly computeFormat: ComputeFormat;
  readonly globalBatchSequences: number;
  readonly coreGrouping: number | null;
}

/** One bar of a memory chart: parts that add up, against a capacity, bytes per chip. */
export interface MemoryBreakdown {
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  readonly totalBytes: number;
  readonly capacityBytes: number;
}

/** Where time goes inside one step (decode step, prefill, or training step): parts in seconds, with the phase they bind. */
export interface TimeBreakdown {
  readonly parts: readonly { readonly name: string; readonly seconds: number; readonly bound: Bound }[];
  readonly totalSeconds: number;
}

export interface RooflinePoint {
  readonly name: string;
  /** FLOP per byte of HBM traffic. */
  readonly intensity: number;
  readonly achievedFlopsPerSecondPerChip: number;
}

/** One point of the trade between speed for one user and work per chip. */
export interface ParetoPoint {
  readonly layout: ServingLayout;
  readonly tokensPerSecondPerUser: number;
  readonly tokensPerSecondPerChip: number;
  readonly timeToFirstTokenMs: number;
  readonly meetsServiceLevel: boolean;
}

export interface ServingOutcome {
  readonly kind: 'serving' | 'batch';
  readonly workload: string;
  readonly layout: ServingLayout;
  readonly replicas: number;
  readonly chipsNeeded: number;
  readonly unitsNeeded: number;
  /** Of the units, those kept so that the promise holds when some fail. */
  readonly spareUnits: number;
  /** Output tokens per second per chip at the operating point. */
  readonly outputTokensPerSecondPerChip: Figure<'tokens/s/chip'>;
  readonly outputTokensPerSecond: Figure<'tokens/s'>;
  readonly inputTokensPerSecond: Figure<'tokens/s'>;
  readonly requestsPerSecondCapacity: Figure<'requests/s'>;
  /** At the percentile of the service level. */
  readonly timeToFirstTokenMs: Figure<'ms'>;
  readonly timePerOutputTokenMs: Figure<'ms'>;
  readonly percentile: number;
  readonly meetsServiceLevel: boolean;
  /** Share of the capacity used at the requested peak rate. */
  readonly load: Figure<'1'>;
  readonly memory: MemoryBreakdown;
  readonly decodeStep: TimeBreakdown;
  readonly prefillStep: TimeBreakdown;
  readonly roofline: readonly RooflinePoint[];
  readonly pareto: readonly ParetoPoint[];
  readonly bound: Bound;
  /** Mean use of compute and of memory bandwidth at the highest load, 0 to 1. */
  readonly utilisation: { readonly compute: number; readonly memory: number };
  /** The same at the mean rate asked for, over all units, with the share of time in which chips work; for the power model. */
  readonly utilisationAsked?: { readonly compute: number; readonly memory: number; readonly busy: number };
  readonly standing: PredictionStanding;
  readonly layoutsEvaluated: number;
  /** What the reader should know about this layout, in words: replicas that span units, widened weights, compiled shapes. */
  readonly notes?: readonly string[];
}

/** What interruptions mean for a training run. */
export interface RunReliability {
  readonly secondsBetweenInterruptions: Figure<'s'>;
  /** Expected over the run. */
  readonly interruptions: Figure<'1'>;
  /** The interval between checkpoints that loses least. */
  readonly checkpointEverySeconds: Figure<'s'>;
  /** Wall time that is not useful work. */
  readonly lostSeconds: Figure<'s'>;
  readonly spareUnits: Figure<'units'>;
  /** No spares are kept: a failed host is repaired while the job waits. */
  readonly waitsForRepair: boolean;
}

export interface TrainingOutcome {
  readonly kind: 'training';
  readonly workload: string;
  readonly layout: TrainingLayout;
  readonly chipsNeeded: number;
  /** Spares included. */
  readonly unitsNeeded: number;
  readonly spareUnits: number;
  readonly stepSeconds: Figure<'s'>;
  readonly tokensPerSecond: Figure<'tokens/s'>;
  readonly tokensPerSecondPerChip: Figure<'tokens/s/chip'>;
  readonly modelFlopsUtilisation: Figure<'1'>;
  /** Share of wall time that is useful work, after failures and checkpoints. */
  readonly goodput: Figure<'1'>;
  readonly wallSeconds: Figure<'s'>;
  readonly reliability?: RunReliability;
  readonly meetsDeadline: boolean;
  readonly memory: MemoryBreakdown;
  readonly step: TimeBreakdown;
  readonly roofline: readonly RooflinePoint[];
  readonly bound: Bound;
  /** Mean use of compute and of memory bandwidth in a step, 0 to 1. */
  readonly utilisation: { readonly compute: number; readonly memory: number };
  /** The same over all units, spares and chips left over idle, with the share of chips at work; for the power model. */
  readonly utilisationAsked?: { readonly compute: number; readonly memory: number; readonly busy: number };
  readonly standing: PredictionStanding;
  readonly layoutsEvaluated: number;
}

export type WorkloadOutcome = ServingOutcome | TrainingOutcome;

/** Why a workload cannot run on a system at all, in words, with the nearest miss where there is one. */
export interface Refusal {
  readonly kind: 'refused';
  readonly workload: string;
  readonly reason: string;
}
