import { describeDiagnostic } from '../../neuroncore/machine/diagnostic.ts';
import type { EngineUse } from '../../neuroncore/timing/use.ts';
import { pad, plainText } from '../text.ts';
import { fitted } from './fitted.ts';
import type { ClassStanding, KernelReport, KernelResult } from './kernel-report.ts';
import { bytesText, secondsText, shareText } from './words.ts';

interface TextOptions {
  readonly columns: number;
  readonly style: (style: 'bold' | 'dim' | 'red' | 'yellow' | 'green', text: string) => string;
}

const BAR_CELLS = 20;
const MOST_WARNINGS = 10;

const bar = (share: number): string => {
  const filled = Math.round(Math.min(1, share) * BAR_CELLS);
  return '█'.repeat(filled) + '·'.repeat(BAR_CELLS - filled);
};

const resultLine = (result: KernelResult, ranks: number): string => {
  const { comparison } = result;
  const shape = `${result.name} ${result.dtype}[${result.shape.join(', ')}]`;
  const verdict =
    comparison === null
      ? ''
      : comparison.outside === 0
        ? `, as expected (worst error ${comparison.worstAbsoluteError.toPrecision(2)}, relative ${comparison.worstRelativeError.toPrecision(2)})`
        : `, NOT as expected: ${comparison.outside} of ${comparison.elements} elements outside (worst error ${comparison.worstAbsoluteError.toPrecision(2)})`;
  return `  ${ranks === 1 ? '' : `rank ${result.rank}: `}${shape}${result.checksum === null ? '' : `  checksum ${result.checksum}`}${verdict}${result.file === null ? '' : ` -> ${result.file}`}`;
};

const engineLine = (use: EngineUse, cores: number): string => {
  const name = cores === 1 ? use.engine : `${use.engine} ${use.core}`;
  const idle = Object.entries(use.idleSecondsBy).sort(([, a], [, b]) => b - a)[0];
  const why = idle === undefined ? '' : `  idle ${secondsText(idle[1])} for ${idle[0]}`;
  return `  ${pad(name, 12, 'left')} ${bar(use.busyShare)} ${pad(shareText(use.busyShare), 6, 'right')}  ${pad(String(use.steps), 7, 'right')} steps${why}`;
};

/** What the estimate rests on, in words. */
export const standingText = (standing: ClassStanding): string => {
  const errors =
    standing.medianErrorPercent === null
      ? 'no published measurement of this kind to compare with'
      : `median error ${standing.medianErrorPercent.toFixed(1)} % on ${standing.measurements} published measurements of this kind`;
  return `${standing.class} work decides the time: ${standing.standing}, ${errors}`;
};

/** The times of several ranks: the slowest is the one that the report describes. */
const rankLines = ({ ranks, time }: KernelReport): string[] => {
  if (ranks.length === 1) return [];
  const slowest = ranks.find((each) => each.seconds === time.seconds)?.rank;
  const fastest = Math.min(...ranks.map((each) => each.seconds));
  return [
    `  of rank ${slowest}, the slowest of ${ranks.length} (the fastest takes ${secondsText(fastest)}); all are taken to come to collectives together`,
  ];
};

const ratesLine = (report: KernelReport): string => {
  const { seconds } = report.time;
  const compute =
    report.matmulFlops === 0
      ? []
      : [`${Number((report.matmulFlops / seconds / 1e12).toPrecision(3))} TFLOP/s`];
  const moved =
    report.dmaBytes === 0 ? [] : [`${Number((report.dmaBytes / seconds / 1e9).toPrecision(3))} GB/s by DMA`];
  return [...compute, ...moved].join(', ');
};

const memoryLines = (report: KernelReport): string[] =>
  report.memory.map((mark) => {
    const name = report.cores === 1 ? mark.space : `${mark.space} ${mark.core}`;
    const share = mark.peakBytesPerPartition / mark.capacityBytesPerPartition;
    return `  ${pad(name, 12, 'left')} ${bar(share)} ${pad(shareText(share), 6, 'right')}  ${bytesText(mark.peakBytesPerPartition)} of ${bytesText(mark.capacityBytesPerPartition)}: ${mark.verdict}`;
  });

const diagnosticLines = (report: KernelReport, options: TextOptions): string[] => {
  if (report.diagnostics.length === 0) return [];
  const shown = report.diagnostics.slice(0, MOST_WARNINGS);
  const more = report.diagnostics.length - shown.length;
  return [
    options.style('bold', 'Checks'),
    ...shown.flatMap((each) =>
      describeDiagnostic(each)
        .split('\n')
        .map((line) => options.style(each.severity === 'error' ? 'red' : 'yellow', line)),
    ),
    ...(more === 0 ? [] : [`  and ${more} more (--json shows all)`]),
  ];
};

const whereText = ({ cores, ranks }: KernelReport): string => {
  const each = cores === 1 ? '1 core' : `${cores} cores`;
  return ranks.length === 1 ? each : `${ranks.length} ranks of ${each}`;
};

/** A run of a kernel for a terminal of `columns` columns. */
export const kernelText = (report: KernelReport, options: TextOptions): string => {
  const { time } = report;
  const rates = ratesLine(report);
  const lines = [
    options.style(
      'bold',
      `${report.function} on ${report.target} (NeuronCore-${report.generation}, ${whereText(report)}, NKI ${report.nki})`,
    ),
    '',
    `${options.style('bold', 'Time')}  ${secondsText(time.seconds)}  (${secondsText(time.lowSeconds)} to ${secondsText(time.highSeconds)}), emulated; ${report.steps} ${report.steps === 1 ? 'step' : 'steps'}${rates === '' ? '' : `; ${rates}`}`,
    ...rankLines(report),
    `  ${standingText(time.standing)}`,
    `  lower bound set by ${time.boundBy}`,
    options.style('bold', 'Engines'),
    ...report.engines.map((use) => engineLine(use, report.cores)),
    options.style('bold', 'Memory, of each partition'),
    ...memoryLines(report),
    `  ${pad('hbm', 12, 'left')} ${bytesText(report.hbmBytes)}`,
    ...(report.results.length === 0
      ? []
      : [
          options.style('bold', 'Results'),
          ...report.results.map((each) => resultLine(each, report.ranks.length)),
        ]),
    ...(report.printed === ''
      ? []
      : [
          options.style('bold', 'Printed'),
          ...report.printed
            .trimEnd()
            .split('\n')
            .map((line) => `  ${/^\s*/.exec(line)?.[0].replaceAll('\t', ' ')}${plainText(line)}`),
        ]),
    ...diagnosticLines(report, options),
  ];
  return `${fitted(lines, options.columns).join('\n')}\n`;
};
