import type { FactStanding } from '../quantity/standing.ts';
import type { ChipPlan, Elevation, PartUse, SystemPlan, WrittenPrice } from './schema.ts';

export type FactValue = number | string | readonly [number, number];

/** A value with its provenance, as it stands in the catalogue after sources are looked up. */
export interface SourcedValue {
  readonly value: FactValue;
  readonly unit: string;
  readonly source: string;
  readonly asOf: string;
  readonly standing: FactStanding;
  /** Link rates: whether the number counts one direction or both. */
  readonly direction?: 'per-direction' | 'both-directions' | 'not-stated';
  readonly note?: string;
}

/** The value chosen for one property of a product, the others that disagree, and why this one was chosen. */
export interface Fact extends SourcedValue {
  readonly chosenBecause?: string;
  readonly alternatives: readonly SourcedValue[];
}

export type Folder = 'chips' | 'nodes' | 'racks' | 'parts';

/** A chip, server, rack or part with everything known about it. */
export interface ProductEntry {
  readonly folder: Folder;
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly aliases: readonly string[];
  readonly notes: string | null;
  readonly facts: ReadonlyMap<string, Fact>;
  /** What nobody has published, in words. */
  readonly unknown: readonly string[];
  /** File it was read from, and where in it, for messages. */
  readonly file: string;
  readonly path: readonly PropertyKey[];
}

export interface ChipEntry extends ProductEntry {
  readonly plan: ChipPlan;
  /** Engines, clocks and memories inside the cores, where they are published and were loaded. */
  readonly cores: ReadonlyMap<string, Fact>;
}

export interface SystemEntry extends ProductEntry {
  readonly chipId: string;
  /** null for products described but not planned on (parts of larger units). */
  readonly plan: SystemPlan | null;
  readonly parts: readonly PartUse[];
  readonly elevation: Elevation | null;
}

export interface PriceEntry extends Fact {
  readonly id: string;
  readonly kind: WrittenPrice['kind'];
  readonly item: string;
  readonly region: string | null;
  readonly accelerators: number | null;
  /** Month from which the price is no longer in force; null when it still is. */
  readonly ended: string | null;
}

export interface StatementEntry extends Fact {
  readonly id: string;
  readonly topic: string;
}
