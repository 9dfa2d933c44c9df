import { helps } from '../../supply/promise/changes.ts';
import { canBeHad, type PromiseResult } from '../../supply/result.ts';
import { PROMISE_FORMAT } from '../../supply/result-format.ts';
import { baselinePart, dateOf, inputPart, replayPart, shipmentPart, whatIfPart } from './file-parts.ts';
import {
  bindingSentence,
  changeSentence,
  impactSentence,
  oddsSentence,
  possibleSentence,
} from './promise-words.ts';
import type { PromiseFile } from './result-schema.ts';
import { conflictSentence } from './words.ts';

type AnswerPart = Omit<
  PromiseFile,
  | 'schema'
  | 'name'
  | 'startDate'
  | 'deal'
  | 'possible'
  | 'baseline'
  | 'assumptions'
  | 'provenance'
  | 'notices'
>;

const answerPart = ({ input, deal, end }: PromiseResult): AnswerPart => {
  const of = input.case;
  if (end.kind !== 'answered')
    return {
      words: end.kind === 'infeasible' ? [conflictSentence(end.conflict)] : [],
      expectedDate: null,
      p50Date: null,
      p80Date: null,
      p95Date: null,
      futures: [],
      shipments: [],
      impacts: [],
      binding: end.kind === 'infeasible' ? end.conflict.map((one) => ({ ...one })) : [],
      changes: [],
      whatIf: null,
    };
  const { answer, whatIf } = end;
  const { expected, impacts, changes, futures } = answer;
  const own =
    expected.kind === 'possible' ? expected.plan.shipments.filter(({ dealId }) => dealId === deal.id) : [];
  return {
    words: [
      possibleSentence(of, answer),
      oddsSentence(of, answer),
      ...impacts.map((impact) => `${impactSentence(of, impact)}.`),
      bindingSentence(expected),
    ],
    expectedDate: expected.kind === 'possible' ? dateOf(of, expected.day) : null,
    p50Date: dateOf(of, answer.p50Day),
    p80Date: dateOf(of, answer.p80Day),
    p95Date: dateOf(of, answer.p95Day),
    futures: futures.map(({ scenarioId, probability, day }) => ({
      id: scenarioId,
      probability,
      date: dateOf(of, day),
    })),
    shipments: own.map((one) => shipmentPart(of, one)),
    impacts: impacts.map(({ classId, without, with: after }) => ({
      classId,
      before: replayPart(of, without),
      after: replayPart(of, after),
    })),
    binding: expected.binding.map((one) => ({ ...one })),
    changes: changes.map((change) => ({
      kind: change.kind,
      words: changeSentence(of, change),
      cost: change.cost,
      date: dateOf(of, change.day),
      daysEarlier: change.daysEarlier,
      helps: helps(change),
    })),
    whatIf: whatIfPart(of, whatIf),
  };
};

/** The answer as data for a file. */
export const promiseFile = (result: PromiseResult): PromiseFile => {
  const { input, deal, baseline } = result;
  const { id, buyer, tier, racks } = deal;
  return {
    schema: PROMISE_FORMAT,
    name: input.case.name,
    startDate: input.case.startDate,
    deal: { id, buyer, tier, racks },
    possible: canBeHad(result),
    ...answerPart(result),
    baseline: baseline === null ? null : baselinePart(baseline),
    ...inputPart(input),
  };
};
