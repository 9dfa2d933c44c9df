import { canBeHad, type PromiseResult } from '../../supply/result.ts';
import { plainText, wrapText } from '../text.ts';
import { assumptionLines } from './allocation-text.ts';
import {
  bindingSentence,
  changeSentence,
  dealText,
  impactSentence,
  oddsSentence,
  othersSentence,
  possibleSentence,
} from './promise-words.ts';
import { rackPriceSentences } from './rack-price-words.ts';
import { type SupplyTextOptions, section, sentences } from './terminal-parts.ts';
import { baselineSentence, conflictSentence, counted, dayText, tableSentences } from './words.ts';

type Answered = Extract<PromiseResult['end'], { kind: 'answered' }>;

const CHANGES_SHOWN = 12;

const answerLines = (
  { input, deal }: PromiseResult,
  { answer, whatIf }: Answered,
  options: SupplyTextOptions,
): readonly string[] => {
  const of = input.case;
  const { expected, impacts, changes } = answer;
  const others = othersSentence(of, deal, expected);
  const shipments =
    expected.kind === 'possible'
      ? expected.plan.shipments
          .filter(({ dealId }) => dealId === deal.id)
          .map(
            ({ racks, generationId, readyDay, acceptedDay }) =>
              `${counted(racks, 'rack')} of ${generationId}, finished by ${dayText(of, readyDay)}, accepted by ${dayText(of, acceptedDay)}`,
          )
      : [];
  const shown = changes.slice(0, CHANGES_SHOWN);
  const part = (title: string, texts: readonly string[]): readonly string[] =>
    section(title, sentences(texts, options), options);
  return [
    ...part('When', [oddsSentence(of, answer), ...shipments.map((one) => `${one}.`)]),
    ...part('Whose wait grows', [
      ...impacts.map((impact) => `${impactSentence(of, impact)}.`),
      ...(others === null ? [] : [others]),
    ]),
    ...part('What is in the way', [bindingSentence(expected)]),
    ...part(
      expected.kind === 'possible'
        ? 'What would bring it forward (each solved anew, the cheapest first)'
        : 'What would make it possible (each solved anew, the cheapest first)',
      shown.map((change) => `${changeSentence(of, change)}.`),
    ),
    ...(whatIf === null ? [] : part('What if', rackPriceSentences(of, whatIf))),
  ];
};

/** The answer of `promise` as lines for a terminal: words that a buyer and the cloud's team can both accept. */
export const promiseText = (result: PromiseResult, options: SupplyTextOptions): string => {
  const { input, deal, baseline, end } = result;
  const of = input.case;
  const { columns, style } = options;
  const tone = canBeHad(result) ? 'green' : 'red';
  const answer =
    end.kind === 'answered'
      ? possibleSentence(of, end.answer)
      : end.kind === 'infeasible'
        ? `No: supply does not even cover what is given before any sale. ${conflictSentence(end.conflict)}`
        : 'Not known: nothing was found within the time limit.';
  const lines = [
    ...wrapText(plainText(dealText(of, deal)), columns).map((line) => style('bold', line)),
    '',
    ...wrapText(answer, columns).map((line) => style(tone, line)),
    ...(end.kind === 'answered' ? answerLines(result, end, options) : []),
    ...section(
      'What this rests on',
      sentences(
        [
          ...(baseline === null ? [] : [baselineSentence(baseline)]),
          ...tableSentences(input),
          ...input.notices.map((notice) => `Note: ${notice}.`),
          ...assumptionLines(input),
          'A date is a proposal of the plan; only the ledger promises.',
        ],
        options,
      ),
      options,
    ),
  ];
  return `${lines.join('\n')}\n`;
};
