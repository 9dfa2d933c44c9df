import { type Cents, cents, centsFromUsd } from '../quantity/money.ts';
import type { CostLine, CostResult } from './cost.ts';

/** A bill as amounts of money. */
export interface BillInCents {
  readonly lines: readonly { readonly name: CostLine['name']; readonly amount: Cents }[];
  readonly total: Cents;
}

/**
 * The estimates of a bill as amounts. Rule: figures are computed in dollars without rounding; each line becomes whole cents
 * once, halves to the even cent, and the total is the sum of these lines, so that what is printed adds up. Throws
 * RangeError beyond 2^53 cents.
 */
export const billInCents = (cost: CostResult): BillInCents => {
  const lines = cost.lines.map(({ name, usdOverHorizon }) => ({
    name,
    amount: centsFromUsd(usdOverHorizon.estimate),
  }));
  return { lines, total: cents(lines.reduce((sum, { amount }) => sum + amount, 0)) };
};
