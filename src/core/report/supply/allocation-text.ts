import { cents } from '../../quantity/money.ts';
import type { AllocationResult, PlanFindings, ResultInput } from '../../supply/result.ts';
import { keepsEverything } from '../../supply/result.ts';
import { formatInterval, formatNumber } from '../format.ts';
import { plainText, wrapText } from '../text.ts';
import { commitmentLines, dealLines, periodLines, runRateLines, waitLines } from './allocation-tables.ts';
import { rackPriceSentences } from './rack-price-words.ts';
import { type SupplyTextOptions, section, sentences } from './terminal-parts.ts';
import {
  baselineSentence,
  bottleneckSentence,
  bottlenecksByWorth,
  comparedSentence,
  conflictSentence,
  counted,
  proofSentence,
  riskSentence,
  statedSentence,
  tableSentences,
  verdictSentence,
} from './words.ts';

export interface AllocationTextOptions extends SupplyTextOptions {
  /** What volumes are counted in. */
  readonly unit: 'racks' | 'chips';
  readonly written: readonly string[];
}

const BOTTLENECKS_SHOWN = 6;

const bottleneckLines = (result: AllocationResult, findings: PlanFindings): readonly string[] => {
  const ordered = bottlenecksByWorth(findings);
  if (ordered.length === 0) return ['Nothing is used up.'];
  const shown = ordered.slice(0, BOTTLENECKS_SHOWN);
  const rest = ordered.length - shown.length;
  return [
    ...shown.map((one) => `${bottleneckSentence(result.input.case, one)}.`),
    ...(rest > 0 ? [`… and ${formatNumber(rest)} smaller (--json).`] : []),
  ];
};

const runRateWords = ({ stated }: AllocationResult, { quarters }: PlanFindings): readonly string[] => {
  if (quarters.length === 0) return [];
  const inside = cents(Math.max(...quarters.map((one) => one.yearlyAtTransferPrice)));
  const alone = cents(Math.max(...quarters.map((one) => one.yearlyAtOutsidePrice)));
  return [
    'A year at this rate. Transfer: racks the cloud takes at the transfer price, outside racks at their own; standalone: all at outside prices, as if the business stood alone; sold: outside buyers only.',
    ...stated.flatMap((one, index) => [
      `Stated: ${statedSentence(one)}.`,
      `This plan, ${index === 0 ? 'at the transfer price' : 'at outside prices'}: ${comparedSentence(one, index === 0 ? inside : alone)}.`,
    ]),
  ];
};

const planLines = (
  result: AllocationResult,
  findings: PlanFindings,
  options: AllocationTextOptions,
): readonly string[] => {
  const of = result.input.case;
  const risk = riskSentence(findings);
  return [
    ...section(
      'Who gets what when',
      [
        ...dealLines(of, findings, options),
        ...(risk === null
          ? []
          : sentences(
              [
                'P50, P80, P95: day by which all of it is accepted with so much probability; firm: racks on their planned days in all futures but the worst 5 %.',
                risk,
              ],
              options,
            )),
        '',
        ...periodLines(of, findings, options),
      ],
      options,
    ),
    ...section(
      'Extra wait because of outside sales (each queue replayed)',
      waitLines(of, findings, options),
      options,
    ),
    ...section(
      'Run rate',
      [
        ...runRateLines(of, findings, options.unit, options),
        ...sentences(runRateWords(result, findings), options),
      ],
      options,
    ),
    ...section('Commitments', commitmentLines(of, findings, options), options),
    ...section('Bottlenecks', sentences(bottleneckLines(result, findings), options), options),
    ...(findings.whatIf === null
      ? []
      : section('What if', sentences(rackPriceSentences(of, findings.whatIf), options), options)),
  ];
};

const ASSUMPTIONS_SHOWN = 12;

/** What the file does not say and was taken instead, with where to say it; those with a range first. */
export const assumptionLines = ({ assumptions, provenance }: ResultInput): readonly string[] => {
  const open = (value: { readonly low: number; readonly high: number }): number =>
    Number(value.high > value.low);
  const ordered = assumptions.toSorted((a, b) => open(b.value) - open(a.value));
  const shown = ordered.slice(0, ASSUMPTIONS_SHOWN).map(({ value, unit, override, replaced }) => {
    const { estimate, range } = formatInterval(value, unit);
    const between = range === '' ? '' : ` (${range})`;
    return `${override} ${estimate}${between}${replaced ? ', yours' : ''}`;
  });
  const rest = ordered.length - shown.length;
  const named = provenance.filter(({ kind }) => kind === 'assumption').length;
  return [
    ...(shown.length === 0
      ? []
      : [
          `Assumed, as the file does not say: ${shown.join('; ')}${rest > 0 ? `; and ${formatNumber(rest)} more` : ''} (reasons: --json).`,
        ]),
    ...(named === 0 ? [] : [`The file itself labels ${counted(named, 'number')} as assumed (--json).`]),
  ];
};

const basisLines = (result: AllocationResult, options: AllocationTextOptions): readonly string[] => {
  const { baseline, earlier, input, end } = result;
  const kept =
    earlier === null
      ? []
      : [
          `Earlier plan: ${counted(earlier.shipments, 'shipment')} kept where that is cheapest, ${formatNumber(earlier.leftOut)} past or no longer asked for.`,
        ];
  return section(
    'What this rests on',
    sentences(
      [
        ...(baseline === null ? [] : [baselineSentence(baseline)]),
        ...kept,
        ...(end.kind === 'planned' ? [proofSentence(end.findings.proof)] : []),
        ...tableSentences(input),
        ...input.notices.map((notice) => `Note: ${notice}.`),
        ...assumptionLines(input),
      ],
      options,
    ),
    options,
  );
};

/** The answer of `allocate` as lines for a terminal. */
export const allocationText = (result: AllocationResult, options: AllocationTextOptions): string => {
  const { input, end } = result;
  const of = input.case;
  const { columns, style } = options;
  const tone = keepsEverything(result) ? 'green' : 'red';
  const lines = [
    ...wrapText(plainText(of.name), columns).map((line) => style('bold', line)),
    ...wrapText(
      `From ${of.startDate}: ${counted(of.generations.length, 'generation')}, ${counted(of.classes.length, 'waiting class', 'waiting classes')}, ${counted(of.deals.length, 'deal')}, ${counted(of.scenarios.length, 'future')} of supply.`,
      columns,
    ).map((line) => style('dim', line)),
    '',
    ...wrapText(verdictSentence(result), columns).map((line) => style(tone, line)),
    ...(end.kind === 'infeasible' ? wrapText(conflictSentence(end.conflict), columns) : []),
    ...(end.kind === 'planned' ? planLines(result, end.findings, options) : []),
    ...basisLines(result, options),
    ...(options.written.length === 0
      ? []
      : ['', ...options.written.map((path) => style('dim', `wrote ${path}`))]),
  ];
  return `${lines.join('\n')}\n`;
};
