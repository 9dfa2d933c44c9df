import { derived, type Figure, requested } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';

export const MONTHS_PER_YEAR = 12;
/** Mean month of the Julian year (365.25 days). */
export const HOURS_PER_MONTH = 730.5;
export const SECONDS_PER_HOUR = 3600;

/** Ends of the months of a horizon, in months from the start; the last one may be a part of a month. */
export const monthEnds = (horizonMonths: number): readonly number[] => {
  const whole = Array.from({ length: Math.floor(horizonMonths) }, (_, index) => index + 1);
  return Number.isInteger(horizonMonths) ? whole : [...whole, horizonMonths];
};

/** Today's value of one dollar paid `months` from now at a yearly rate: (1 + r)^(-months / 12). */
export const discountFactor = (ratePerYear: number, months: number): number =>
  (1 + ratePerYear) ** (-months / MONTHS_PER_YEAR);

/** Today's value of one dollar a month over the horizon, each paid at the end of its month (a part of a month pays its part). */
export const annuityFactor = (ratePerYear: number, horizonMonths: number): number => {
  let [sum, start] = [0, 0];
  for (const end of monthEnds(horizonMonths)) {
    sum += (end - start) * discountFactor(ratePerYear, end);
    start = end;
  }
  return sum;
};

/** The terms as figures, so that each number of a bill leads back to the request. */
export interface TermFigures {
  readonly horizonMonths: Figure<'months'>;
  readonly discountRate: Figure<'1'>;
  readonly utilisation: Figure<'1'>;
  readonly depreciationMonths: Figure<'months'>;
  readonly residualShare: Figure<'1'>;
  /** Today's value of one dollar a month over the horizon. */
  readonly annuity: Figure<'months'>;
  /** Seconds in use over the horizon, discounted like the money; what prices per token and per run divide by. */
  readonly usedSeconds: Figure<'s'>;
}

/**
 * The terms as figures. Prices per token and per run are levelised: discounted cost over equally discounted work, as the
 * levelised cost of energy is defined (NREL/TP-462-5173, "A Manual for the Economic Evaluation of Energy Efficiency and
 * Renewable Energy Technologies", 1995, section 4).
 */
export const termFigures = (terms: Terms): TermFigures => {
  const horizonMonths = requested('months', terms.horizonMonths, 'terms.horizonMonths');
  const discountRate = requested('1', terms.discountRatePerYear, 'terms.discountRatePerYear');
  const utilisation = requested('1', terms.utilisation, 'terms.utilisation');
  const annuity = derived(
    'months',
    "today's value of 1 a month: sum over months m of (1 + discountRate)^(-m / 12)",
    { discountRate, horizonMonths },
    (v) => annuityFactor(v.discountRate, v.horizonMonths),
  );
  return {
    horizonMonths,
    discountRate,
    utilisation,
    depreciationMonths: requested('months', terms.depreciationMonths, 'terms.depreciationMonths'),
    residualShare: requested('1', terms.residualShare, 'terms.residualShare'),
    annuity,
    usedSeconds: derived(
      's',
      'utilisation * annuity * 730.5 h/month * 3600 s/h',
      { utilisation, annuity },
      (v) => v.utilisation * v.annuity * HOURS_PER_MONTH * SECONDS_PER_HOUR,
      { reference: 'Levelised cost: NREL/TP-462-5173 (1995), section 4' },
    ),
  };
};
