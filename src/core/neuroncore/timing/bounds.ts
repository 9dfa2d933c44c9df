import { computeCost } from './cost.ts';
import type { Dependencies } from './dependencies.ts';
import type { Program, Step } from './program.ts';
import type { Rates } from './resolve.ts';
import { transferOf } from './transfer.ts';

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
export const lowerBound = (program: Program, dependencies: Dependencies, rates: Rates): LowerBound => {
  const work: Record<string, number>[] = Array.from({ length: program.cores }, () => ({}));
  const chain = new Float64Array(program.steps.length);
  let chainSeconds = 0;
  program.steps.forEach((step: Step, index) => {
    const ownWork = work[step.core] as Record<string, number>;
    const spent = step.engine === 'dma' ? transferWork(step, rates) : computeWork(step, rates);
    const before = ownWork[spent.engine];
    ownWork[spent.engine] = before === undefined ? spent.work : before + spent.work;
    let begins = 0;
    for (let at = dependencies.starts[index] as number; at < (dependencies.starts[index + 1] as number); at++)
      if (dependencies.kinds[at] === DATA)
        begins = Math.max(begins, chain[dependencies.steps[at] as number] as number);
    chain[index] = begins + spent.span;
    chainSeconds = Math.max(chainSeconds, chain[index] as number);
  });
  return busiest(work, chainSeconds, rates.launchSeconds);
};

interface Spent {
  readonly engine: string;
  readonly work: number;
  readonly span: number;
}

const computeWork = (step: Step, rates: Rates): Spent => {
  const cost = computeCost(step, rates);
  return { engine: step.engine, work: cost.holdSeconds, span: cost.holdSeconds };
};

/** A transfer's work is shared by the sixteen engines, whichever it was cut to. */
const transferWork = (step: Step, rates: Rates): Spent => {
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
