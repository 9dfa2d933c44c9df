import type { Audit, BuyerRisk, TargetSummary } from '../../portability/audit.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import { formatNumber } from '../format.ts';
import { bytesText } from '../kernel/words.ts';
import { counted } from '../supply/words.ts';
import { atMost, displayWidth, pad, plainText, wrapText } from '../text.ts';
import { type AuditTextOptions, rangeBar, verdictEmphasis } from './text-parts.ts';
import { daysText, sourceText, tablesText, VERDICT_WORDS } from './words.ts';

const riskTitle = (risk: BuyerRisk, { columns, style }: AuditTextOptions): readonly string[] =>
  wrapText(`! ${plainText(risk.title)}`, columns, 2).map((line) => style('yellow', line));

/** The first risk in full, the others by their titles, so that the verdicts stay on the first screen. */
const riskLines = (risks: readonly BuyerRisk[], options: AuditTextOptions): readonly string[] => {
  const [first, ...others] = risks;
  if (first === undefined) return [];
  const { columns, style } = options;
  return [
    '',
    ...riskTitle(first, options),
    ...wrapText(first.text, columns - 2).map((line) => `  ${line}`),
    ...wrapText(sourceText(first.source, first.asOf), columns - 2).map((line) => style('dim', `  ${line}`)),
    ...others.flatMap((risk) => riskTitle(risk, options)),
  ];
};

/** What was audited with which tables, then what a buyer must know before any finding. */
export const headLines = (audit: Audit, options: AuditTextOptions): readonly string[] => {
  const { columns, style } = options;
  const { subject, sdk, tables, coverage, risks } = audit;
  const read = `${counted(coverage.files, 'file')}, ${bytesText(coverage.bytes)}`;
  return [
    ...wrapText(`Audit of ${plainText(subject)}`, columns).map((line) => style('bold', line)),
    ...wrapText(
      `Neuron SDK ${sdk.version} (${sdk.date}), tables of ${tablesText(tables.version)}; ${read} read, nothing run`,
      columns,
    ).map((line) => style('dim', line)),
    ...riskLines(risks, options),
  ];
};

const NAME_CELLS = 6;
const BAR_CELLS = 24;

const LINES_PER_DRIVER = 2;

const driverLines = (summary: TargetSummary, columns: number): readonly string[] =>
  summary.drivers.flatMap(({ what, effort }, index) => {
    const driver = effort.driver === '' || effort.driver === what ? '' : `: ${plainText(effort.driver)}`;
    const width = columns - NAME_CELLS;
    const text = `${index + 1}. ${daysText(effort)}: ${plainText(what)}${driver}`;
    return atMost(LINES_PER_DRIVER, wrapText(text, width, 3), width).map(
      (line) => ' '.repeat(NAME_CELLS) + line,
    );
  });

const answerLine = (summary: TargetSummary, most: number, { columns, style }: AuditTextOptions): string => {
  const { target, verdict, effort } = summary;
  const name = pad(TARGET_NAMES[target], NAME_CELLS, 'left');
  const answer = `${VERDICT_WORDS[verdict]}, ${daysText(effort)}`;
  const spare = columns - NAME_CELLS - displayWidth(answer) - BAR_CELLS;
  const bar = rangeBar(effort.daysLow, effort.daysHigh, most, BAR_CELLS);
  const drawn = spare < 2 ? '' : ' '.repeat(spare) + style('dim', bar);
  return `${style('bold', name)}${style(verdictEmphasis(verdict), answer)}${drawn}`;
};

const saysTheSame = (one: TargetSummary, other: TargetSummary): boolean =>
  one.reason === other.reason && JSON.stringify(one.drivers) === JSON.stringify(other.drivers);

const targetLines = (
  summary: TargetSummary,
  earlier: readonly TargetSummary[],
  most: number,
  options: AuditTextOptions,
): readonly string[] => {
  const { columns, style } = options;
  const twin = earlier.find((each) => saysTheSame(each, summary));
  const first = answerLine(summary, most, options);
  if (twin !== undefined)
    return [
      first,
      style('dim', `${' '.repeat(NAME_CELLS)}reason and drivers as for ${TARGET_NAMES[twin.target]}`),
    ];
  return [
    first,
    ...wrapText(summary.reason, columns - NAME_CELLS).map((line) => ' '.repeat(NAME_CELLS) + line),
    ...driverLines(summary, columns),
  ];
};

/** The answer per target: verdict, range of effort on a common axis, why, and the three largest drivers. */
export const verdictLines = (audit: Audit, options: AuditTextOptions): readonly string[] => {
  const { targets } = audit;
  const most = Math.max(0, ...targets.map(({ effort }) => effort.daysHigh));
  const axis = `working days of one engineer; bars from 0 to ${formatNumber(Math.ceil(most))}`;
  return [
    '',
    ...targets.flatMap((summary, index) => targetLines(summary, targets.slice(0, index), most, options)),
    ...(most === 0 ? [] : wrapText(axis, options.columns).map((line) => options.style('dim', line))),
  ];
};
