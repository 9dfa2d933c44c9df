import { dirname, join } from 'node:path';
import type { KernelSource } from '../../core/neuroncore/load.ts';
import { KernelRefusal } from '../../core/neuroncore/refusal.ts';
import type { TargetOutcome } from '../../core/report/kernel/comparison-text.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { kernelTime } from '../../core/report/kernel/kernel-time.ts';
import { loadCatalog } from '../../platform/files/catalog.ts';
import { readKernelRental } from '../../platform/files/neuroncore-rental.ts';
import { packageRoot } from '../package-root.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, readKernelCall, studyKernel } from './run.ts';
import { openKernelSource } from './sources.ts';

const SECONDS_PER_HOUR = 3600;

interface HourPrice {
  readonly usdPerChipHour: number | null;
  readonly text: string;
}

/** `rackwright kernel compare`: one call of a kernel on several targets, with dollars where a price is published. */
export const compareKernelFile = async (
  kernelFile: string,
  callFile: string,
  options: readonly KernelOptions[],
): Promise<readonly TargetOutcome[]> => {
  const facts = await readNeuronCoreFacts();
  const prices = await hourPrices();
  const [first] = options;
  const source = await openKernelSource(kernelFile, first === undefined ? [] : first.roots);
  const outcomes: TargetOutcome[] = [];
  for (const each of options)
    outcomes.push(await outcomeOn(facts, source, callFile, each, prices(each.target)));
  return outcomes;
};

const hourPrices = async (): Promise<(target: string) => HourPrice> => {
  const root = join(packageRoot(), 'catalog');
  const [catalog, rental] = await Promise.all([loadCatalog(root), readKernelRental(root)]);
  return (target) => {
    const chosen = rental[target];
    const price = chosen === undefined ? undefined : catalog.prices.get(chosen.price);
    if (chosen === undefined || price === undefined || typeof price.value !== 'number')
      return { usdPerChipHour: null, text: 'no rental price is published' };
    const usdPerChipHour = price.value / chosen.chips;
    return {
      usdPerChipHour,
      text: `$${usdPerChipHour.toFixed(3)} a chip-hour (${price.kind} ${price.item}, ${price.asOf})`,
    };
  };
};

const outcomeOn = async (
  facts: NeuronCoreFacts,
  source: KernelSource,
  callFile: string,
  options: KernelOptions,
  price: HourPrice,
): Promise<TargetOutcome> => {
  const { target } = options;
  try {
    const call = await readKernelCall(callFile);
    const { run, estimate, generation } = await studyKernel(facts, source, call, dirname(callFile), options);
    const busiest = [...estimate.use].sort((a, b) => b.busySeconds - a.busySeconds)[0];
    const time = kernelTime(run.program, estimate, facts.standings);
    const usdPerCoreSecond =
      price.usdPerChipHour === null
        ? null
        : price.usdPerChipHour / generation.coresPerChip / SECONDS_PER_HOUR;
    return {
      kind: 'ran',
      target,
      generation: generation.id,
      lowSeconds: time.lowSeconds,
      seconds: time.seconds,
      highSeconds: time.highSeconds,
      bottleneck: busiest === undefined ? 'none' : busiest.engine,
      bottleneckShare: busiest === undefined ? 0 : busiest.busyShare,
      standing: time.standing,
      usdPerMillionCalls:
        usdPerCoreSecond === null ? null : 1e6 * usdPerCoreSecond * call.cores * call.ranks * time.seconds,
      price: price.text,
      warnings: run.diagnostics.length,
    };
  } catch (error) {
    if (!(error instanceof KernelRefusal)) throw error;
    return { kind: 'refused', target, reason: error.message.split('\n')[0] as string };
  }
};
