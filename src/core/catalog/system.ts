import type { CoreGrouping, Topology } from '../performance/machine.ts';
import type { Figure } from '../quantity/figure.ts';
import type { ComputeFormat } from '../workload/architecture.ts';

/** A chip with every number the later stages need resolved to a figure: a fact, or a named assumption where nobody has published one. */
export interface ChipSpec {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  /** Dense peak per chip for each format it multiplies natively. */
  readonly peakFlopsPerSecond: Readonly<Partial<Record<ComputeFormat, Figure<'FLOP/s'>>>>;
  readonly hbmBytes: Figure<'B'>;
  readonly hbmBytesPerSecond: Figure<'B/s'>;
  readonly designWatts: Figure<'W'>;
  readonly idleWatts: Figure<'W'>;
  readonly cores: CoreGrouping | null;
  /** Width of the systolic array that matrix products are padded to; absent where there is none. */
  readonly matrixUnitWidth?: number;
}

export interface NetworkTierSpec {
  readonly name: 'scale-up' | 'scale-up-outer' | 'scale-out';
  /** Chips inside the tier; Infinity for scale-out. */
  readonly chips: number;
  readonly topology: Topology;
  /** Per chip, one direction. */
  readonly bytesPerSecondPerChip: Figure<'B/s'>;
  readonly hopSeconds: Figure<'s'>;
}

/** How a price is charged. */
export type RentKind = 'on-demand' | 'reserved' | 'capacity-block' | 'spot' | 'market-rental';

export interface RentOffer {
  readonly id: string;
  readonly kind: RentKind;
  /** For a whole unit (all its chips). */
  readonly usdPerUnitHour: Figure<'USD/h'>;
  readonly region: string | null;
}

/** What a site has to provide for one physical rack of a unit. null where nobody has published it and it is not assumed. */
export interface RackEnvelope {
  /** Physical racks one unit occupies (an UltraServer of 64 chips: 2); a fraction for servers that share a rack. */
  readonly racksPerUnit: Figure<'1'>;
  readonly weightKgPerRack: Figure<'kg'> | null;
  readonly footprintM2PerRack: Figure<'m2'> | null;
  readonly heightUPerRack: Figure<'U'> | null;
  readonly cooling: 'air' | 'liquid' | 'hybrid';
  /** Where the cooling method comes from. */
  readonly coolingOrigin: Figure['origin'];
  /** Share of the heat that goes to liquid; 0 when air-cooled. */
  readonly liquidHeatShare: Figure<'1'>;
  /** Highest supply temperature the rack accepts; null when unknown. */
  readonly supplyTemperatureMaxDegC: Figure<'degC'> | null;
}

/** A rack, server, instance or slice that can be bought or rented, ready to be planned on. */
export interface SystemSpec {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly kind: 'rack' | 'server' | 'instance' | 'slice';
  readonly chip: ChipSpec;
  readonly chipsPerUnit: number;
  /** Networks from the innermost outwards. */
  readonly tiers: readonly NetworkTierSpec[];
  /** IT power of one unit, at its peak and under a typical full load, at the rack input. */
  readonly peakWattsPerUnit: Figure<'W'>;
  readonly idleWattsPerUnit: Figure<'W'>;
  readonly rent: readonly RentOffer[];
  /** Price of one unit when owned; null when the unit is only rented (a cloud instance). */
  readonly purchaseUsdPerUnit: Figure<'USD'> | null;
  readonly envelope: RackEnvelope | null;
  readonly hostsPerUnit: Figure<'1'>;
  /** `available`, `announced`, or what the source says; announced systems carry a warning in every plan. */
  readonly availability: {
    readonly status: 'available' | 'announced' | 'not-sold' | 'unknown';
    readonly text: string;
  };
  /** Assumptions this system rests on, in plain words, for the warning line. */
  readonly caveats: readonly string[];
}
