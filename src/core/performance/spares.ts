const logFactorials = (upTo: number): Float64Array => {
  const logs = new Float64Array(upTo + 1);
  for (let n = 2; n <= upTo; n += 1) logs[n] = (logs[n - 1] ?? Number.NaN) + Math.log(n);
  return logs;
};

/** Probability that at most `most` of `units` are away when each is away with probability `away`, independently. */
export const atMostAway = (units: number, most: number, away: number): number => {
  if (away <= 0 || most >= units) return 1;
  if (away >= 1) return 0;
  const logs = logFactorials(units);
  const log = (n: number): number => logs[n] ?? Number.NaN;
  let total = 0;
  for (let i = 0; i <= most; i += 1) {
    total += Math.exp(
      log(units) - log(i) - log(units - i) + i * Math.log(away) + (units - i) * Math.log1p(-away),
    );
  }
  return Math.min(1, total);
};

/**
 * Fewest spare units so that at least `units` of units + spares work with the given probability: the binomial tail
 * with availability MTBF/(MTBF + MTTR) of one unit. Failures of a bad lot are not independent and need more.
 */
export const spareUnitsFor = (units: number, availability: number, confidence: number): number => {
  let spares = 0;
  while (spares < units && atMostAway(units + spares, spares, 1 - availability) < confidence) spares += 1;
  return spares;
};
