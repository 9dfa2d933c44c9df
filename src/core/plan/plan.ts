import { type BillTerms, billTerms } from '../economics/bill-terms.ts';
import { type Memo, NO_MEMO } from '../memo.ts';
import type { Figure } from '../quantity/figure.ts';
import { couldFlip, sensitivityOf } from '../quantity/sensitivity.ts';
import type { Terms } from '../workload/request.ts';
import { assumptionsBehind } from './assumptions.ts';
import { candidateOf } from './candidate.ts';
import { figuresOf } from './figures.ts';
import { type FleetShare, fleetShare } from './fleet.ts';
import { flipsIn } from './flips.ts';
import { holdingsOf } from './holdings.ts';
import type { PlanInputs } from './inputs.ts';
import { portingLines, portingOf } from './porting.ts';
import { reasonFor } from './reason.ts';
import type { Candidate, PlanResult } from './result.ts';
import { riskOf } from './risk.ts';
import { compareCandidates, scoreOf, type Unscored } from './score.ts';
import { selectSystems } from './select.ts';
import { type RefusedSystem, type SizedSystem, sizeSystem } from './size-system.ts';
import { warningsFor } from './warnings.ts';

/** How many inputs the tornado of a candidate shows. */
const SENSITIVITIES = 3;

const sizeAll = (inputs: PlanInputs): readonly (SizedSystem | RefusedSystem)[] => {
  const { request, systems, onProgress } = inputs;
  const selected = selectSystems(request.systems, systems);
  return selected.map((system, index) => {
    onProgress?.(index, selected.length, system.chip);
    return sizeSystem(system, inputs);
  });
};

const fleetShares = (inputs: PlanInputs): readonly FleetShare[] =>
  inputs.request.buyer.fleet.flatMap(({ systemId, units }) => {
    const [system] = selectSystems({ include: [systemId], exclude: [] }, inputs.systems);
    if (system === undefined) return [];
    return inputs.request.workloads.map((workload) =>
      fleetShare(system, units, inputs.sizeWorkload(system, workload)),
    );
  });

const ranked = (unscored: readonly Unscored[], inputs: PlanInputs): readonly Candidate[] => {
  const { rankBy } = inputs.request;
  const ordered = [...unscored].sort(compareCandidates(rankBy));
  const best = ordered[0];
  if (best === undefined) return [];
  const meeting = ordered.filter((candidate) => candidate.verdict === 'meets').length;
  return ordered.map((candidate, index) => {
    const {
      racks: _racks,
      tokensPerSecondPerChip: _perChip,
      horizonDays: _days,
      shortfall: _shortfall,
      ...shown
    } = candidate;
    const score = scoreOf(candidate, rankBy);
    return {
      ...shown,
      rank: index + 1,
      reason: reasonFor(candidate, index + 1, best, meeting, rankBy),
      risk: candidate.verdict === 'meets' ? riskOf(candidate, inputs.request.workloads) : null,
      score,
      sensitivity: score === null ? [] : sensitivityOf(score, SENSITIVITIES),
    };
  });
};

/** What bills under the same terms share, worked out once for each. */
const sharedTerms = (memo: Memo): ((terms: Terms) => BillTerms) => {
  const known = new Map<Terms, BillTerms>();
  return (terms) => {
    const shared = known.get(terms) ?? memo.recall('bill terms', [terms], () => billTerms(terms));
    known.set(terms, shared);
    return shared;
  };
};

/** The figures of each candidate; those of an outcome, which candidates share, are looked for once. */
const figuresBy = (candidates: readonly Candidate[], memo: Memo): ReadonlyMap<string, readonly Figure[]> => {
  const known = new Map<object, readonly Figure[]>();
  for (const { outcomes } of candidates)
    for (const outcome of outcomes)
      if (!known.has(outcome))
        known.set(
          outcome,
          memo.beside('figures', outcome, () => figuresOf(outcome)),
        );
  return new Map(
    candidates.map((candidate) => [candidate.id, figuresOf(candidate, (piece) => known.get(piece))]),
  );
};

/**
 * Sizes a request on every system it asks to consider, prices the ways of holding each, checks the site, and ranks what
 * is left with the reason for each place. Pure: the same inputs give the same result. Throws InputError when the request
 * names a system the catalogue does not have.
 */
export const plan = (inputs: PlanInputs): PlanResult => {
  const { request, memo = NO_MEMO } = inputs;
  const sized = sizeAll(inputs);
  const pue = request.site === null ? inputs.defaultPue : request.site.pue;
  const sharedBy = sharedTerms(memo);
  const unscored = sized.flatMap((system) => {
    if (system.kind === 'refused') return [];
    const shared = sharedBy(system.terms);
    const porting = portingOf(system.system, inputs);
    return holdingsOf(system, pue, shared, memo, portingLines(porting)).map((held) =>
      candidateOf(system, held, porting, inputs, shared),
    );
  });
  const candidates = ranked(unscored, inputs);
  return Object.freeze({
    schema: 'rackwright.plan/1',
    request,
    catalogVersion: inputs.catalogVersion,
    calibrationVersion: inputs.calibrationVersion,
    rankedBy: request.rankBy,
    candidates,
    refused: sized.flatMap((each) =>
      each.kind === 'refused'
        ? [{ systemId: each.system.id, systemName: each.system.name, reason: each.reason }]
        : [],
    ),
    warnings: warningsFor(candidates),
    flips: flipsIn(candidates, request.rankBy, couldFlip),
    fleet: fleetShares(inputs),
    assumptions: assumptionsBehind(figuresBy(candidates, memo)),
    layoutsEvaluated: candidates.reduce(
      (sum, candidate) =>
        sum + candidate.outcomes.reduce((all, outcome) => all + outcome.layoutsEvaluated, 0),
      0,
    ),
  });
};
