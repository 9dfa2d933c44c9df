import { z } from 'zod';
import { servingLayout } from './plan-schema-outcome.ts';
import { number, text } from './plan-schema-parts.ts';

const estimate = z
  .looseObject({
    estimate: number.nullable(),
    low: number.nullable().describe('null where there is one run only'),
    high: number.nullable(),
  })
  .meta({ id: 'Estimate', description: 'A mean over independent runs with its 95 % confidence interval.' });

const latency = z
  .looseObject({
    mean: estimate,
    quantiles: z.array(z.looseObject({ p: number, seconds: estimate })),
    atPercentile: estimate.describe('at the percentile of the service level'),
    withinLimit: estimate.describe('share of requests within the limit'),
  })
  .meta({ id: 'Latency', description: 'One latency over all requests that count, seconds.' });

const result = z.looseObject({
  runs: number,
  requestsPerRun: number,
  timeToFirstToken: latency,
  timePerOutputToken: latency,
  endToEnd: latency,
  withinAllLimits: estimate,
  keptUp: estimate.describe('requests done over requests arrived; below 1 the queue grows'),
  requestsPerSecond: estimate,
  outputTokensPerSecond: estimate,
  utilisation: estimate.describe('share of time in which a replica works'),
  promptShare: estimate.describe('of that time, what prompts take'),
  blockedShare: estimate.describe('share of time in which requests wait for a place'),
  meanRunning: estimate.describe('requests decoding on one replica'),
  preemptionsPerRequest: estimate,
  refused: number.describe('requests too long for the cache'),
  largestCacheShare: number,
  waiting: z.array(number).describe('requests waiting, over equal stretches of the first run'),
  simulatedTokens: number,
  simulatedSteps: number,
  events: number,
});

const simulation = z.looseObject({
  requestsPerSecond: number,
  replicas: number,
  percentile: number,
  limits: z.looseObject({
    timeToFirstTokenSeconds: number.nullable().describe('null: not promised'),
    timePerOutputTokenSeconds: number.nullable(),
  }),
  compiledBatch: number.nullable(),
  simulated: result,
  closedForm: z
    .looseObject({
      meanTimeToFirstToken: number,
      timeToFirstToken: number,
      meanTimePerOutputToken: number,
      timePerOutputToken: number,
      meanEndToEnd: number,
      running: number,
    })
    .nullable()
    .describe('the same rate by formula, seconds; null where there is no equilibrium'),
  keepsUp: z.boolean(),
  attained: z.boolean(),
  binding: z.enum(['rate', 'memory', 'sequences', 'first-token', 'per-token', 'nothing']),
});

/** A result of `rackwright simulate --json`. Unknown fields are allowed: later versions may add some. */
export const simulationFileSchema = z
  .looseObject({
    schema: z.literal('rackwright.simulation/1'),
    systemId: text,
    catalogVersion: text,
    calibrationVersion: text,
    workloads: z.array(
      z.looseObject({
        workload: text,
        model: text,
        serviceLevel: z.looseObject({
          timeToFirstTokenMs: number.nullable(),
          timePerOutputTokenMs: number.nullable(),
          percentile: number,
        }),
        layout: servingLayout,
        units: number,
        simulation,
        arrivals: text.describe('in words'),
        routing: text,
        seed: number,
      }),
    ),
    refused: z.array(z.looseObject({ workload: text, reason: text })),
    attained: z.boolean().describe('every workload keeps its promise'),
  })
  .meta({
    title: 'Rackwright simulation',
    description: 'Requests played one by one against the layout a plan chose, beside the closed form.',
  });
