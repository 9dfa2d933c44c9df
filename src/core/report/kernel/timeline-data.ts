import { lineText, type SourceFile } from '../../neuroncore/python/source.ts';
import type { Program, Step } from '../../neuroncore/timing/program.ts';
import { type Schedule, WAIT_REASONS, type WaitReason } from '../../neuroncore/timing/schedule.ts';
import { stepsOf } from '../../neuroncore/timing/step-table.ts';
import { describeOperands } from '../../neuroncore/trace/operands.ts';

/** What the page of a timeline draws: one entry for each step in every column; texts are kept once and numbered. */
export interface TimelineData {
  readonly lanes: readonly string[];
  readonly totalNs: number;
  readonly texts: readonly string[];
  readonly reasons: readonly string[];
  /** What each reason means, in words. */
  readonly meanings: readonly string[];
  readonly lane: readonly number[];
  readonly startNs: readonly number[];
  readonly endNs: readonly number[];
  /** When others could see the result. */
  readonly visibleNs: readonly number[];
  readonly label: readonly number[];
  readonly place: readonly number[];
  readonly source: readonly number[];
  readonly operands: readonly number[];
  readonly reason: readonly number[];
  readonly waitedFor: readonly number[];
  /** Transfers on the DMA engines: lane, step, start, end. */
  readonly transfers: readonly (readonly [number, number, number, number])[];
  /** Steps that were left out because a page can draw only so many. */
  readonly leftOut: number;
}

const MEANINGS: Readonly<Record<WaitReason, string>> = {
  nothing: 'nothing, started at once',
  queue: 'the step before on its queue',
  data: 'data from another queue (semaphore)',
  overwrite: 'readers of what it overwrites (semaphore)',
  reorder: 'the order that the kernel asks for',
  buffer: 'room in PSUM',
  table: 'the table of its activation function',
  'other core': 'the other core (barrier or exchange)',
};

/** Steps that a page draws at most. */
const MOST_STEPS = 120_000;

const interner = (): { readonly texts: string[]; readonly number: (text: string) => number } => {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    texts,
    number: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      texts.push(text);
      return texts.length - 1;
    },
  };
};

const wholeNs = (seconds: number): number => Math.round(seconds * 1e9);

const lineReader = (): ((file: SourceFile, line: number) => string) => {
  const known = new Map<string, string>();
  return (file, line) => {
    const key = `${file.path}:${line}`;
    const text = known.get(key) ?? lineText(file, line).trim();
    known.set(key, text);
    return text;
  };
};

/** The columns of a timeline page from a program and its schedule; the first 120,000 steps at most. */
export const timelineData = (program: Program, played: Schedule): TimelineData => {
  const { texts, number } = interner();
  const readLine = lineReader();
  const used = [...new Set(played.queues)].sort((a, b) => a - b);
  const lanes = used.map((queue) => played.queueNames[queue] as string);
  const laneOf = new Map(used.map((queue, lane) => [queue, lane]));
  const dmaLanes = new Map<number, number>();
  for (let core = 0; core < program.cores; core++) {
    if (!stepsOf(program).some((step) => step.engine === 'dma' && step.core === core)) continue;
    dmaLanes.set(core, lanes.length);
    lanes.push(program.cores === 1 ? 'DMA engines' : `DMA engines ${core}`);
  }
  const steps = stepsOf(program).slice(0, MOST_STEPS);
  const column = (read: (step: Step, index: number) => number): number[] => steps.map(read);
  const transfers: [number, number, number, number][] = [];
  steps.forEach((step, index) => {
    const lane = dmaLanes.get(step.core);
    if (step.engine === 'dma' && lane !== undefined)
      transfers.push([
        lane,
        index,
        wholeNs(played.transferStarts[index] as number),
        wholeNs(played.transferEnds[index] as number),
      ]);
  });
  return {
    lanes,
    totalNs: wholeNs(played.totalSeconds),
    texts,
    reasons: WAIT_REASONS,
    meanings: WAIT_REASONS.map((reason) => MEANINGS[reason]),
    lane: column((_, index) => laneOf.get(played.queues[index] as number) as number),
    startNs: column((_, index) => wholeNs(played.starts[index] as number)),
    endNs: column((_, index) => wholeNs(played.holds[index] as number)),
    visibleNs: column((_, index) => wholeNs(played.ends[index] as number)),
    label: column((step) => number(step.name === null ? step.opcode : `${step.opcode} ${step.name}`)),
    place: column(({ site }) => number(`${site.file.path}:${site.line}`)),
    source: column(({ site }) => number(readLine(site.file, site.line))),
    operands: column((step) => number(describeOperands(step))),
    reason: column((_, index) => played.reasons[index] as number),
    waitedFor: column((_, index) => played.waitedFor[index] as number),
    transfers,
    leftOut: program.steps.length - steps.length,
  };
};
