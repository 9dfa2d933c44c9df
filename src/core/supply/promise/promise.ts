import type { Deal, SupplyCase } from '../case.ts';
import type { Baseline } from '../plan.ts';
import type { ClassReplay } from '../replay/outcome.ts';
import { replayPlan } from '../replay/replay.ts';
import { type EvaluatedChange, evaluateChanges } from './changes.ts';
import { type EarliestAnswer, earliestFor } from './earliest.ts';
import { type Effort, futuresOf } from './futures.ts';
import { quantile } from './quantile.ts';

/** Whose wait grows by how much because of a deal: the replay of each class without it and with it. */
export interface WaitImpact {
  readonly classId: string;
  readonly without: ClassReplay;
  readonly with: ClassReplay;
}

/** What can be promised to a buyer, and what it costs everybody else. */
export interface PromiseAnswer {
  readonly deal: Deal;
  /** On expected supply. */
  readonly expected: EarliestAnswer;
  /** Days on which the whole deal is accepted with so much probability; null: not within its terms. */
  readonly p50Day: number | null;
  readonly p80Day: number | null;
  readonly p95Day: number | null;
  readonly futures: readonly {
    readonly scenarioId: string;
    readonly probability: number;
    readonly day: number | null;
  }[];
  readonly impacts: readonly WaitImpact[];
  readonly changes: readonly EvaluatedChange[];
}

const impactsOf = (of: SupplyCase, baseline: Baseline, answer: EarliestAnswer): WaitImpact[] => {
  if (answer.kind === 'impossible') return [];
  const without = replayPlan(of, baseline, answer.without);
  return replayPlan(of, baseline, answer.plan).map((replay, index) => ({
    classId: replay.classId,
    without: without[index] as ClassReplay,
    with: replay,
  }));
};

/**
 * Answers whether and when a deal can be had: solved anew with the deal in it, on expected supply and in every future of
 * supply, never read off a dual value. Nothing that was promised before comes later, and no class waits beyond its limit.
 */
export const promise = async (
  of: SupplyCase,
  baseline: Baseline,
  deal: Deal,
  effort: Effort,
): Promise<PromiseAnswer> => {
  const present = {
    scenario: { id: 'expected', name: 'as expected', probability: 1, capacityFactors: [] },
    of,
    baseline,
  };
  effort.onStep?.('the earliest date on expected supply');
  const expected = await earliestFor(present, deal, effort);
  const { futures, impossible } = await futuresOf(of, baseline, effort);
  const days: PromiseAnswer['futures'][number][] = impossible.map(({ id, probability }) => ({
    scenarioId: id,
    probability,
    day: null,
  }));
  for (const [index, future] of futures.entries()) {
    effort.onStep?.(`the earliest date in future ${index + 1} of ${futures.length}`);
    const answer = await earliestFor(future, deal, effort);
    const { id, probability } = future.scenario;
    days.push({ scenarioId: id, probability, day: answer.kind === 'possible' ? answer.day : null });
  }
  const weighted = days.map(({ day, probability }) => ({ value: day, probability }));
  return {
    deal,
    expected,
    p50Day: quantile(weighted, 0.5),
    p80Day: quantile(weighted, 0.8),
    p95Day: quantile(weighted, 0.95),
    futures: days,
    impacts: impactsOf(of, baseline, expected),
    changes: await evaluateChanges(present, deal, expected, effort),
  };
};
