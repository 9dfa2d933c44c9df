/**
 * How sure a number is, best first. `measured` to `assumed` say where a fact came from; `anchored`, `new-model`,
 * `same-vendor` and `datasheet` say what a prediction of the performance model rests on: published measurements of this
 * very chip and of the model, of this chip with other models, of other chips of its vendor, or its data sheet alone.
 */
export const STANDINGS = [
  'measured',
  'vendor',
  'user',
  'anchored',
  'press',
  'new-model',
  'same-vendor',
  'estimate',
  'datasheet',
  'assumed',
] as const;

export type Standing = (typeof STANDINGS)[number];
export type FactStanding = 'measured' | 'vendor' | 'user' | 'press' | 'estimate';

/** What predictions rest on, best first. */
export const PREDICTION_STANDINGS = ['anchored', 'new-model', 'same-vendor', 'datasheet'] as const;
export type PredictionStanding = (typeof PREDICTION_STANDINGS)[number];

/** The weaker of two standings. */
export const weakerOf = (one: Standing, other: Standing): Standing =>
  STANDINGS.indexOf(other) > STANDINGS.indexOf(one) ? other : one;

/** The weakest of the given standings: a result is no surer than its least sure input. */
export const weakestStanding = (standings: Iterable<Standing>): Standing => {
  let weakest: Standing = STANDINGS[0];
  for (const standing of standings) weakest = weakerOf(weakest, standing);
  return weakest;
};
