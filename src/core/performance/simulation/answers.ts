import { addToHeap, removeFromHeap, topOfHeap } from './finish-heap.ts';
import { pushFront } from './queue.ts';
import type { Replica } from './replica-state.ts';
import { at } from './work-table.ts';

const leaveIfEmpty = (r: Replica): void => {
  if (r.running > 0) return;
  // Sums of what came and went keep rounding errors; with nobody running they are known to be nothing.
  r.contextSeconds = 0;
  r.contextSecondsPerStep = 0;
  r.cacheBytesPerStep = 0;
  if (r.prefilling === 0) r.cacheBytes = 0;
};

const stopDecoding = (r: Replica, request: number): void => {
  const { work } = r;
  const steps = r.step - at(work.firstStep, request);
  r.running -= 1;
  r.contextSeconds -= at(work.contextSeconds, request) + steps * at(work.contextSecondsPerStep, request);
  r.contextSecondsPerStep -= at(work.contextSecondsPerStep, request);
  r.cacheBytes -= at(work.cacheBytes, request) + steps * at(work.cacheBytesPerStep, request);
  r.cacheBytesPerStep -= at(work.cacheBytesPerStep, request);
  leaveIfEmpty(r);
};

/** A request whose next token comes with the next step. Its cache so far is already counted. */
export const startDecoding = (r: Replica, request: number): void => {
  const { work, costs } = r;
  const { inputTokens, outputTokens } = work.requests;
  const produced = at(work.producedTokens, request);
  const left = at(outputTokens, request) - produced;
  const context = at(inputTokens, request) + produced;
  const core = costs.contextSeconds(context);
  const corePerStep = (costs.contextSeconds(context + left) - core) / left;
  const bytes = costs.cacheBytes(context);
  const bytesPerStep = (costs.cacheBytes(context + left) - bytes) / left;
  work.firstStep[request] = r.step;
  work.lastStep[request] = r.step + left;
  work.contextSeconds[request] = core;
  work.contextSecondsPerStep[request] = corePerStep;
  r.cacheBytes += bytes - at(work.cacheBytes, request);
  work.cacheBytes[request] = bytes;
  work.cacheBytesPerStep[request] = bytesPerStep;
  r.running += 1;
  r.contextSeconds += core;
  r.contextSecondsPerStep += corePerStep;
  r.cacheBytesPerStep += bytesPerStep;
  addToHeap(r.heap, request);
};

/** The last chunk of a prompt is done, `time` being when its next token was there. */
export const endPrompt = (r: Replica, request: number, time: number): void => {
  const { work } = r;
  r.prefilling -= 1;
  const produced = at(work.producedTokens, request) + 1;
  if (produced === 1) work.firstTokenAt[request] = time;
  work.producedTokens[request] = produced;
  r.totals.outputTokens += 1;
  if (r.role === 'prefill' || produced >= at(work.requests.outputTokens, request)) {
    r.cacheBytes -= at(work.cacheBytes, request);
    work.doneAt[request] = time;
    leaveIfEmpty(r);
    return;
  }
  startDecoding(r, request);
};

/** Takes out the requests whose last token came with the steps so far. */
export const finishAnswers = (r: Replica): void => {
  for (;;) {
    const request = topOfHeap(r.heap);
    if (request < 0 || at(r.work.lastStep, request) > r.step) return;
    removeFromHeap(r.heap, 0);
    stopDecoding(r, request);
    r.work.doneAt[request] = r.clock;
  }
};

const preemptLast = (r: Replica): void => {
  const { heap, work } = r;
  let place = 0;
  for (let other = 1; other < heap.size; other++)
    if (at(work.admittedAs, at(heap.items, other)) > at(work.admittedAs, at(heap.items, place)))
      place = other;
  const request = at(heap.items, place);
  removeFromHeap(heap, place);
  work.producedTokens[request] =
    at(work.requests.outputTokens, request) - (at(work.lastStep, request) - r.step);
  stopDecoding(r, request);
  work.preemptions[request] = at(work.preemptions, request) + 1;
  r.totals.preemptions += 1;
  pushFront(r.queue, request);
};

/** Makes room for the coming step. A request that runs alone always fits: longer ones were refused. */
export const makeRoom = (r: Replica): void => {
  r.admissionsHeld = false;
  while (
    r.cacheBytes + r.cacheBytesPerStep > r.costs.cacheBudgetBytes &&
    r.running > 0 &&
    r.running + r.prefilling > 1
  ) {
    preemptLast(r);
    r.admissionsHeld = true;
  }
};
