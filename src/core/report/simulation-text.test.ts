import { describe, expect, it } from 'vitest';
import { roundCosts } from '../performance/simulation/replica.testing.ts';
import type { ServingSimulation } from '../performance/simulation/serving.ts';
import { simulate } from '../performance/simulation/simulate.ts';
import { servingPlan } from './fixture.testing.ts';
import { type SimulatedWorkload, simulationText } from './simulation-text.ts';

const limits = { timeToFirstTokenSeconds: 2, timePerOutputTokenSeconds: 0.05 };

const simulation: ServingSimulation = {
  requestsPerSecond: 5,
  replicas: 2,
  percentile: 0.95,
  limits,
  compiledBatch: null,
  simulated: simulate({
    deployment: { kind: 'mixed', replicas: 2, costs: roundCosts() },
    routing: 'least-loaded',
    traffic: {
      kind: 'drawn',
      arrivals: { requestsPerSecond: 5, gapCv: 1 },
      shape: { inputTokens: { mean: 50, cv: 1 }, outputTokens: { mean: 30, cv: 1 }, longestTokens: null },
      requests: 400,
      edge: 40,
    },
    seed: 1,
    runs: 3,
    limits,
    percentile: 0.95,
    firstTokenOverheadSeconds: 0.08,
  }),
  closedForm: {
    meanTimeToFirstToken: 0.1,
    timeToFirstToken: 0.2,
    meanTimePerOutputToken: 0.015,
    timePerOutputToken: 0.02,
    meanEndToEnd: 1,
    running: 3,
  },
  keepsUp: true,
  attained: true,
  binding: 'per-token',
};

const shown = (changes: Partial<ServingSimulation> = {}, columns = 80): string => {
  const plan = servingPlan();
  const workload = plan.request.workloads[0];
  const outcome = plan.candidates[0]?.outcomes[0];
  if (workload?.kind !== 'serving' || outcome?.kind !== 'serving') throw new Error('the fixture serves');
  const of: SimulatedWorkload = {
    workload,
    outcome,
    systemName: 'a server',
    simulation: { ...simulation, ...changes },
    arrivals: 'Poisson arrivals',
    routing: 'least-loaded',
    seed: 1,
  };
  return simulationText(of, { columns, style: (_, text) => text });
};

describe('a simulation in words', () => {
  it('fits into the columns given, wide or narrow', () => {
    for (const columns of [80, 50])
      for (const line of shown({}, columns).split('\n'))
        expect([...line].length).toBeLessThanOrEqual(columns);
  });

  it('sets percentiles beside the closed form with the difference, and gives the verdict', () => {
    const text = shown();
    const mean = simulation.simulated.timeToFirstToken.mean.estimate;
    expect(text).toContain(`${mean < 0.1 ? '-' : '+'}${(100 * Math.abs(mean / 0.1 - 1)).toFixed(1)} %`);
    expect(text).toMatch(/p50 +p90 +p95 +p99/);
    expect(text).toContain('KEPT: the promise holds at p95.');
    expect(text).toContain('binds: the limit on time per output token is nearest');
  });

  it('says when the promise is missed, when there is no closed form, and when the verdict is open', () => {
    expect(shown({ attained: false, binding: 'rate', closedForm: null })).toMatch(
      /no equilibrium[\s\S]*MISSED/,
    );
    const { estimate } = simulation.simulated.timeToFirstToken.atPercentile;
    expect(shown({ limits: { ...limits, timeToFirstTokenSeconds: estimate } })).toContain('verdict is open');
    expect(shown()).not.toContain('verdict is open');
  });
});
