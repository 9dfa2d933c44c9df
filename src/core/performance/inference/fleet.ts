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

export interface HostFailures {
  readonly chipsPerHost: number;
  readonly chipHoursBetweenFailures: number;
  readonly hostRepairHours: number;
  /** Share of time for which enough hosts must be up. */
  readonly target: number;
}

/** Share of time a host is up: time between failures over that and the time to repair. */
export const hostAvailability = (failures: HostFailures): number => {
  const between = failures.chipHoursBetweenFailures / failures.chipsPerHost;
  return between / (between + failures.hostRepairHours);
};

/**
 * Smallest number of spare hosts with which `needed` are up for the target share of time, hosts failing on their own:
 * the least s with sum over i <= s of C(n + s, i) (1 - A)^i A^(n + s - i) >= target.
 */
export const spareHosts = (needed: number, failures: HostFailures): number => {
  const up = hostAvailability(failures);
  const down = 1 - up;
  for (let spares = 0; spares <= needed; spares++) {
    const hosts = needed + spares;
    let term = up ** hosts;
    let enough = term;
    for (let failed = 1; failed <= spares; failed++) {
      term *= ((hosts - failed + 1) / failed) * (down / up);
      enough += term;
    }
    if (enough >= failures.target) return spares;
  }
  return needed;
};

/** What a fleet must withstand. */
export interface Reserve {
  readonly chipsPerUnit: number;
  readonly hostsPerUnit: number;
  /** Extra rate kept in reserve, as a share of the peak. */
  readonly failureHeadroom: number;
  readonly chipHoursBetweenFailures: number;
  readonly hostRepairHours: number;
  readonly availabilityTarget: number;
}

/** Units for so many replicas with the spares that failures ask for: a reserve of rate, or enough hosts up, whichever is more. */
export const unitsWithSpares = (reserve: Reserve, chipsPerReplica: number, replicas: number): number => {
  const { chipsPerUnit } = reserve;
  const chipsPerHost = Math.max(1, chipsPerUnit / Math.max(1, reserve.hostsPerUnit));
  const hosts = Math.max(1, Math.ceil((replicas * chipsPerReplica) / chipsPerHost));
  const spares = spareHosts(hosts, {
    chipsPerHost,
    chipHoursBetweenFailures: reserve.chipHoursBetweenFailures,
    hostRepairHours: reserve.hostRepairHours,
    target: reserve.availabilityTarget,
  });
  const replicasLost = Math.ceil(spares * Math.max(1, chipsPerHost / chipsPerReplica));
  // The slack keeps a product such as 20 x 1.05 from being rounded up for its last bit.
  const withRate = Math.ceil(replicas * (1 + reserve.failureHeadroom) - 1e-9);
  return unitsFor({ chipsPerUnit, chipsPerReplica }, Math.max(withRate, replicas + replicasLost));
};
