/** Probability that at most `most` of `units` are away when each is away with probability `away`, independently. */
export const atMostAway = (units: number, most: number, away: number): number => {
  if (away <= 0 || most >= units) return 1;
  if (away >= 1) return 0;
  // In logarithms, because (1 - away)^units underflows for large fleets.
  let logTerm = units * Math.log1p(-away);
  let total = Math.exp(logTerm);
  const logOdds = Math.log(away) - Math.log1p(-away);
  for (let i = 1; i <= most; i += 1) {
    logTerm += Math.log((units - i + 1) / i) + logOdds;
    total += Math.exp(logTerm);
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
