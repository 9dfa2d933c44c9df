import type { Figure } from '../quantity/figure.ts';

/** A line of the bill over the horizon, discounted to today. */
export interface CostLine {
  readonly name:
    | 'rent'
    | 'depreciation'
    | 'capital'
    | 'electricity'
    | 'space'
    | 'staff'
    | 'support'
    | 'spares'
    | 'porting';
  readonly usdOverHorizon: Figure<'USD'>;
}

/** What it costs to run a candidate over the horizon, one way of holding it. */
export interface CostResult {
  readonly tenure: 'rent' | 'own';
  /** The offer rented under, or null when owned. */
  readonly offerId: string | null;
  readonly lines: readonly CostLine[];
  /** Sum of the lines; the interval takes all lines at the same end. */
  readonly totalUsd: Figure<'USD'>;
  readonly usdPerMonth: Figure<'USD/month'>;
  readonly purchaseUsd: Figure<'USD'> | null;
  /** Serving: prices that share the bill between input and output tokens by the time each takes. null for training. */
  readonly usdPerMillionInputTokens: Figure<'USD/Mtok'> | null;
  readonly usdPerMillionOutputTokens: Figure<'USD/Mtok'> | null;
  /** Training: cost of the whole run. null for serving. */
  readonly usdPerRun: Figure<'USD'> | null;
  readonly energyKwhOverHorizon: Figure<'kWh'>;
  /** Cumulative cash spent by the end of each month, low/estimate/high, for the break-even chart. */
  readonly cumulativeUsdByMonth: readonly {
    readonly low: number;
    readonly estimate: number;
    readonly high: number;
  }[];
}

/** Where owning overtakes renting. `not-reached` within the horizon is not the same as `not-comparable` (no offer to rent, or no price to buy at). */
export type BreakEven =
  | {
      readonly kind: 'reached';
      readonly month: number;
      readonly monthLow: number | null;
      readonly monthHigh: number | null;
    }
  | { readonly kind: 'not-reached'; readonly horizonMonths: number }
  | { readonly kind: 'not-comparable'; readonly why: string };

/** Utilisation above which owning is cheaper than renting by the hour used; null when not comparable. */
export interface RentOrOwn {
  readonly breakEven: BreakEven;
  readonly breakEvenUtilisation: number | null;
  /** The month of `breakEven` with what it was found from; null where it is not reached or not comparable. */
  readonly breakEvenMonths?: Figure<'months'> | null;
  /** `breakEvenUtilisation` with what it was found from. */
  readonly breakEvenUse?: Figure<'1'> | null;
}
