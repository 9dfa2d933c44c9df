import { roundCosts } from '../performance/simulation/replica.testing.ts';
import type { ServingSimulation } from '../performance/simulation/serving.ts';
import { simulate } from '../performance/simulation/simulate.ts';
import { servingPlan } from './fixture.testing.ts';
import type { SimulatedWorkload } from './simulation-text.ts';

const limits = { timeToFirstTokenSeconds: 2, timePerOutputTokenSeconds: 0.05 };

/** A small simulation that keeps its promise. */
export const simulation: ServingSimulation = {
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

/** It as part of a request, for tests. */
export const simulatedWorkload = (changes: Partial<ServingSimulation> = {}): SimulatedWorkload => {
  const plan = servingPlan();
  const workload = plan.request.workloads[0];
  const outcome = plan.candidates[0]?.outcomes[0];
  if (workload?.kind !== 'serving' || outcome?.kind !== 'serving') throw new Error('the fixture serves');
  return {
    workload,
    outcome,
    systemName: 'a server',
    simulation: { ...simulation, ...changes },
    arrivals: 'Poisson arrivals',
    routing: 'least-loaded',
    seed: 1,
  };
};
