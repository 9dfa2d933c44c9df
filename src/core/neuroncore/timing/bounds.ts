import { computeCost } from './cost.ts';
import type { Dependencies } from './dependencies.ts';
import type { Program } from './program.ts';
import type { Rates } from './resolve.ts';
import type { TimedStep } from './step-table.ts';
import { transferOf } from './transfer.ts';
import { type Work, workOf } from './work.ts';

/** The shortest time a program could take in any order and with any amount of buffers, and what forces it. */
export interface LowerBound {
  readonly seconds: number;
  /** An engine by name, `dma`, or `dependencies` for the longest chain. */
  readonly boundBy: string;
  /** Seconds of work for each engine of the busiest core, and for its DMA engines. */
  readonly workSeconds: Readonly<Record<string, number>>;
  readonly chainSeconds: number;
}

const DATA = 0;

/**
 * The larger of the busiest engine's work and the longest chain of results that wait for each other; the launch is
 * added. Sources of the idea: R. L. Graham, "Bounds on multiprocessing timing anomalies" (1969), work and span bounds.
 */
export const lowerBound = (
  program: Program,
  dependencies: Dependencies,
  rates: Rates,
  work: Work = workOf(program),
): LowerBound => {
  const spent: Record<string, number>[] = Array.from({ length: program.cores }, () => ({}));
  const costs = work.kinds.map((kind) => costOf(kind, rates));
  const chain = new Float64Array(program.steps.length);
  let chainSeconds = 0;
  for (let index = 0; index < chain.length; index++) {
    const cost = costs[work.kindOf[index] as number] as Cost;
    const ofCore = spent[work.coreOf[index] as number] as Record<string, number>;
    const before = ofCore[cost.engine];
    ofCore[cost.engine] = before === undefined ? cost.work : before + cost.work;
    const ends = chainBefore(index, dependencies, chain) + cost.span;
    chain[index] = ends;
    if (ends > chainSeconds) chainSeconds = ends;
  }
  return busiest(spent, chainSeconds, rates.launchSeconds);
};

/** When the last of the results that a step reads is there, with nothing else in the way. */
const chainBefore = (index: number, { starts, steps, kinds }: Dependencies, chain: Float64Array): number => {
  let begins = 0;
  for (let at = starts[index] as number; at < (starts[index + 1] as number); at++) {
    const ended = chain[steps[at] as number] as number;
    if (kinds[at] === DATA && ended > begins) begins = ended;
  }
  return begins;
};

interface Cost {
  readonly engine: string;
  readonly work: number;
  readonly span: number;
}

/** A transfer's work is shared by the sixteen engines, whichever it was cut to. */
const costOf = (step: TimedStep, rates: Rates): Cost => {
  if (step.engine !== 'dma') {
    const { holdSeconds } = computeCost(step, rates);
    return { engine: step.engine, work: holdSeconds, span: holdSeconds };
  }
  const transfer = transferOf(step, rates);
  const latency = transfer.issueSeconds + rates.dma.startSeconds + rates.dma.completionSeconds;
  return {
    engine: 'dma',
    work: (transfer.engineSeconds * transfer.engines) / rates.dma.engines,
    span: latency + transfer.engineSeconds,
  };
};

const busiest = (
  work: readonly Readonly<Record<string, number>>[],
  chainSeconds: number,
  launchSeconds: number,
): LowerBound => {
  let seconds = chainSeconds;
  let boundBy = 'dependencies';
  let ofCore: Readonly<Record<string, number>> = work[0] as Readonly<Record<string, number>>;
  for (const core of work)
    for (const [engine, spent] of Object.entries(core))
      if (spent > seconds) {
        seconds = spent;
        boundBy = engine;
        ofCore = core;
      }
  return { seconds: seconds + launchSeconds, boundBy, workSeconds: ofCore, chainSeconds };
};
