/** A constant that may be moved: within which bounds, and how far from its parent's value it is expected to lie. */
export interface Adjustable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Standard deviation of the logarithm of the factor that is thought plausible; the pull back to 1 grows beyond it. */
  readonly spread: number;
  /** The same where kernel tables of a chip tell beforehand what its kernels reach; default: `spread`. */
  readonly kernelSpread?: number;
  /** Share of either that is left from one chip of a vendor to the next, where engine and release are known; default: 1. */
  readonly chipShare?: number;
  /** What takes the place of a constant that is 0, so that factors can reach it. */
  readonly whenZero?: number;
  /** How the constant moves with `PACE`: 1 in proportion (efficiencies), -1 inversely (overheads). Absent: it does not. */
  readonly pace?: 1 | -1;
  /** Whether only engines, their releases, and what these make of families have factors of it. Absent: every scope has. */
  readonly ofSoftware?: true;
}

/**
 * Name of the factor that moves everything a scope's software times depend on together: its efficiencies by it, its
 * overheads by its inverse.
 */
export const PACE = 'pace';

export type Factors = Readonly<Record<string, number>>;

/** The same constants with factors applied and kept within bounds. */
export const withFactors = <Constants extends object>(
  constants: Constants,
  factors: Factors,
  adjustable: readonly Adjustable[],
): Constants => {
  const moved = Object.fromEntries(Object.entries(constants)) as Record<string, unknown>;
  const together = factors[PACE] ?? 1;
  for (const { name, min, max, whenZero, pace } of adjustable) {
    const value = moved[name];
    const factor = (factors[name] ?? 1) * (pace === undefined ? 1 : together ** pace);
    if (typeof value !== 'number') continue;
    const base = value === 0 && whenZero !== undefined ? whenZero : value;
    if (factor !== 1 || base !== value) moved[name] = Math.min(max, Math.max(min, base * factor));
  }
  return moved as Constants;
};
