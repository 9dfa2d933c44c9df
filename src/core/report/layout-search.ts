import type { FixedFleetAnswer, LayoutChoice } from '../performance/training/fixed-fleet.ts';
import { formatValue } from './format.ts';
import { type TableColumn, terminalTable } from './table.ts';
import { wrapText } from './text.ts';

/** How a search ran: nothing here changes what it finds. */
export interface SearchRun {
  readonly workers: number;
  readonly seconds: number;
  /** Largest resident memory of the process, threads included. */
  readonly peakMemoryBytes: number;
}

const RIGHT = 'right' as const;

/** Columns that are always shown; the rest only where layouts differ in them. */
const ALWAYS = 4;

const COLUMNS: readonly TableColumn[] = [
  { header: 's/step', align: RIGHT },
  { header: 'interval', align: RIGHT, dropRank: 2 },
  { header: 'tok/s/chip', align: RIGHT },
  { header: 'GB/chip', align: RIGHT },
  ...['TP', 'PP', 'DP', 'CP', 'EP', 'ZeRO', 'micro', 'chunks', 'batch'].map((header) => ({
    header,
    align: RIGHT,
  })),
  { header: 'SP' },
  { header: 'format' },
  { header: 'recompute', dropRank: 1 },
];

const seconds = (value: number): string => value.toPrecision(3);

const cells = ({ layout, stepSeconds, tokensPerSecondPerChip, bytesPerChip }: LayoutChoice): string[] => [
  seconds(stepSeconds.estimate),
  `${seconds(stepSeconds.low)}–${seconds(stepSeconds.high)}`,
  Math.round(tokensPerSecondPerChip).toString(),
  (bytesPerChip / 1e9).toFixed(1),
  `${layout.tensorParallel}`,
  `${layout.pipelineParallel}`,
  `${layout.dataParallel}`,
  `${layout.contextParallel}`,
  `${layout.expertParallel}`,
  `${layout.zeroStage}`,
  `${layout.microBatch}`,
  `${layout.interleave}`,
  `${layout.globalBatchSequences}`,
  layout.sequenceParallel ? 'yes' : 'no',
  layout.computeFormat,
  layout.recompute,
];

/** The table without what all rows have in common, and a line that says what that is. */
const tableLines = (rows: readonly (readonly string[])[], width: number): readonly string[] => {
  const [first] = rows;
  const common = COLUMNS.map(
    (_, column) =>
      column >= ALWAYS && rows.length > 1 && rows.every((row) => row[column] === first?.[column]),
  );
  const table = terminalTable(
    COLUMNS.filter((_, column) => common[column] === false),
    rows.map((row) => row.filter((_, column) => common[column] === false)),
    width,
  );
  const said = COLUMNS.flatMap(({ header }, column) =>
    common[column] === true ? [`${header} ${first?.[column]}`] : [],
  );
  return said.length === 0 ? table : [...table, ...wrapText(`All of them: ${said.join(', ')}.`, width, 2)];
};

const count = (value: number): string => value.toLocaleString('en-GB');

const runLine = (answer: FixedFleetAnswer, run: SearchRun): string => {
  const rate = Math.round(answer.evaluated / run.seconds);
  return (
    `${count(answer.considered)} layouts considered, ${count(answer.evaluated)} evaluated (memory worked out), ` +
    `${count(answer.timed)} of them fit and were timed; ${formatValue(run.seconds, 's')} on ` +
    `${run.workers === 1 ? 'one core' : `${run.workers} workers`}, ${count(rate)} evaluated/s, peak memory ` +
    `${formatValue(run.peakMemoryBytes, 'B')}`
  );
};

/** A search over a fixed fleet as text within `width` cells: at most `top` layouts, fastest first, then how it ran. */
export const layoutSearchText = (
  answer: FixedFleetAnswer,
  run: SearchRun,
  width: number,
  top: number,
): string => {
  const { layouts, refusal } = answer;
  const head = `${answer.workload}: ${answer.model} on ${count(answer.chips)} ${answer.chips === 1 ? 'chip' : 'chips'}, ${answer.systemName}`;
  const shown = layouts.slice(0, top);
  const left = layouts.length - shown.length;
  const body =
    refusal === null
      ? [
          ...tableLines(shown.map(cells), width),
          ...(left === 0 ? [] : [`... and ${left} slower and smaller; --top ${layouts.length} shows all`]),
          '',
          ...wrapText(
            'Each is the fastest within its memory; compared by time per sequence, with at most ' +
              `${count(answer.globalBatchSequences)} sequences per step. Intervals hold nine of ten measurements ` +
              `(standing: ${answer.standing}).`,
            width,
            0,
          ),
        ]
      : wrapText(`No layout: ${refusal}`, width, 0);
  return [...wrapText(head, width, 0), '', ...body, '', ...wrapText(runLine(answer, run), width, 0)].join(
    '\n',
  );
};
