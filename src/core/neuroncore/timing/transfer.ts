import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { OperandShape } from './program.ts';
import type { Rates } from './resolve.ts';
import type { TimedStep } from './step-table.ts';

/** What a DMA step asks of the engines: bytes and descriptors for each of them. */
export interface Transfer {
  readonly bytes: number;
  /** How many DMA engines work on it, the first ones of the core, and for how long each. */
  readonly engines: number;
  readonly engineSeconds: number;
  /** How long the trigger's queue is held. */
  readonly issueSeconds: number;
  readonly usesGpsimd: boolean;
}

const ENGINES = 16;
const PARTITIONS_PER_ENGINE = 8;

/**
 * A transfer is cut by the partitions of its on-chip side, eight to an engine; between HBM tensors it is cut evenly.
 * Source: aws-neuron-sdk nki/get-started/about/nki-dma-overview.rst, "Performance Considerations".
 */
export const transferOf = (step: TimedStep, rates: Rates): Transfer => {
  let bytes = 0;
  let runBytes = Number.POSITIVE_INFINITY;
  let onChip: OperandShape | undefined;
  let touchesHbm = false;
  let usesGpsimd = step.attributes['dge_mode'] === 'swdge';
  for (const side of step.operands) {
    if (side.role === 'indices') continue;
    bytes = Math.max(bytes, side.partitions * side.elementsPerPartition * DTYPE_BYTES[side.dtype]);
    runBytes = Math.min(runBytes, side.contiguousBytes);
    if (side.indirect) usesGpsimd = true;
    if (side.space === 'hbm' || side.space === 'shared_hbm') touchesHbm = true;
    else onChip = side;
  }
  const engines = enginesUsed(onChip);
  const chargedBytes = bytes * Math.max(1, rates.dma.descriptorBytesMin / Math.max(1, runBytes));
  const share = step.opcode === 'dma_transpose' ? transposeShare(touchesHbm, rates) : 1;
  const rate = Math.min(rates.dma.bytesPerSecondPerEngine, rates.hbmBytesPerSecondPerCore / engines) * share;
  return {
    bytes,
    engines,
    engineSeconds: chargedBytes / engines / rate + rates.dma.perTransferSeconds,
    issueSeconds: issueSeconds(step, rates, usesGpsimd),
    usesGpsimd,
  };
};

const enginesUsed = (onChip: OperandShape | undefined): number =>
  onChip === undefined ? ENGINES : Math.min(ENGINES, Math.ceil(onChip.partitions / PARTITIONS_PER_ENGINE));

const transposeShare = (touchesHbm: boolean, rates: Rates): number =>
  touchesHbm ? rates.dma.transposeShareHbm : rates.dma.transposeShareSbuf;

const issueSeconds = (step: TimedStep, rates: Rates, usesGpsimd: boolean): number => {
  // A piece of a transfer that an earlier step issues with its own.
  if (step.attributes['issue'] === 'merged') return 0;
  if (usesGpsimd) return rates.dma.softwareIssueSeconds;
  const isStatic = step.attributes['dge_mode'] === 'none' || rates.generation === 'v2';
  return isStatic ? rates.dma.staticIssueSeconds : rates.dma.hardwareIssueSeconds;
};
