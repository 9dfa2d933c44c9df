import { describe, expect, it } from 'vitest';
import { constants, layout, llama31Of70B, trainium2 } from '../inference/inference.testing.ts';
import { decodeSecondsPerToken, modelLoad, promptCost, stepModel } from '../inference/predict.ts';
import { type EvenRequests, evenRequests, type ReplicaRun, waves } from './load-generators.ts';

const step = stepModel(trainium2, modelLoad(llama31Of70B), layout({ tensorParallel: 16 }), constants);
const run: ReplicaRun = {
  inputTokens: 1500,
  outputTokens: 250,
  slots: 16,
  compiledBatch: 16,
  replicas: 1,
  hostSecondsPerRequest: 0,
};
const prompt = promptCost(step, run).latencySeconds;
const decode = decodeSecondsPerToken(step, 16, run);
const even = (changes: Partial<EvenRequests>): EvenRequests => ({
  requestsPerSecond: 0.1,
  sendingSeconds: 120,
  stepsBetweenAdmissions: null,
  ...changes,
});

describe('requests at even distances', () => {
  it('stretch a step by the share of time that prompts take, and make prompts wait for one step at most', () => {
    const found = evenRequests(step, run, even({}));
    expect(found.timePerOutputTokenSeconds).toBeCloseTo(decode / (1 - 0.1 * prompt), 9);
    const wait = found.timeToFirstTokenSeconds - constants.firstTokenOverheadSeconds - prompt;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(decode);
  });

  it('count the time of the last answer, so that longer sending comes closer to the rate asked for', () => {
    const short = evenRequests(step, run, even({ sendingSeconds: 60 })).requestsPerSecond;
    const long = evenRequests(step, run, even({ sendingSeconds: 6000 })).requestsPerSecond;
    expect(short).toBeLessThan(long);
    expect(long).toBeLessThan(0.1);
    expect(long).toBeCloseTo(0.1, 3);
  });

  it('wait half a round and for each other where an engine admits prompts in rounds', () => {
    const rate = 0.5 / prompt;
    const roomy = { ...run, slots: 1000 };
    const found = evenRequests(step, roomy, even({ requestsPerSecond: rate, stepsBetweenAdmissions: 200 }));
    const round = 200 * found.timePerOutputTokenSeconds;
    expect(found.timeToFirstTokenSeconds).toBeCloseTo(
      constants.firstTokenOverheadSeconds + round / 2 + rate * round * prompt,
      6,
    );
  });

  it('wait for the work of the host on their own tokens, and on those of the others that run', () => {
    const found = evenRequests(step, { ...run, hostSecondsPerRequest: 2e-3 }, even({}));
    // A token of one of 0.1 x 250 x token others comes every token: 0.1 x 250 x 2 ms = 0.05 of the time.
    expect(found.timePerOutputTokenSeconds).toBeCloseTo((decode + 2e-3) / (1 - 0.1 * prompt - 0.05), 9);
  });

  it('are answered no faster than slots allow', () => {
    const asked = evenRequests(step, run, even({ requestsPerSecond: 1e3 }));
    const more = evenRequests(step, run, even({ requestsPerSecond: 2e3 }));
    expect(asked.promptLoad).toBe(1);
    expect(more.requestsPerSecond).toBeCloseTo(asked.requestsPerSecond, 6);
  });
});

describe('waves of clients', () => {
  const wave = (clients: number, launchSeconds: number) =>
    waves(step, run, { clients, launchSeconds, outputDeviation: 0 });

  it('give one client the bare engine', () => {
    const one = wave(1, 0);
    expect(one.timePerOutputTokenSeconds).toBeCloseTo(decode, 12);
    expect(one.timeToFirstTokenSeconds).toBeCloseTo(
      constants.firstTokenOverheadSeconds + prompt + decode,
      12,
    );
  });

  it('put all prompts in front of the last one, with a step after each, when they come at once, none when they come slowly', () => {
    const first = wave(1, 0).timeToFirstTokenSeconds;
    expect(wave(8, 0).timeToFirstTokenSeconds).toBeCloseTo(first + 7 * (prompt + decode), 9);
    expect(wave(8, 0).timePerOutputTokenSeconds).toBeCloseTo(decode, 12);
    expect(wave(8, 2 * (prompt + decode)).timeToFirstTokenSeconds).toBeCloseTo(first, 9);
    expect(wave(8, 2 * (prompt + decode)).timePerOutputTokenSeconds).toBeGreaterThan(decode);
  });

  it('end with the longest answer and make clients beyond the slots wait a round', () => {
    const spread = waves(step, run, { clients: 16, launchSeconds: 0, outputDeviation: 20 });
    expect(spread.outputTokensPerSecond).toBeLessThan(wave(16, 0).outputTokensPerSecond);
    expect(wave(32, 0).timeToFirstTokenSeconds).toBeGreaterThan(250 * decode);
    expect(wave(32, 0).promptLoad).toBe(1);
    // Sixteen slots: of 16 clients nobody waits for a round, of 32 every other one, of 40 sixteen for one and eight for two.
    const round = wave(16, 0);
    const residence = round.timeToFirstTokenSeconds + 250 * round.timePerOutputTokenSeconds;
    const waits = (clients: number): number =>
      (wave(clients, 0).timeToFirstTokenSeconds - round.timeToFirstTokenSeconds) / residence;
    expect(waits(32)).toBeCloseTo(1 / 2, 9);
    expect(waits(40)).toBeCloseTo((16 + 8 * 2) / 40, 9);
  });
});
