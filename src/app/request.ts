import type { Catalog } from '../core/catalog/catalog.ts';
import { intervalOf } from '../core/catalog/fact-figure.ts';
import { figure } from '../core/quantity/figure.ts';
import { assumptionId, type NamedFigures, type RequestDefaults } from '../core/workload/request/defaults.ts';
import type { Request } from '../core/workload/request.ts';
import { loadRequest } from '../platform/files/request.ts';

/** Prices and ratios of the catalogue by id, e.g. `elec-ind-ohio`, as facts with their source. */
export const namedFiguresOf = (catalog: Catalog): NamedFigures => {
  return (id, unit) => {
    const price = catalog.prices.get(id);
    const interval = price === undefined ? null : intervalOf(price, unit);
    if (price === undefined || interval === null) return null;
    const { source, asOf, note } = price;
    return figure(unit, interval, price.standing, {
      kind: 'fact',
      path: `prices#${id}`,
      source,
      asOf,
      ...(note === undefined ? {} : { note }),
    });
  };
};

/** What an assumption may belong to besides the catalogue: files of constants by id. */
export interface AssumptionFiles {
  readonly catalog: Catalog;
  readonly reliability: Readonly<Record<string, { readonly unit: string }>>;
  readonly powerAndSite: Readonly<Record<string, { readonly unit: string }>>;
}

/** The unit that the assumption of an id is kept in; null where no data file has it. */
const unitOfAssumption =
  ({ catalog, reliability, powerAndSite }: AssumptionFiles) =>
  (id: string, defaults: RequestDefaults): string | null => {
    const own = catalog.assumptions.get(id) ?? reliability[id] ?? powerAndSite[id];
    if (own !== undefined) return own.unit;
    const entry = Object.entries(defaults).find(
      ([name]) => assumptionId(name as keyof RequestDefaults) === id,
    );
    return entry === undefined ? null : entry[1].unit;
  };

/** Reads a request that may name entries of the catalogue. Throws InputError as `loadRequest` does. */
export const readRequest = (path: string, catalogRoot: string, files: AssumptionFiles): Promise<Request> =>
  loadRequest(path, {
    catalogRoot,
    named: namedFiguresOf(files.catalog),
    assumptionUnit: unitOfAssumption(files),
  });
