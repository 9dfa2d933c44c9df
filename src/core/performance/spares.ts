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

/** Fleets in which more are away than this at a time are counted by the normal approximation of the binomial. */
const MANY_AWAY = 1000;

/** Standard normal quantile for p in (0.5, 1), absolute error below 4.5e-4 (Abramowitz and Stegun 26.2.23). */
const normalQuantile = (p: number): number => {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  return (
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3)
  );
};

/** Spares of a large fleet: s with s = (units + s) away + z sqrt((units + s) away (1 - away)), by iteration. */
const sparesOfMany = (units: number, away: number, confidence: number): number => {
  const z = confidence > 0.5 ? normalQuantile(confidence) : 0;
  let spares = 0;
  for (let round = 0; round < 50; round += 1) {
    const all = units + spares;
    spares = Math.ceil(all * away + z * Math.sqrt(all * away * (1 - away)));
  }
  return Math.min(units, spares);
};

/**
 * Fewest spare units so that at least `units` of units + spares work with the given probability: the binomial tail
 * with availability MTBF/(MTBF + MTTR) of one unit. Failures of a bad lot are not independent and need more.
 */
export const spareUnitsFor = (units: number, availability: number, confidence: number): number => {
  const away = 1 - availability;
  if (units * away > MANY_AWAY && away < 0.5) return sparesOfMany(units, away, confidence);
  let spares = 0;
  while (spares < units && atMostAway(units + spares, spares, away) < confidence) spares += 1;
  return spares;
};
