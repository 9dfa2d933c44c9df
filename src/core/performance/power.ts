import type { PowerConstants } from '../catalog/power-and-site.ts';
import type { ChipSpec, SystemSpec } from '../catalog/system.ts';
import { derived, explained, type Figure } from '../quantity/figure.ts';
import { countedUnits } from './unit-count.ts';

/** Mean use of peak arithmetic and of memory bandwidth, and the share of time in which a chip works at all; 0 to 1. */
export interface Utilisation {
  readonly compute: number;
  readonly memory: number;
  /** 1 where left out. */
  readonly busy?: number;
}

/** What the use of a chip was found from, for derivations. */
export type UseInputs = Readonly<Record<string, Figure>>;

const POWER_LAW =
  'Power above idle as static, arithmetic and memory parts: GenZ (arXiv 2406.01698); fitted to GPU power measured by the ' +
  'ML.ENERGY Leaderboard v3 (ml-energy/leaderboard@0cd52da)';

const used = (share: number, what: string, inputs: UseInputs): Figure<'1'> =>
  explained('1', Math.min(1, Math.max(0, share)), 'estimate', {
    formula: `${what} at the work asked for, found by the performance model`,
    inputs,
  });

/**
 * Share of the way from idle to design power under a load: min(1, a b + c u_c + m u_m), b the share of time the chip
 * works at all, u_c and u_m the use of arithmetic and of memory bandwidth; a, c and m the weights of the three.
 */
export const powerShare = (
  utilisation: Utilisation,
  constants: PowerConstants,
  inputs: UseInputs = {},
): Figure<'1'> => {
  const { compute, memory, busy = 1 } = utilisation;
  return derived(
    '1',
    'min(1, awakeShare * busyShare + computeWeight * computeUse + memoryWeight * memoryUse)',
    {
      awakeShare: constants.awakeShare,
      busyShare: used(busy, 'share of time in which chips work at all', {}),
      computeWeight: constants.computeWeight,
      computeUse: used(compute, 'mean use of peak arithmetic', inputs),
      memoryWeight: constants.memoryWeight,
      memoryUse: used(memory, 'mean use of memory bandwidth', inputs),
    },
    (v) =>
      Math.min(1, v.awakeShare * v.busyShare + v.computeWeight * v.computeUse + v.memoryWeight * v.memoryUse),
    { reference: POWER_LAW },
  );
};

const between = (idle: Figure<'W'>, full: Figure<'W'>, share: Figure<'1'>): Figure<'W'> =>
  derived(
    'W',
    'idleWatts + (peakWatts - idleWatts) * powerShare',
    { idleWatts: idle, peakWatts: full, powerShare: share },
    (v) => v.idleWatts * (1 - v.powerShare) + v.peakWatts * v.powerShare,
  );

/** Mean power of one chip under a load, between its idle and its design power. */
export const chipWatts = (chip: ChipSpec, utilisation: Utilisation, constants: PowerConstants): Figure<'W'> =>
  between(chip.idleWatts, chip.designWatts, powerShare(utilisation, constants));

const timesUnits = (watts: Figure<'W'>, units: number | Figure<'units'>): Figure<'W'> =>
  derived(
    'W',
    'wattsPerUnit * units',
    { wattsPerUnit: watts, units: countedUnits(units) },
    (v) => v.wattsPerUnit * v.units,
  );

/** Mean power of one unit: chips move it between idle and the power it sustains, which is below its stated peak. */
const unitWatts = (
  system: SystemSpec,
  utilisation: Utilisation,
  constants: PowerConstants,
  inputs: UseInputs,
): Figure<'W'> =>
  derived(
    'W',
    'idleWatts * (1 - powerShare) + sustainedShare * peakWatts * powerShare',
    {
      idleWatts: system.idleWattsPerUnit,
      sustainedShare: constants.sustainedShare,
      peakWatts: system.peakWattsPerUnit,
      powerShare: powerShare(utilisation, constants, inputs),
    },
    (v) => {
      const sustained = Math.max(v.idleWatts, v.sustainedShare * v.peakWatts);
      return v.idleWatts * (1 - v.powerShare) + sustained * v.powerShare;
    },
    { reference: 'arXiv 2412.08602: a server of 8 H100 under full load draws 82 % of its stated peak' },
  );

/**
 * IT power of `units` units: `average` under the given load, `idle` without any, `peak` at their limit (what feeds and
 * cooling are sized for). Hosts, fans and network follow the chips. `inputs` say what the load was found from.
 */
export const systemWatts = (
  system: SystemSpec,
  units: number | Figure<'units'>,
  utilisation: Utilisation,
  constants: PowerConstants,
  inputs: UseInputs = {},
): { readonly average: Figure<'W'>; readonly idle: Figure<'W'>; readonly peak: Figure<'W'> } => ({
  average: timesUnits(unitWatts(system, utilisation, constants, inputs), units),
  idle: timesUnits(system.idleWattsPerUnit, units),
  peak: timesUnits(system.peakWattsPerUnit, units),
});

/** Energy per token: power over throughput (J/token is W per token/s). */
export const joulesPerToken = (watts: Figure<'W'>, tokensPerSecond: Figure<'tokens/s'>): Figure<'J/token'> =>
  derived(
    'J/token',
    'watts / tokensPerSecond',
    { watts, tokensPerSecond },
    (v) => v.watts / v.tokensPerSecond,
  );

/** Performance per watt: tokens per second for each watt of IT power. */
export const tokensPerSecondPerWatt = (
  tokensPerSecond: Figure<'tokens/s'>,
  watts: Figure<'W'>,
): Figure<'tokens/s/W'> =>
  derived(
    'tokens/s/W',
    'tokensPerSecond / watts',
    { tokensPerSecond, watts },
    (v) => v.tokensPerSecond / v.watts,
  );
