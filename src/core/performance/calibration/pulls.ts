import type { Level } from './scopes.ts';

/** How many rows' worth of evidence the wider scopes count for, per level; 0: no factors of the level are fitted. */
export type Pulls = Readonly<Record<Level, number>>;

/**
 * Serving: a release of an engine is measured on several chips, so that what it makes of a family of models (its port)
 * can be told from what the family needs everywhere. Engines and ports move easily, vendors do not: one run with a slow
 * kernel or an engine of another age must not become what a chip left out is told of its vendor. With configurations left
 * out output tokens/s come to 9.6 / 32.2 % so, against 9.7 / 32.8 % with chips at 5.
 */
const SERVING: Pulls = {
  global: 2,
  vendor: 2,
  engine: 1,
  release: 4,
  kernels: 0,
  chip: 3,
  family: 6,
  port: 1,
};

/**
 * Training: tables of a trainer's release are of one generation of chips, so that a port of its own would only be the
 * chip's again, and what families need everywhere goes to the families instead. With chips left out mixtures of experts
 * came to 15 / 43 % so, against 14 / 54 % with ports and families as in serving.
 */
const TRAINING: Pulls = {
  global: 2,
  vendor: 1,
  engine: 2,
  release: 6,
  kernels: 0,
  chip: 5,
  family: 2,
  port: 0,
};

/** The pulls of a model: training's where it has what only training has. */
export const pullsOf = (constants: object): Pulls => ('gemmEfficiency' in constants ? TRAINING : SERVING);
