import type { SupplyCase } from '../../supply/case.ts';
import { type AllocationResult, keepsEverything, type PlanFindings } from '../../supply/result.ts';
import { ALLOCATION_FORMAT } from '../../supply/result-format.ts';
import { bucketDates } from '../../supply/when.ts';
import { baselinePart, dateOf, inputPart, replayPart, shipmentPart, whatIfPart } from './file-parts.ts';
import type { AllocationFile } from './result-schema.ts';
import { bottleneckSentence, verdictSentence } from './words.ts';

type PlannedPart = Pick<
  AllocationFile,
  | 'deals'
  | 'classes'
  | 'generations'
  | 'bottlenecks'
  | 'quarters'
  | 'commitments'
  | 'risk'
  | 'whatIf'
  | 'proof'
>;

const dealParts = (of: SupplyCase, { plan, risk }: PlanFindings): AllocationFile['deals'] =>
  of.deals.map(({ id, buyer, tier, racks }) => {
    const own = plan.shipments.filter(({ dealId }) => dealId === id);
    const delivered = own.reduce((sum, one) => sum + one.racks, 0);
    const dates = risk?.dates.find(({ dealId }) => dealId === id);
    return {
      id,
      buyer,
      tier,
      racks,
      delivered,
      short: racks - delivered,
      acceptedDate: own.length === 0 ? null : dateOf(of, Math.max(...own.map((one) => one.acceptedDay))),
      p50Date: dateOf(of, dates?.p50Day ?? null),
      p80Date: dateOf(of, dates?.p80Day ?? null),
      p95Date: dateOf(of, dates?.p95Day ?? null),
      firmRacks: dates?.firmRacks ?? null,
      shipments: own.map((one) => shipmentPart(of, one)),
    };
  });

const classParts = (
  { input: { case: of }, baseline }: AllocationResult,
  { plan, replays }: PlanFindings,
): AllocationFile['classes'] =>
  of.classes.flatMap(({ id, name }, c) => {
    const replay = replays.find(({ classId }) => classId === id);
    if (replay === undefined) return [];
    const curve = (curves: readonly { classId: string; cumulative: readonly number[] }[]): number[] => [
      ...(curves.find(({ classId }) => classId === id)?.cumulative ?? []),
    ];
    return [
      {
        id,
        name,
        replay: replayPart(of, replay),
        racks: of.generations.map((generation, g) => ({
          generationId: generation.id,
          racks: [...(plan.served[c]?.[g] ?? [])],
        })),
        service: curve(plan.services),
        baselineService: curve(baseline?.baseline.services ?? []),
        queue: [...(plan.queues[c] ?? [])],
      },
    ];
  });

const riskPart = ({ risk }: PlanFindings): AllocationFile['risk'] =>
  risk === null
    ? null
    : {
        expectedShortfallRacks: risk.expectedShortfallRacks,
        tailShortfallRacks: risk.tailShortfallRacks,
        scenarios: risk.scenarios.map(({ scenario, shortfallRacks }) => ({
          id: scenario.id,
          name: scenario.name,
          probability: scenario.probability,
          shortfallRacks,
        })),
        impossible: risk.impossible.map(({ id }) => id),
      };

const plannedPart = (result: AllocationResult, findings: PlanFindings): PlannedPart => {
  const of = result.input.case;
  const { plan, quarters, drawdowns, whatIf, proof } = findings;
  const { seconds: _, ...repeatable } = proof;
  return {
    deals: dealParts(of, findings),
    classes: classParts(result, findings),
    generations: of.generations.map(({ id }, g) => ({
      id,
      built: [...(plan.built[g] ?? [])],
      stock: [...(plan.stock[g] ?? [])],
      spares: [...(plan.spares[g] ?? [])],
    })),
    bottlenecks: plan.bottlenecks.map((one) => ({ words: bottleneckSentence(of, one), ...one })),
    quarters: quarters.map(({ fromDate, untilDate, generations, ...rest }) => ({
      from: fromDate,
      until: untilDate,
      ...rest,
      generations: generations.map((one) => ({ ...one })),
    })),
    commitments: drawdowns.map(({ commitmentId, drawnInFullDay, ...rest }) => ({
      id: commitmentId,
      ...rest,
      drawnInFullDate: dateOf(of, drawnInFullDay),
    })),
    risk: riskPart(findings),
    whatIf: whatIfPart(of, whatIf),
    proof: repeatable,
  };
};

const NOTHING_PLANNED: PlannedPart = {
  deals: [],
  classes: [],
  generations: [],
  bottlenecks: [],
  quarters: [],
  commitments: [],
  risk: null,
  whatIf: null,
  proof: null,
};

/** The result as data for a file: dates beside day numbers, money in cents, one entry per deal and class. */
export const allocationFile = (result: AllocationResult): AllocationFile => {
  const { input, baseline, end, stated } = result;
  const of = input.case;
  return {
    schema: ALLOCATION_FORMAT,
    name: of.name,
    startDate: of.startDate,
    end: end.kind,
    keepsEverything: keepsEverything(result),
    words: verdictSentence(result),
    buckets: of.buckets.map(({ startDay, endDay, planned }) => ({
      ...bucketDates(of, { startDay, endDay }),
      startDay,
      endDay,
      planned,
    })),
    baseline: baseline === null ? null : baselinePart(baseline),
    conflict: end.kind === 'infeasible' ? end.conflict.map((one) => ({ ...one })) : [],
    ...(end.kind === 'planned' ? plannedPart(result, end.findings) : NOTHING_PLANNED),
    stated: stated.map((one) => ({ ...one })),
    ...inputPart(input),
  };
};
