import type { Machine } from '../machine.ts';
import type { Bound, RooflinePoint } from '../outcome.ts';
import type { OpenLoopModel, OpenLoopState } from './open-loop.ts';
import { meanContext, promptOf } from './serving-load.ts';
import {
  decodeStepBreakdown,
  decodeStepSeconds,
  decodeWork,
  prefillBreakdown,
  prefillSeconds,
  prefillWork,
} from './step.ts';

/** Where decoding and prompts stand under the roofline: FLOPs per byte of memory traffic, and what a chip reaches. */
export const rooflinePoints = (open: OpenLoopModel, running: number): readonly RooflinePoint[] => {
  const { step, mean } = open;
  const prompt = promptOf(mean);
  const parts = [
    {
      name: 'decode',
      work: decodeWork(step, running, meanContext(mean)),
      seconds: decodeStepSeconds(step, running, meanContext(mean)),
    },
    { name: 'prefill', work: prefillWork(step, prompt), seconds: prefillSeconds(step, prompt) },
  ];
  return parts.map(({ name, work, seconds }) => ({
    name,
    intensity: work.flops / work.bytes,
    achievedFlopsPerSecondPerChip: work.flops / seconds,
  }));
};

/**
 * Mean use of a chip's matrix peak and of its memory bandwidth in a state: per decode step, the step's own work and that
 * of the prompts that arrive meanwhile. Idle time at low load is not counted as use.
 */
export const utilisationOf = (
  machine: Machine,
  open: OpenLoopModel,
  state: OpenLoopState,
): { readonly compute: number; readonly memory: number } => {
  const { step, mean } = open;
  const peak = machine.peakFlopsPerSecond[step.layout.computeFormat];
  const cycle = state.meanTimePerOutputTokenSeconds;
  const prompts = state.running / mean.outputTokens / (step.pipelineParallel * step.attentionCopies);
  const decode = decodeWork(step, state.running, meanContext(mean));
  const prompt = prefillWork(step, promptOf(mean));
  const busy = Math.min(1, state.running);
  const use = (work: number, rate: number): number => Math.min(1, (busy * work) / cycle / rate);
  return {
    compute: peak === undefined ? 1 : use(decode.flops + prompts * prompt.flops, peak),
    memory: use(decode.bytes + prompts * prompt.bytes, machine.hbmBytesPerSecond),
  };
};

/** What most of a replica's time goes into, decoding and prompts together; memory capacity when more requests would still be fast enough. */
export const boundOf = (open: OpenLoopModel, running: number, full: boolean): Bound => {
  if (full) return 'memory-capacity';
  const { step, mean } = open;
  const prompts = running / mean.outputTokens / (step.pipelineParallel * step.attentionCopies);
  const seconds = new Map<Bound, number>();
  const add = (bound: Bound, time: number): void => {
    const before = seconds.get(bound);
    seconds.set(bound, before === undefined ? time : before + time);
  };
  for (const part of decodeStepBreakdown(step, running, meanContext(mean)).parts)
    add(part.bound, part.seconds);
  for (const part of prefillBreakdown(step, promptOf(mean)).parts) add(part.bound, prompts * part.seconds);
  return [...seconds].reduce(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    ['latency' as Bound, 0],
  )[0];
};
