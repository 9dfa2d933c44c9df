import { endPrompt, startDecoding } from './answers.ts';
import { dropFront, front } from './queue.ts';
import { cachedTokens, decodeStepSeconds, type Replica } from './replica-state.ts';
import { at } from './work-table.ts';

/** Whether the front of the queue may start now; remembers when memory or the limit of sequences is what holds it. */
const mayAdmit = (r: Replica, request: number): boolean => {
  if (r.admissionsHeld) return false;
  const { costs, work } = r;
  const context = at(work.requests.inputTokens, request) + at(work.producedTokens, request);
  // The coming step's tokens, its own included, have to fit as well.
  const bytes = r.cacheBytes + r.cacheBytesPerStep + costs.cacheBytes(context + 1);
  const fits = bytes <= costs.cacheBudgetBytes;
  r.blocked = !fits || r.running + r.prefilling >= costs.sequencesLimit;
  return !r.blocked;
};

/** Takes a request from the queue and sets memory aside for what is known of it. */
const admit = (r: Replica, request: number): void => {
  const { costs, work } = r;
  dropFront(r.queue);
  const bytes = costs.cacheBytes(at(work.requests.inputTokens, request) + at(work.producedTokens, request));
  work.cacheBytes[request] = bytes;
  r.cacheBytes += bytes;
  work.admittedAs[request] = r.admitted;
  r.admitted += 1;
  if (Number.isNaN(at(work.startedAt, request))) work.startedAt[request] = r.clock;
};

const beginPrompt = (r: Replica, request: number): void => {
  const { costs, work } = r;
  const cached = cachedTokens(r, request);
  const tokens = at(work.requests.inputTokens, request) - cached + at(work.producedTokens, request);
  work.promptTokensLeft[request] = tokens;
  work.coreSecondsPerToken[request] = costs.promptCoreSeconds(tokens, cached) / tokens;
  r.prefilling += 1;
};

/** Requests that come with their cache (decode role) start without a prompt. */
const admitHandedOver = (r: Replica): void => {
  for (;;) {
    const request = front(r.queue);
    if (request < 0 || at(r.work.preemptions, request) > 0 || !mayAdmit(r, request)) return;
    admit(r, request);
    startDecoding(r, request);
  }
};

/** The next request for a lane, or -1 when none may start. */
const nextPrompt = (r: Replica): number => {
  if (r.role === 'decode') admitHandedOver(r);
  const request = front(r.queue);
  if (request < 0 || !mayAdmit(r, request)) return -1;
  admit(r, request);
  beginPrompt(r, request);
  return request;
};

/**
 * Fills one pass of a lane: what is left of its prompt, then the next ones in the queue. Gives the seconds of the pass
 * beside running requests; -1 when there is nothing to do.
 */
const fillLane = (r: Replica, lane: number): number => {
  const { work, costs } = r;
  let request = at(r.laneHead, lane);
  if (request < 0) {
    request = nextPrompt(r);
    if (request < 0) return -1;
    r.laneHead[lane] = request;
    r.laneTail[lane] = request;
    work.nextInLane[request] = -1;
  }
  const chunk = costs.chunkTokens(
    at(work.requests.inputTokens, request) - cachedTokens(r, request) + at(work.producedTokens, request),
  );
  let tokens = 0;
  let coreSeconds = 0;
  for (;;) {
    const piece = Math.min(chunk - tokens, at(work.promptTokensLeft, request));
    work.promptTokensLeft[request] = at(work.promptTokensLeft, request) - piece;
    coreSeconds += piece * at(work.coreSecondsPerToken, request);
    tokens += piece;
    if (!costs.packsPrompts || tokens >= chunk) break;
    request = nextPrompt(r);
    if (request < 0) break;
    work.nextInLane[at(r.laneTail, lane)] = request;
    work.nextInLane[request] = -1;
    r.laneTail[lane] = request;
  }
  const pass = costs.passSeconds(tokens) + coreSeconds;
  return r.running > 0 ? Math.max(0, pass - costs.sharedPassSeconds(tokens)) : pass;
};

/** Starts passes in free lanes; gives the seconds by which they lengthen the coming step, or -1 when none started. */
export const startPasses = (r: Replica): number => {
  r.blocked = false;
  if (r.role === 'decode') admitHandedOver(r);
  const { lanes } = r.costs;
  const free = lanes - r.lanesBusy;
  if (free === 0) return -1;
  let seconds = 0;
  for (let lane = 0; lane < lanes; lane++) {
    const pass = at(r.laneBusyUntil, lane) === Number.POSITIVE_INFINITY ? fillLane(r, lane) : -1;
    r.lanePassSeconds[lane] = pass;
    if (pass < 0) continue;
    seconds += pass;
    r.lanesBusy += 1;
  }
  if (free === lanes - r.lanesBusy) return -1;
  const lengthening = seconds / lanes;
  const decode = decodeStepSeconds(r);
  for (let lane = 0; lane < lanes; lane++) {
    const pass = at(r.lanePassSeconds, lane);
    if (pass >= 0)
      r.laneBusyUntil[lane] = r.clock + (decode + (r.running > 0 ? Math.max(pass, lengthening) : pass));
  }
  return lengthening;
};

/** Ends the passes that are over: their prompts go on, or begin to be answered with the next step. */
export const endPasses = (r: Replica): void => {
  if (r.lanesBusy === 0) return;
  const { work } = r;
  for (let lane = 0; lane < r.costs.lanes; lane++) {
    const time = at(r.laneBusyUntil, lane);
    if (time > r.clock) continue;
    r.laneBusyUntil[lane] = Number.POSITIVE_INFINITY;
    r.lanesBusy -= 1;
    let request = at(r.laneHead, lane);
    r.laneHead[lane] = -1;
    while (request >= 0) {
      const next = at(work.nextInLane, request);
      if (at(work.promptTokensLeft, request) > 0) {
        r.laneHead[lane] = request;
        r.laneTail[lane] = request;
      } else endPrompt(r, request, time);
      request = next;
    }
  }
};
