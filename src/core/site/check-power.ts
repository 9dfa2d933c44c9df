import type { SiteConstants } from '../catalog/power-and-site.ts';
import type { RackEnvelope, SystemSpec } from '../catalog/system.ts';
import { type Figure, requested } from '../quantity/figure.ts';
import type { Site } from '../workload/request.ts';
import type { SiteFinding } from './check.ts';
import {
  breakerAmpsFor,
  busbarAmps,
  carryingFeeds,
  feedsToInstall,
  usableFeedWatts,
  usableRackWatts,
} from './feeds.ts';
import { findingOf, shown, shownFigure } from './finding.ts';
import { spreadWithin } from './racks.ts';

const KILOWATT = 1000;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Total IT power of all units against the IT power of the site. */
export const checkTotalPower = (units: number, peakWatts: Figure<'W'>, site: Site): SiteFinding => {
  const have = requested('W', site.itPowerWatts, 'site.itPowerWatts');
  return findingOf({
    check: 'total-power',
    subject: 'IT power of all units at their peak',
    need: peakWatts,
    have,
    unit: 'kW',
    scale: KILOWATT,
    repair: () => {
      const fitting = Math.floor((site.itPowerWatts * units) / peakWatts.high);
      const more = `raise the IT power of the site by ${shown((peakWatts.high - site.itPowerWatts) / KILOWATT)} kW`;
      return fitting < 1 || fitting >= units
        ? more
        : `${more}, or place at most ${plural(fitting, 'unit')} here`;
    },
  });
};

const moreFeeds = (site: Site, watts: number): string => {
  const { feeds } = site;
  const carrying = Math.ceil(watts / usableFeedWatts(feeds).estimate - 1e-9);
  const added = feedsToInstall(carrying, feeds.redundancy) - feeds.feedsPerRack;
  const kind = `${shown(feeds.breakerAmps)} A feed`;
  const word = added === 1 ? `one more ${kind}` : `${added} more ${kind}s`;
  const bigger =
    carryingFeeds(feeds) === 0
      ? ''
      : `, or the same number of feeds at ${shown(Math.ceil(breakerAmpsFor(feeds, watts)))} A or more`;
  return `${word} per rack${bigger}`;
};

/**
 * Power of the fullest rack against what its feeds carry after the loss their redundancy is meant for. Cheapest repair:
 * spread units that share racks over more racks while positions last, else more feeds or larger breakers.
 */
export const checkRackPower = (
  system: SystemSpec,
  envelope: RackEnvelope,
  units: number,
  rackWatts: Figure<'W'>,
  site: Site,
  constants: SiteConstants,
): SiteFinding => {
  const have = usableRackWatts(site.feeds);
  const feeds = `${plural(carryingFeeds(site.feeds), 'feed')} of ${site.feeds.feedsPerRack} left (${site.feeds.redundancy})`;
  const busbar =
    system.kind === 'rack'
      ? `; ${shown(busbarAmps(rackWatts, constants.busbarVolts).estimate)} A on a busbar of ${shownFigure(constants.busbarVolts, 'V')}`
      : '';
  return findingOf({
    check: 'rack-power',
    subject: 'Power of the fullest rack',
    need: rackWatts,
    have,
    unit: 'kW',
    scale: KILOWATT,
    remark: `${feeds}${busbar}`,
    repair: () => {
      const spread = spreadWithin(envelope, units, rackWatts, have.low);
      return spread !== null && spread.racks <= site.floor.rackPositions
        ? `put at most ${plural(spread.unitsPerRack, 'unit')} in a rack (${plural(spread.racks, 'rack')})`
        : moreFeeds(site, rackWatts.high);
    },
  });
};
