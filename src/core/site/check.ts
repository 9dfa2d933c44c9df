import type { Figure } from '../quantity/figure.ts';

/** One question a site is asked about a system, and the answer. */
export interface SiteFinding {
  readonly check:
    | 'total-power'
    | 'rack-power'
    | 'air-cooling'
    | 'liquid-cooling'
    | 'coolant-flow'
    | 'supply-temperature'
    | 'floor-load'
    | 'point-load'
    | 'rack-positions'
    | 'rack-height';
  /** `unknown` where a number needed for the answer is published by nobody; the text says which. */
  readonly verdict: 'fits' | 'marginal' | 'does-not-fit' | 'unknown';
  readonly need: Figure | null;
  readonly have: Figure | null;
  /** (have - need) / have, at the estimates; negative when it does not fit. null when unknown. */
  readonly margin: number | null;
  readonly text: string;
  /** Cheapest change to the site that would make it fit; null when it fits. */
  readonly repair: string | null;
}

export interface SiteCheck {
  readonly verdict: 'fits' | 'marginal' | 'does-not-fit' | 'unknown';
  readonly findings: readonly SiteFinding[];
  readonly racks: Figure<'1'>;
  readonly itWatts: Figure<'W'>;
}
