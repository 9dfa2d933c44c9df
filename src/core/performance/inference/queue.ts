/**
 * Mean wait in front of one server: load x service x (1 + cv^2) / (2 (1 - load)), the Pollaczek-Khinchine formula for
 * Poisson arrivals and any service time; cv = 0 gives M/D/1, cv = 1 M/M/1. Infinity from load 1 upwards.
 * Source: Kleinrock, Queueing Systems I, 5.6.
 */
export const meanWaitSeconds = (load: number, serviceSeconds: number, cv: number): number =>
  load >= 1 ? Number.POSITIVE_INFINITY : (load * serviceSeconds * (1 + cv * cv)) / (2 * (1 - load));

/** Wait that a share `p` of arrivals stays below, with an exponential tail of the given mean (approximate). */
export const waitQuantileSeconds = (meanWait: number, p: number): number =>
  meanWait === 0 ? 0 : meanWait * Math.log(1 / (1 - p));
