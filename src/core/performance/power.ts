import type { PowerConstants } from '../catalog/power-and-site.ts';
import type { ChipSpec, SystemSpec } from '../catalog/system.ts';
import { derived, explained, type Figure } from '../quantity/figure.ts';

/** Mean use of peak arithmetic and of memory bandwidth, 0 to 1. */
export interface Utilisation {
  readonly compute: number;
  readonly memory: number;
}

const POWER_LAW =
  'Power between idle and design power as a soft maximum of arithmetic and memory use; static, compute and memory ' +
  'shares after GenZ (arXiv 2406.01698); decode far below design power: POLCA (arXiv 2308.12908), arXiv 2605.11999';

const used = (share: number, what: string): Figure<'1'> =>
  explained('1', Math.min(1, Math.max(0, share)), 'estimate', {
    formula: `mean use of ${what} found by the performance model`,
    inputs: {},
  });

/**
 * Share of the way from idle to design power under a load: min(1, (u_c^r + (w u_m)^r)^(1/r)), u_c and u_m the use of
 * arithmetic and of memory bandwidth, w the weight of memory, r how the two combine.
 */
export const powerShare = (utilisation: Utilisation, constants: PowerConstants): Figure<'1'> =>
  derived(
    '1',
    'min(1, (computeUse^exponent + (memoryWeight * memoryUse)^exponent)^(1 / exponent))',
    {
      computeUse: used(utilisation.compute, 'peak arithmetic'),
      memoryUse: used(utilisation.memory, 'memory bandwidth'),
      memoryWeight: constants.memoryWeight,
      exponent: constants.combinationExponent,
    },
    ({ computeUse, memoryUse, memoryWeight, exponent }) =>
      Math.min(1, (computeUse ** exponent + (memoryWeight * memoryUse) ** exponent) ** (1 / exponent)),
    { reference: POWER_LAW },
  );

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

const timesUnits = (watts: Figure<'W'>, units: number): Figure<'W'> =>
  derived(
    'W',
    'wattsPerUnit * units',
    {
      wattsPerUnit: watts,
      units: explained('units', units, 'user', {
        formula: 'whole units that carry the workloads, spares included, found by the layout search',
        inputs: {},
      }),
    },
    (v) => v.wattsPerUnit * v.units,
  );

/**
 * IT power of `units` units: `average` under the given load, `idle` without any, `peak` at their limit (what feeds and
 * cooling are sized for). Hosts, fans and network follow the chips: the whole unit moves between its idle and peak
 * power by the same share as a chip between idle and design power.
 */
export const systemWatts = (
  system: SystemSpec,
  units: number,
  utilisation: Utilisation,
  constants: PowerConstants,
): { readonly average: Figure<'W'>; readonly idle: Figure<'W'>; readonly peak: Figure<'W'> } => {
  const perUnit = between(
    system.idleWattsPerUnit,
    system.peakWattsPerUnit,
    powerShare(utilisation, constants),
  );
  return {
    average: timesUnits(perUnit, units),
    idle: timesUnits(system.idleWattsPerUnit, units),
    peak: timesUnits(system.peakWattsPerUnit, units),
  };
};

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
