import type { Interval } from '../quantity/figure.ts';
import type { Catalog } from './catalog.ts';
import type { ProductEntry } from './entries.ts';

/** Values a request gives to assumptions of the catalogue, by id. */
export type Overrides = Readonly<Record<string, Interval>>;

/** What an expression of a plan is evaluated in: the catalogue, the request's overrides and the product it belongs to. */
export interface Scope {
  readonly catalog: Catalog;
  readonly overrides: Overrides;
  readonly owner: ProductEntry;
}
