import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestChoice, layoutLoads, type ServingChoice } from './choice.ts';
import { disaggregatedPoint, poolRate, pools } from './disaggregated.ts';
import { type Reserve, unitsFor, unitsWithSpares } from './fleet.ts';
import { frontOf } from './front.ts';
import { constants, deepSeekV3, h100, llama31Of70B, trainium2 } from './inference.testing.ts';
import { openLoopAt } from './open-loop.ts';
import { highestLoad, type Prepared } from './operating-point.ts';
import { prepareServing } from './search.ts';
import type { ServingSearchInput } from './search-input.ts';

const reserve = (chipsPerUnit: number): Reserve => ({
  chipsPerUnit,
  hostsPerUnit: 1,
  failureHeadroom: 0.05,
  chipHoursPerHardwareFailure: 65_000,
  repairHours: 24,
  confidence: 0.95,
});

/** Fitted powers stand on both sides of 1. */
const inputs = fc
  .record({
    machine: fc.constantFrom(h100, trainium2),
    model: fc.constantFrom(llama31Of70B, deepSeekV3),
    routingSpreadExponent: fc.constantFrom(0.9, 1, 1.0121),
    inputMean: fc.integer({ min: 32, max: 16_000 }),
    outputMean: fc.integer({ min: 1, max: 3000 }),
    cv: fc.double({ min: 0, max: 1.5, noNaN: true }),
    percentile: fc.constantFrom(0.5, 0.95, 0.99),
    firstMs: fc.integer({ min: 200, max: 8000 }),
    perTokenMs: fc.integer({ min: 8, max: 120 }),
    rate: fc.double({ min: 0.1, max: 3000, noNaN: true }),
    disaggregation: fc.constantFrom('consider', 'never', 'only'),
    offline: fc.boolean(),
  })
  .map(
    (of): ServingSearchInput => ({
      machine: of.machine,
      model: of.model,
      weightFormat: null,
      keyValueFormat: null,
      constants: { ...constants, routingSpreadExponent: of.routingSpreadExponent },
      chipsPerUnit: of.machine.chipsPerUnit,
      traffic: {
        inputTokens: { mean: of.inputMean, cv: of.cv },
        outputTokens: { mean: of.outputMean, cv: of.cv },
        prefixCacheShare: 0,
        percentile: of.percentile,
      },
      limits: { timeToFirstTokenSeconds: of.firstMs / 1000, timePerOutputTokenSeconds: of.perTokenMs / 1000 },
      disaggregation: of.offline ? 'never' : of.disaggregation,
      offline: of.offline,
      reserve: reserve(of.machine.chipsPerUnit),
      requestsPerSecond: of.rate,
    }),
  );

const chosen = (
  input: ServingSearchInput,
  prepared: Prepared,
  load: Partial<ServingChoice>,
  replicas: number,
) => {
  const packing = { chipsPerUnit: input.chipsPerUnit, chipsPerReplica: prepared.chips };
  const plain = load.disaggregated === null && prepared.layout.pipelineParallel === 1;
  const perChip = (load.requestsPerSecond ?? Number.NaN) / prepared.chips;
  return {
    prepared,
    replicas,
    ...load,
    units: unitsFor(packing, replicas),
    unitsWithSpares: unitsWithSpares(input.reserve, prepared.chips, replicas),
    worth: perChip / (plain ? 1 : constants.complexityGain),
  };
};

/** Every layout at its highest load, mixed and in pools, with the fleet that carries the rate. */
const everyChoice = (input: ServingSearchInput, prepared: readonly Prepared[]) =>
  prepared.flatMap((each) => {
    const choices: ReturnType<typeof chosen>[] = [];
    const rate = input.requestsPerSecond;
    const running = input.offline ? each.admissible : highestLoad(each, input.limits);
    if (input.disaggregation !== 'only' && running > 0) {
      const { requestsPerSecond } = openLoopAt(each.open, running);
      const replicas = Math.max(1, Math.ceil(rate / requestsPerSecond));
      choices.push(chosen(input, each, { running, requestsPerSecond, disaggregated: null }, replicas));
    }
    const pooled = input.disaggregation !== 'never' && !input.offline && each.open.mean.outputTokens > 1;
    const point = pooled ? disaggregatedPoint(input.machine, each, input.limits) : null;
    if (point !== null) {
      const of = pools(point, rate);
      const replicas = of.prefillReplicas + of.decodeReplicas;
      const requestsPerSecond = poolRate(point, of) / replicas;
      choices.push(
        chosen(input, each, { running: point.running, requestsPerSecond, disaggregated: point }, replicas),
      );
    }
    return choices;
  });

describe('the search for a serving layout', () => {
  it('finds the layout that looking at every one of them finds, though it looks at few', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { prepared } = prepareServing(input);
        const found = bestChoice(input, layoutLoads(input, prepared));
        // A stable sort keeps the first of equals first.
        const [first] = everyChoice(input, prepared).sort(
          (a, b) =>
            a.unitsWithSpares - b.unitsWithSpares || b.worth - a.worth || a.prepared.chips - b.prepared.chips,
        );
        const { worth: _, ...choice } = first ?? { worth: null };
        expect(found).toEqual(first === undefined ? null : choice);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the front of all layouts at all loads, though it leaves most of them early', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { prepared } = prepareServing(input);
        const points = prepared.flatMap((of) => {
          const loads = [1];
          for (let load = 2; load < of.admissible; load *= 2) loads.push(load);
          return [...new Set([...loads, of.admissible].map((load) => Math.min(load, of.admissible)))].flatMap(
            (at) => {
              const state = openLoopAt(of.open, at);
              const chip = (state.requestsPerSecond * of.open.mean.outputTokens) / of.chips;
              const user = 1 / state.meanTimePerOutputTokenSeconds;
              return state.promptLoad < constants.queueLoadLimit && chip > 0 ? [{ user, chip }] : [];
            },
          );
        });
        const beaten = (of: { user: number; chip: number }) =>
          points.some(
            ({ user, chip }) => user >= of.user && chip >= of.chip && (user > of.user || chip > of.chip),
          );
        const front = new Set(
          points.filter((point) => !beaten(point)).map(({ user, chip }) => `${user} ${chip}`),
        );
        expect(new Set(frontOf(prepared).map(({ user, chip }) => `${user} ${chip}`))).toEqual(front);
      }),
      { numRuns: 40 },
    );
  });

  it('never has a load above the ceiling of its layout, nor one at which more requests are faster for each', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true }), (input, share) => {
        for (const of of prepareServing(input).prepared) {
          const at = openLoopAt(of.open, share * of.admissible);
          expect(at.requestsPerSecond).toBeLessThanOrEqual(of.rateCeiling);
          const alone = openLoopAt({ ...of.open, decodeOnly: true }, share * of.admissible);
          expect(alone.requestsPerSecond).toBeLessThanOrEqual(of.decodeRateCeiling);
          const more = openLoopAt(of.open, Math.min(of.admissible, 1.5 * share * of.admissible));
          expect(more.meanTimePerOutputTokenSeconds).toBeGreaterThanOrEqual(
            at.meanTimePerOutputTokenSeconds * (1 - 1e-9),
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});
