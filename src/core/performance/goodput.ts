/** Rates of one training job; times in seconds. */
export interface Interruptions {
  /** Mean time between interruptions of the whole job: one chip's mean over the number of chips. */
  readonly meanSecondsBetween: number;
  /** All chips stop this long for one checkpoint. */
  readonly checkpointStallSeconds: number;
  /** Detecting, rescheduling and loading after an interruption. */
  readonly recoverySeconds: number;
}

/** Young's interval between checkpoints, sqrt(2 stall M) (Communications of the ACM 17(9), 1974). */
export const youngIntervalSeconds = (stall: number, meanSecondsBetween: number): number =>
  Math.sqrt(2 * stall * meanSecondsBetween);

/** Daly's interval, a higher-order estimate of the best; M itself once the stall exceeds 2M (doi 10.1016/j.future.2004.11.016, equation 37). */
export const dalyIntervalSeconds = (stall: number, meanSecondsBetween: number): number => {
  if (stall >= 2 * meanSecondsBetween) return meanSecondsBetween;
  const ratio = stall / (2 * meanSecondsBetween);
  return youngIntervalSeconds(stall, meanSecondsBetween) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - stall;
};

/**
 * Share of wall time that is useful work when checkpoints are taken at Daly's interval and interruptions are
 * memoryless: T_work / T_wall with T_wall = M e^(R/M) (e^((tau + stall)/M) - 1) T_work / tau
 * (doi 10.1016/j.future.2004.11.016, equation 20). For short tau and R this is 1 - stall/tau - (tau/2 + R)/M.
 */
export const goodputShare = (interruptions: Interruptions): number => {
  const { meanSecondsBetween: mean, checkpointStallSeconds: stall, recoverySeconds } = interruptions;
  // Without a stall checkpoints are free, and the limit of ever shorter intervals is e^(-R/M).
  if (stall === 0) return Math.exp(-recoverySeconds / mean);
  const interval = dalyIntervalSeconds(stall, mean);
  return interval / (mean * Math.exp(recoverySeconds / mean) * Math.expm1((interval + stall) / mean));
};
