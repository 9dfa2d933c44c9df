/**
 * One replica of an engine with continuous batching, event by event:
 *
 * - Requests queue first in, first out. One is admitted when a lane for prompts is free (pipeline stages x attention
 *   copies), fewer than `sequencesLimit` run, and its prompt fits into the cache beside the others.
 * - A step produces one token for every running request. Prompts are processed in chunks in the same steps (chunked
 *   prefill, Sarathi-Serve, arXiv 2403.02310); a prompt's last chunk yields its first token.
 * - The cache grows with every token. When the next step would overflow it, the request admitted last gives its cache
 *   up, goes back to the front of the queue and is computed again, answer so far included (vLLM, arXiv 2309.06180, 4.5);
 *   nothing is admitted in that step.
 * - Steps in which nobody joins, leaves or arrives differ only by what the contexts grow, so that any number of them is
 *   one event: an arithmetic series.
 *
 * The context cost and the cache of a request rise in a straight line between the start and the end of its answer: exact
 * for full attention, a chord for sliding windows.
 */
import { finishAnswers, makeRoom } from './answers.ts';
import { topOfHeap } from './finish-heap.ts';
import { endPasses, startPasses } from './prompts.ts';
import { pushBack } from './queue.ts';
import { decodeStepSeconds, type Replica } from './replica-state.ts';
import { at } from './work-table.ts';

/** Hands a request over at the replica's clock or later. One that could never fit is refused and stays undone. */
export const submit = (r: Replica, request: number): void => {
  const { inputTokens, outputTokens } = r.work.requests;
  const answer = r.role === 'prefill' ? 1 : at(outputTokens, request);
  if (r.costs.cacheBytes(at(inputTokens, request) + answer) > r.costs.cacheBudgetBytes) {
    r.totals.refused += 1;
    return;
  }
  pushBack(r.queue, request);
};

const passTime = (r: Replica, seconds: number, promptSeconds: number): void => {
  const { totals } = r;
  r.clock += seconds;
  totals.busySeconds += seconds;
  totals.promptSeconds += promptSeconds;
  totals.runningSeconds += seconds * r.running;
  if (r.blocked) totals.blockedSeconds += seconds;
};

const passSteps = (r: Replica, steps: number): void => {
  const { totals } = r;
  r.step += steps;
  r.contextSeconds += steps * r.contextSecondsPerStep;
  r.cacheBytes += steps * r.cacheBytesPerStep;
  totals.steps += steps;
  totals.outputTokens += steps * r.running;
  totals.largestCacheShare = Math.max(totals.largestCacheShare, r.cacheBytes / r.costs.cacheBudgetBytes);
};

/** Steps that a gap of time takes when the first lasts `first` seconds and each next one `more` longer; rounded up. */
const stepsToPass = (gap: number, first: number, more: number): number => {
  const linear = first - more / 2;
  return Math.ceil((2 * gap) / (linear + Math.sqrt(linear * linear + 2 * more * gap)));
};

/** Steps until the cache is full, at least one. */
const stepsOfMemory = (r: Replica): number =>
  r.cacheBytesPerStep > 0
    ? Math.max(1, Math.floor((r.costs.cacheBudgetBytes - r.cacheBytes) / r.cacheBytesPerStep))
    : Number.POSITIVE_INFINITY;

/** Decode steps without a new prompt: up to the next answer done, pass done, full cache, or the time given. */
const runSteps = (r: Replica, until: number): void => {
  let target = until;
  if (r.lanesBusy > 0) for (const busyUntil of r.laneBusyUntil) target = Math.min(target, busyUntil);
  const first = decodeStepSeconds(r);
  const more = at(r.costs.contextShare, r.running) * r.contextSecondsPerStep;
  const toFinish = at(r.work.lastStep, topOfHeap(r.heap)) - r.step;
  const most = Math.min(toFinish, stepsOfMemory(r));
  const gap = target - r.clock;
  let steps = most;
  if (gap < most * (first + (more * (most - 1)) / 2))
    steps = Math.max(1, Math.min(most, stepsToPass(gap, first, more)));
  passTime(r, steps * (first + (more * (steps - 1)) / 2), 0);
  passSteps(r, steps);
};

/** Nobody decodes: on to the end of the next pass, or to the time given where a lane is free for what arrives then. */
const waitForPass = (r: Replica, until: number): void => {
  let target = r.lanesBusy < r.costs.lanes ? until : Number.POSITIVE_INFINITY;
  for (const busyUntil of r.laneBusyUntil) target = Math.min(target, busyUntil);
  // Sums of times round differently: a pass may end a last bit before the clock.
  target = Math.max(target, r.clock);
  const seconds = target - r.clock;
  passTime(r, seconds, seconds);
  r.clock = target;
};

/**
 * Runs the replica until its clock reaches `until`, at the end of the step under way then; Infinity runs it until all is
 * done. Requests that arrive at `until` are to be submitted afterwards.
 */
export const advance = (r: Replica, until: number): void => {
  while (r.clock < until) {
    r.totals.events += 1;
    makeRoom(r);
    const lengthening = startPasses(r);
    if (r.running === 0) {
      if (r.lanesBusy === 0) {
        if (r.queue.length > 0) continue;
        if (until !== Number.POSITIVE_INFINITY) r.clock = until;
        return;
      }
      waitForPass(r, until);
    } else if (lengthening >= 0) {
      passTime(r, decodeStepSeconds(r) + lengthening, lengthening);
      passSteps(r, 1);
    } else runSteps(r, until);
    finishAnswers(r);
    endPasses(r);
  }
};
