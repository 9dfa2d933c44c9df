declare const centsBrand: unique symbol;

/** An amount of money in US cents, always a whole number (design rule: money is integer minor units). */
export type Cents = number & { readonly [centsBrand]: true };

/** Cents from a whole number. Throws RangeError on fractions and beyond 2^53, rather than rounding silently. */
export const cents = (value: number): Cents => {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`An amount of money needs whole cents, got ${value}`);
  return value as Cents;
};

/** Cents nearest to an amount in dollars; halves go to the even cent. Throws RangeError when not finite or too large. */
export const centsFromUsd = (usd: number): Cents => {
  const scaled = usd * 100;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return cents(up ? floor + 1 : floor);
};

export const usdFromCents = (amount: Cents): number => amount / 100;
