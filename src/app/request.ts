import type { Catalog } from '../core/catalog/catalog.ts';
import { intervalOf } from '../core/catalog/fact-figure.ts';
import { figure } from '../core/quantity/figure.ts';
import type { NamedFigures } from '../core/workload/request/defaults.ts';
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

/** Reads a request that may name entries of the catalogue. Throws InputError as `loadRequest` does. */
export const readRequest = (path: string, catalogRoot: string, catalog: Catalog): Promise<Request> =>
  loadRequest(path, { catalogRoot, named: namedFiguresOf(catalog) });
