import { derived, type Figure, requested } from '../quantity/figure.ts';
import type { SiteFeeds } from '../workload/request.ts';

/** Line-to-line power of a three-phase feed is sqrt(3) V I; of a single-phase one V I. */
const phaseFactor = (phases: SiteFeeds['phases']): number => (phases === 3 ? Math.sqrt(3) : 1);

/**
 * Feeds that carry a rack after the worst loss its redundancy is meant for: with 2N one side is lost and the other
 * carries everything; with N+1 one feed is lost; with N all feeds carry.
 */
export const carryingFeeds = (feeds: Pick<SiteFeeds, 'feedsPerRack' | 'redundancy'>): number => {
  switch (feeds.redundancy) {
    case 'N':
      return feeds.feedsPerRack;
    case 'N+1':
      return Math.max(0, feeds.feedsPerRack - 1);
    case '2N':
      return Math.floor(feeds.feedsPerRack / 2);
  }
};

/** Feeds to install so that `carrying` of them remain after the loss the redundancy is meant for. */
export const feedsToInstall = (carrying: number, redundancy: SiteFeeds['redundancy']): number => {
  switch (redundancy) {
    case 'N':
      return carrying;
    case 'N+1':
      return carrying + 1;
    case '2N':
      return 2 * carrying;
  }
};

/**
 * Real power one feed may carry continuously: S = sqrt(3) V_LL I for three phases, times the continuous share of the
 * breaker rating (0.8: NFPA 70 "NEC", 210.20(A) and 215.3) and the power factor.
 */
export const usableFeedWatts = (feeds: SiteFeeds): Figure<'W'> => {
  const at = 'site.feeds';
  return derived(
    'W',
    `${feeds.phases === 3 ? 'sqrt(3) * ' : ''}volts * amps * continuousLoadShare * powerFactor`,
    {
      volts: requested('V', feeds.voltageLineToLine, `${at}.voltageLineToLine`),
      amps: requested('A', feeds.breakerAmps, `${at}.breakerAmps`),
      continuousLoadShare: requested('1', feeds.continuousLoadShare, `${at}.continuousLoadShare`),
      powerFactor: requested('1', feeds.powerFactor, `${at}.powerFactor`),
    },
    (v) => phaseFactor(feeds.phases) * v.volts * v.amps * v.continuousLoadShare * v.powerFactor,
    { reference: 'NFPA 70 (NEC) 210.20(A), 215.3: continuous load at most 80 % of the breaker' },
  );
};

/** Real power the feeds of a rack carry after the loss their redundancy is meant for. */
export const usableRackWatts = (feeds: SiteFeeds): Figure<'W'> =>
  derived(
    'W',
    'usableFeedWatts * feeds left after the loss that the redundancy covers',
    {
      usableFeedWatts: usableFeedWatts(feeds),
      carryingFeeds: requested('1', carryingFeeds(feeds), 'site.feeds.redundancy'),
    },
    (v) => v.usableFeedWatts * v.carryingFeeds,
  );

/** Breaker rating at which the installed feeds would carry `watts`. */
export const breakerAmpsFor = (feeds: SiteFeeds, watts: number): number =>
  (feeds.breakerAmps * watts) / (usableFeedWatts(feeds).estimate * carryingFeeds(feeds));

/** Direct current on a rack's busbar: I = P / V. */
export const busbarAmps = (watts: Figure<'W'>, volts: Figure<'V'>): Figure<'A'> =>
  derived('A', 'watts / volts', { watts, volts }, (v) => v.watts / v.volts);
