import type { GenerationId } from '../machine/generation.ts';

/** One constant with the range it may lie in; `standing` says how it is known. */
export interface TimingConstant {
  readonly low: number;
  readonly value: number;
  readonly high: number;
  /** What the vendor's documents alone would give, where the estimate was fitted; the estimate otherwise. */
  readonly documented: number;
  readonly standing: 'vendor' | 'measured' | 'calibrated' | 'assumption';
  readonly source: string;
}

/** Cycles an engine needs for an instruction: max(minimum, elements x cyclesPerElement) + fixed. */
export interface EngineConstants {
  readonly cyclesPerSecond: TimingConstant;
  /** Shortest initiation interval, cycles. */
  readonly minimumCycles: TimingConstant;
  /** Start-up and drain that every instruction pays, cycles. */
  readonly fixedCycles: TimingConstant;
}

/** What the timing model knows of a generation; from the dated file catalog/neuroncore/timing.yaml. */
export interface TimingConstants {
  readonly generation: GenerationId;
  readonly tensor: EngineConstants & {
    /** Passes that a float32 operand needs through the array. */
    readonly float32Passes: TimingConstant;
    /** From the last moving column to the sums being readable in PSUM, seconds. */
    readonly drainSeconds: TimingConstant;
    /** Clock after idling, as a share of the full one, and the busy time that restores it, seconds. */
    readonly coldShare: TimingConstant;
    readonly warmUpSeconds: TimingConstant;
  };
  readonly vector: EngineConstants;
  readonly scalar: EngineConstants & {
    /** Loading the table of another activation function, seconds. */
    readonly tableLoadSeconds: TimingConstant;
  };
  readonly gpsimd: EngineConstants;
  readonly sync: EngineConstants;
  readonly dma: {
    readonly engines: TimingConstant;
    /** Sustained rate of one engine. */
    readonly bytesPerSecondPerEngine: TimingConstant;
    /** What one engine pays for its part of a transfer, seconds. */
    readonly perTransferSeconds: TimingConstant;
    /** A descriptor (one contiguous run) costs at least this many bytes of the engine's time. */
    readonly descriptorBytesMin: TimingConstant;
    /** The trigger's queue is held this long for each transfer: descriptors made by hardware. */
    readonly hardwareIssueSeconds: TimingConstant;
    /** As above with descriptors made by GpSimd, and with descriptors prepared before the run. */
    readonly softwareIssueSeconds: TimingConstant;
    readonly staticIssueSeconds: TimingConstant;
    /** From the end of the issue to the first byte. */
    readonly startSeconds: TimingConstant;
    /** From the last byte to the semaphore that others wait for. */
    readonly completionSeconds: TimingConstant;
    /** Rate of a transposing transfer as a share of a copy: from HBM, and within SBUF. */
    readonly transposeShareHbm: TimingConstant;
    readonly transposeShareSbuf: TimingConstant;
  };
  readonly hbmBytesPerSecondPerCore: TimingConstant;
  /** From one engine's completion to another engine seeing its semaphore, seconds. */
  readonly semaphoreSeconds: TimingConstant;
  readonly launchSeconds: TimingConstant;
  readonly loopIterationSeconds: TimingConstant;
  readonly coreBarrierSeconds: TimingConstant;
  readonly collective: {
    /** One step between ranks of a node. */
    readonly hopSeconds: TimingConstant;
    /** What a rank exchanges with the others of its group together. */
    readonly bytesPerSecond: TimingConstant;
  };
}

/** Plain numbers in seconds and bytes, taken at one corner of the constants: what the model computes with. */
export type Corner = 'low' | 'value' | 'high' | 'documented';
