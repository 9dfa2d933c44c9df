import type { Figure } from '../quantity/figure.ts';
import { type Catalog, productIn } from './catalog.ts';
import type { Folder, SystemEntry } from './entries.ts';
import { evaluate } from './expression.ts';
import type { Overrides } from './scope.ts';

/** One line of a bill of parts; `count` is null where nobody has published it. */
export interface BillLine {
  readonly name: string;
  /** Path of the part in the catalogue, as `chips/trainium2`; null for parts without an entry of their own. */
  readonly part: string | null;
  readonly count: Figure<'1'> | null;
  readonly note: string | null;
}

const nameOf = (catalog: Catalog, path: string | null): string => {
  if (path === null) return 'part';
  const [folder = '', id = ''] = path.split('/', 2);
  return productIn(catalog, folder as Folder, id)?.name ?? path;
};

/** What one unit is made of, as far as it is published. Throws InputError where a count refers to a fact that is not a number. */
export const billOfParts = (
  catalog: Catalog,
  entry: SystemEntry,
  overrides: Overrides = {},
): readonly BillLine[] =>
  entry.parts.map((use) => ({
    name: use.name ?? nameOf(catalog, use.part),
    part: use.part,
    count: use.count === null ? null : evaluate({ catalog, overrides, owner: entry }, use.count, '1'),
    note: use.note ?? null,
  }));
