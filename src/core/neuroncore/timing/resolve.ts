import type { Corner, EngineConstants, TimingConstant, TimingConstants } from './constants.ts';

/** Constants of one engine as plain numbers. */
export interface EngineRates {
  readonly secondsPerCycle: number;
  readonly minimumCycles: number;
  readonly fixedCycles: number;
}

/** The constants of a generation at one corner, as plain numbers. */
export interface Rates {
  readonly generation: TimingConstants['generation'];
  readonly tensor: EngineRates & Plain<Omit<TimingConstants['tensor'], keyof EngineConstants>>;
  readonly vector: EngineRates;
  readonly scalar: EngineRates & Plain<Omit<TimingConstants['scalar'], keyof EngineConstants>>;
  readonly gpsimd: EngineRates;
  readonly sync: EngineRates;
  readonly dma: Plain<TimingConstants['dma']>;
  readonly hbmBytesPerSecondPerCore: number;
  readonly semaphoreSeconds: number;
  readonly launchSeconds: number;
  readonly loopIterationSeconds: number;
  readonly coreBarrierSeconds: number;
  readonly collective: Plain<TimingConstants['collective']>;
}

type Plain<Constants> = { readonly [Name in keyof Constants]: number };

/** Constants that are rates or shares: more of them is less time, so that their corners are taken the other way. */
const MORE_IS_FASTER = /BytesPerSecond|bytesPerSecond|cyclesPerSecond|Share$|^engines$/;

/**
 * The constants at a corner: `low` gives the shortest times (every cost at its low end, every rate at its high end),
 * `high` the longest, `value` the estimate, `documented` the estimate before anything was fitted.
 */
export const ratesAt = (constants: TimingConstants, corner: Corner): Rates => {
  const take = (name: string, constant: TimingConstant): number => {
    if (corner === 'value' || corner === 'documented') return constant[corner];
    const fast = corner === 'low';
    return fast === MORE_IS_FASTER.test(name) ? constant.high : constant.low;
  };
  const group = <Group extends object>(constantGroup: Group): Plain<Group> =>
    Object.fromEntries(
      Object.entries(constantGroup).map(([name, constant]) => [name, take(name, constant as TimingConstant)]),
    ) as Plain<Group>;
  const engine = <Group extends EngineConstants>(constantGroup: Group): EngineRates & Plain<Group> => {
    const plain = group(constantGroup);
    return { ...plain, secondsPerCycle: 1 / plain.cyclesPerSecond };
  };
  return {
    generation: constants.generation,
    tensor: engine(constants.tensor),
    vector: engine(constants.vector),
    scalar: engine(constants.scalar),
    gpsimd: engine(constants.gpsimd),
    sync: engine(constants.sync),
    dma: group(constants.dma),
    hbmBytesPerSecondPerCore: take('hbmBytesPerSecondPerCore', constants.hbmBytesPerSecondPerCore),
    semaphoreSeconds: take('semaphoreSeconds', constants.semaphoreSeconds),
    launchSeconds: take('launchSeconds', constants.launchSeconds),
    loopIterationSeconds: take('loopIterationSeconds', constants.loopIterationSeconds),
    coreBarrierSeconds: take('coreBarrierSeconds', constants.coreBarrierSeconds),
    collective: group(constants.collective),
  };
};
