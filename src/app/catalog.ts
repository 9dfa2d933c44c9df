import { fileURLToPath } from 'node:url';
import type { Catalog } from '../core/catalog/catalog.ts';
import { InputError } from '../core/input-error.ts';
import { type CatalogReport, catalogReport } from '../core/report/catalog-check.ts';
import { type Comparison, compareProducts } from '../core/report/catalog-compare.ts';
import { type CatalogList, catalogList, LIST_KINDS } from '../core/report/catalog-list.ts';
import { type ProductView, productView } from '../core/report/catalog-product.ts';
import { elevationSvg } from '../core/report/elevation.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import { writeTextFile } from '../platform/files/write-file.ts';

/** The catalogue that comes with the package. */
export const SHIPPED_CATALOG = fileURLToPath(new URL('../../catalog', import.meta.url));

/** The shipped catalogue with everything in it, and the user's own files merged over it. */
export const openCatalog = (overlays: readonly string[]): Promise<Catalog> =>
  loadCatalog(SHIPPED_CATALOG, overlays, { everything: true });

/** Lists one kind of thing. Throws InputError for a kind that does not exist. */
export const listCatalog = async (kind: string, overlays: readonly string[]): Promise<CatalogList> => {
  const known = LIST_KINDS.find((each) => each === kind);
  if (known === undefined) {
    throw new InputError({
      attempted: 'reading --kind',
      found: JSON.stringify(kind),
      accepted: `one of ${LIST_KINDS.join(', ')}`,
    });
  }
  return catalogList(await openCatalog(overlays), known);
};

/** Shows one product, and writes its elevation drawing when a file is given. Throws InputError for an unknown id or a product without a drawing. */
export const showProduct = async (
  id: string,
  overlays: readonly string[],
  svgFile: string | null,
): Promise<ProductView> => {
  const view = productView(await openCatalog(overlays), id);
  if (svgFile === null) return view;
  if (view.drawing === null) {
    throw new InputError({
      attempted: `drawing ${view.path}`,
      found: 'a product whose inside nobody has published',
      accepted: 'a rack or server with an elevation, such as gb200-nvl72 or trn2-ultraserver',
    });
  }
  await writeTextFile(svgFile, elevationSvg(view.drawing), 'writing the drawing');
  return view;
};

export const compareCatalog = async (
  ids: readonly string[],
  overlays: readonly string[],
): Promise<Comparison> => compareProducts(await openCatalog(overlays), ids);

/** Checks the shipped catalogue with the given files over it. Throws InputError, with a caret, at the first fault. */
export const checkCatalog = async (overlays: readonly string[]): Promise<CatalogReport> =>
  catalogReport(await openCatalog(overlays));
