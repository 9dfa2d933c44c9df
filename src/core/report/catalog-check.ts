import type { Catalog } from '../catalog/catalog.ts';
import type { Fact } from '../catalog/entries.ts';
import { resolveSystems } from '../catalog/resolve.ts';
import { STANDINGS } from '../quantity/standing.ts';
import { writtenValue } from './catalog-product-text.ts';
import { terminalTable } from './table.ts';
import { wrapText } from './text.ts';

/** What a catalogue that passed its checks contains, and where its sources disagree or are silent. */
export interface CatalogReport {
  readonly version: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly factsByStanding: Readonly<Record<string, number>>;
  readonly disagreements: readonly {
    readonly path: string;
    readonly chosen: string;
    readonly others: readonly string[];
    readonly because: string;
  }[];
  readonly unknown: readonly { readonly path: string; readonly what: readonly string[] }[];
}

const allFacts = (catalog: Catalog): (readonly [string, Fact])[] => [
  ...[...catalog.chips.values(), ...catalog.systems.values(), ...catalog.parts.values()].flatMap((entry) =>
    [...entry.facts].map(([name, fact]) => [`${entry.folder}/${entry.id}#${name}`, fact] as const),
  ),
  ...[...catalog.chips.values()].flatMap((chip) =>
    [...chip.cores].map(([name, fact]) => [`cores/${chip.id}#${name}`, fact] as const),
  ),
  ...[...catalog.prices.values()].map((price) => [`prices/${price.id}`, price] as const),
  ...catalog.statements.map((row) => [`market/${row.id}`, row] as const),
];

/** Resolves every system (which throws InputError where that is impossible) and counts what there is. */
export const catalogReport = (catalog: Catalog): CatalogReport => {
  const systems = resolveSystems(catalog);
  const facts = allFacts(catalog);
  const products = [...catalog.chips.values(), ...catalog.systems.values(), ...catalog.parts.values()];
  return {
    version: catalog.version,
    counts: {
      chips: catalog.chips.size,
      'systems described': catalog.systems.size,
      'systems that can be planned on': systems.length,
      parts: catalog.parts.size,
      prices: catalog.prices.size,
      assumptions: catalog.assumptions.size,
      'market statements': catalog.statements.length,
      facts: facts.length,
    },
    factsByStanding: Object.fromEntries(
      STANDINGS.map(
        (standing) => [standing, facts.filter(([, fact]) => fact.standing === standing).length] as const,
      ).filter(([, count]) => count > 0),
    ),
    disagreements: facts
      .filter(([, fact]) => fact.alternatives.length > 0)
      .map(([path, fact]) => ({
        path,
        chosen: writtenValue(fact),
        others: fact.alternatives.map(writtenValue),
        because: fact.chosenBecause ?? '',
      })),
    unknown: [
      ...products
        .filter((entry) => entry.unknown.length > 0)
        .map((entry) => ({ path: `${entry.folder}/${entry.id}`, what: entry.unknown })),
      ...(catalog.unknownPrices.length > 0 ? [{ path: 'prices', what: catalog.unknownPrices }] : []),
      ...(catalog.unknownMarket.length > 0 ? [{ path: 'market', what: catalog.unknownMarket }] : []),
    ],
  };
};

/** The report as lines of text no wider than `width`. */
export const catalogReportText = (report: CatalogReport, width: number): string =>
  [
    `Catalogue ${report.version}: no fault found.`,
    '',
    ...terminalTable(
      [{ header: 'what' }, { header: 'number', align: 'right' }],
      [
        ...Object.entries(report.counts).map(([name, count]) => [name, String(count)]),
        ...Object.entries(report.factsByStanding).map(([name, count]) => [`  facts, ${name}`, String(count)]),
      ],
      width,
    ),
    '',
    `Facts on which sources disagree: ${report.disagreements.length}`,
    ...report.disagreements.flatMap((row) =>
      wrapText(
        `${row.path}: ${row.chosen}; others: ${row.others.join(' | ')}; chosen: ${row.because}`,
        width - 2,
        4,
      ).map((line) => `  ${line}`),
    ),
    '',
    'Published by nobody:',
    ...report.unknown.flatMap((row) =>
      wrapText(`${row.path}: ${row.what.join('; ')}`, width - 2, 4).map((line) => `  ${line}`),
    ),
  ].join('\n');
