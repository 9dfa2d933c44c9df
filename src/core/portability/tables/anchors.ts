/** Who says it: read in source, counted, said by the vendor, or a judgement. */
export type AnchorStanding = 'code' | 'measured' | 'vendor' | 'estimate';

/** Working days for a class of models or kernels. */
export interface EffortClass {
  readonly id: string;
  readonly name: string;
  readonly daysLow: number;
  readonly daysHigh: number;
  readonly standing: AnchorStanding;
}

/** A port that is published, with its size. */
export interface PublishedPort {
  readonly name: string;
  /** Id of a model class, or `framework`. */
  readonly class: string;
  readonly lines: number;
  readonly testLines: number | null;
  readonly files: number | null;
  readonly standing: AnchorStanding;
  readonly source: string;
}

/** What estimates of effort lean on. */
export interface EffortAnchors {
  /** A single figure of days stands for the range from its product with `low` to that with `high`. */
  readonly spread: { readonly low: number; readonly high: number; readonly source: string };
  /** Above this many like sites the cost grows with the square root of their number. */
  readonly alike: { readonly sites: number; readonly source: string };
  readonly signOff: { readonly daysLow: number; readonly daysHigh: number; readonly source: string };
  readonly framework: EffortClass & { readonly source: string };
  readonly modelClasses: readonly EffortClass[];
  readonly kernelClasses: readonly EffortClass[];
  readonly ports: readonly PublishedPort[];
  readonly upstream: readonly { readonly name: string; readonly has: string; readonly source: string }[];
}

/** What the audit needs to know of a Neuron chip to judge a model. Bytes. */
export interface ChipFacts {
  readonly target: 'trn2' | 'trn3';
  readonly logicalCoreBytes: number;
  /** More weights than this on a logical core ask for a higher degree. */
  readonly weightsPerRankBytesMax: number;
  readonly logicalCoresPerNode: number;
  readonly logicalCoresPerScaleUp: number;
  readonly tensorParallelDegrees: readonly number[];
  /** Largest single tensor that compiles. */
  readonly tensorBytesMax: number;
  readonly source: string;
  readonly note: string;
}

/** A rule of tensor parallelism; a hard one makes a degree invalid, a soft one costs something. */
export interface TensorParallelRule {
  readonly id: string;
  readonly says: string;
  readonly hard: boolean;
}
