import { spareUnitsFor } from '../spares.ts';

/** What a fleet is made of, in whole sellable units. */
export interface Packing {
  readonly chipsPerUnit: number;
  readonly chipsPerReplica: number;
}

/** Units that hold so many replicas. A replica larger than a unit takes whole units of its own. */
export const unitsFor = (packing: Packing, replicas: number): number => {
  const perUnit = Math.floor(packing.chipsPerUnit / packing.chipsPerReplica);
  return perUnit >= 1
    ? Math.ceil(replicas / perUnit)
    : replicas * Math.ceil(packing.chipsPerReplica / packing.chipsPerUnit);
};

/** Replicas that so many units hold. */
export const replicasIn = (packing: Packing, units: number): number => {
  const perUnit = Math.floor(packing.chipsPerUnit / packing.chipsPerReplica);
  return perUnit >= 1
    ? units * perUnit
    : Math.floor(units / Math.ceil(packing.chipsPerReplica / packing.chipsPerUnit));
};

/** What a fleet must withstand. */
export interface Reserve {
  readonly chipsPerUnit: number;
  readonly hostsPerUnit: number;
  /** Extra rate kept in reserve, as a share of the peak. */
  readonly failureHeadroom: number;
  readonly chipHoursPerHardwareFailure: number;
  readonly repairHours: number;
  /** Probability with which enough hosts must be up. */
  readonly confidence: number;
}

/** Share of time a host of so many chips is up: time between failures over that and the time to repair. */
export const hostAvailability = (reserve: Reserve, chipsPerHost: number): number => {
  const between = reserve.chipHoursPerHardwareFailure / chipsPerHost;
  return between / (between + reserve.repairHours);
};

/**
 * Units for so many replicas with the spares that failures ask for: a reserve of rate, or enough hosts up (binomial),
 * whichever is more. Hosts fail, not units: a rack of many hosts loses a few replicas at a time.
 */
export const unitsWithSpares = (reserve: Reserve, chipsPerReplica: number, replicas: number): number => {
  const { chipsPerUnit } = reserve;
  const chipsPerHost = Math.max(1, chipsPerUnit / Math.max(1, reserve.hostsPerUnit));
  const hosts = Math.max(1, Math.ceil((replicas * chipsPerReplica) / chipsPerHost));
  const spares = spareUnitsFor(hosts, hostAvailability(reserve, chipsPerHost), reserve.confidence);
  const replicasLost = Math.ceil(spares * Math.max(1, chipsPerHost / chipsPerReplica));
  // The slack keeps a product such as 20 x 1.05 from being rounded up for its last bit.
  const withRate = Math.ceil(replicas * (1 + reserve.failureHeadroom) - 1e-9);
  return unitsFor({ chipsPerUnit, chipsPerReplica }, Math.max(withRate, replicas + replicasLost));
};

/** Above so many hosts spares are counted by an approximation, which need not rise by every host. */
const HOSTS_COUNTED = 10_000;

/** Units with spares that `replicas` or more take at least. */
export const leastUnitsWithSpares = (reserve: Reserve, chipsPerReplica: number, replicas: number): number =>
  (replicas * chipsPerReplica * reserve.hostsPerUnit) / reserve.chipsPerUnit > HOSTS_COUNTED
    ? unitsFor({ chipsPerUnit: reserve.chipsPerUnit, chipsPerReplica }, replicas)
    : unitsWithSpares(reserve, chipsPerReplica, replicas);
