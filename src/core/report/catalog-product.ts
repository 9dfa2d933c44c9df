import { type BillLine, billOfParts } from '../catalog/bill-of-parts.ts';
import { type Catalog, chipEntry, productEntry } from '../catalog/catalog.ts';
import type { ChipEntry, Fact, ProductEntry, SystemEntry } from '../catalog/entries.ts';
import { resolveChip, resolveSystem } from '../catalog/resolve.ts';
import type { ChipSpec, SystemSpec } from '../catalog/system.ts';
import type { ElevationDrawing } from './elevation.ts';
import { formatFigure } from './format.ts';

/** Everything `catalog show` says about a product, as data. */
export interface ProductView {
  readonly path: string;
  readonly name: string;
  readonly vendor: string;
  readonly aliases: readonly string[];
  readonly notes: string | null;
  readonly facts: Readonly<Record<string, Fact>>;
  /** Inside the cores of a chip; empty elsewhere. */
  readonly cores: Readonly<Record<string, Fact>>;
  readonly unknown: readonly string[];
  readonly chip: ChipSpec | null;
  readonly system: SystemSpec | null;
  readonly parts: readonly BillLine[];
  readonly management: Fact | null;
  /** Always null until a vendor publishes terms of support for racks. */
  readonly support: Fact | null;
  readonly drawing: ElevationDrawing | null;
}

const isSystem = (entry: ProductEntry): entry is SystemEntry =>
  entry.folder === 'nodes' || entry.folder === 'racks';
const isChip = (entry: ProductEntry): entry is ChipEntry => entry.folder === 'chips';

const envelopeLines = (system: SystemSpec | null): string[] => {
  if (system === null) return [];
  const { envelope } = system;
  return [
    `${system.chipsPerUnit} x ${system.chip.name}. IT power ${formatFigure(system.peakWattsPerUnit)} (${system.peakWattsPerUnit.standing}).`,
    ...(envelope === null
      ? []
      : [
          `Cooling: ${envelope.cooling}. Weight per rack: ${envelope.weightKgPerRack === null ? 'not published' : `${formatFigure(envelope.weightKgPerRack)} (${envelope.weightKgPerRack.standing})`}.`,
        ]),
  ];
};

const PORTS = ['management', 'management_tools', 'management_protocol'];

const drawingOf = (entry: SystemEntry, system: SystemSpec | null): ElevationDrawing | null =>
  entry.elevation === null
    ? null
    : { title: entry.name, lines: envelopeLines(system), elevation: entry.elevation };

const factNamed = (entry: ProductEntry, names: readonly string[]): Fact | null =>
  names.map((name) => entry.facts.get(name)).find((fact) => fact !== undefined) ?? null;

/** A chip, system or part of the catalogue with what a planner makes of it. Throws InputError for an unknown id. */
export const productView = (catalog: Catalog, idOrAlias: string): ProductView => {
  const entry = productEntry(catalog, idOrAlias);
  const system = isSystem(entry) && entry.plan !== null ? resolveSystem(catalog, entry.id) : null;
  const chip = isChip(entry) ? resolveChip(catalog, chipEntry(catalog, entry.id).id) : (system?.chip ?? null);
  return {
    path: `${entry.folder}/${entry.id}`,
    name: entry.name,
    vendor: entry.vendor,
    aliases: entry.aliases,
    notes: entry.notes,
    facts: Object.fromEntries(entry.facts),
    cores: isChip(entry) ? Object.fromEntries(entry.cores) : {},
    unknown: entry.unknown,
    chip,
    system,
    parts: isSystem(entry) ? billOfParts(catalog, entry) : [],
    management: factNamed(entry, PORTS),
    support: factNamed(entry, ['support_terms']),
    drawing: isSystem(entry) ? drawingOf(entry, system) : null,
  };
};
