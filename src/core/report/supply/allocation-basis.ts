import type { AllocationResult } from '../../supply/result.ts';
import { type Block, details, type Section, tableBlock, textCell } from '../document.ts';
import { formatInterval } from '../format.ts';
import { baselineSentence, proofSentence, tableSentences } from './words.ts';

const assumptionTable = ({ input }: AllocationResult): readonly Block[] => {
  const left = (header: string) => ({ header, align: 'left' as const });
  return details('Assumed, as the file does not say', [
    tableBlock({
      caption: 'Assumptions',
      interactive: false,
      columns: [left('set it at'), { header: 'value', align: 'right' }, left('reason')],
      rows: input.assumptions.map(({ override, value, unit, reason }) => {
        const { estimate, range } = formatInterval(value, unit);
        return [textCell(override), { text: estimate, ...(range === '' ? {} : { range }) }, textCell(reason)];
      }),
    }),
  ]);
};

const originWords = (one: AllocationResult['input']['provenance'][number]): string => {
  switch (one.kind) {
    case 'catalogue':
      return `${one.path}: catalogue, ${one.productId}`;
    case 'statement':
      return `${one.path}: ${one.statementId} (${one.standing}, ${one.asOf}, ${one.source})`;
    case 'source':
      return `${one.path}: ${one.source}`;
    case 'assumption':
      return `${one.path}: assumed; ${one.reason}`;
  }
};

/** What a result rests on: the baseline, the solver's proof, assumptions, where numbers come from. */
export const basisSection = (result: AllocationResult): Section => {
  const { baseline, input, end } = result;
  return {
    id: 'basis',
    title: 'What this rests on',
    blocks: [
      {
        kind: 'list',
        items: [
          ...(baseline === null ? [] : [baselineSentence(baseline)]),
          ...(end.kind === 'planned' ? [proofSentence(end.findings.proof)] : []),
          ...tableSentences(input),
          ...input.notices.map((notice) => `${notice}.`),
          'The plan proposes; only the ledger promises.',
        ],
      },
      ...assumptionTable(result),
      ...(input.provenance.length === 0
        ? []
        : details('Where numbers of the file come from', [
            { kind: 'list', items: input.provenance.map(originWords) },
          ])),
    ],
  };
};
