import { at } from './at.ts';
import { expandDimension } from './reorder.ts';
import { dropDimension, pick, pickDynamic } from './select.ts';
import { sliceAt } from './slice.ts';
import { type IndexItem, indexStatically, sliceBound } from './static-index.ts';
import { isOnChip } from './storage.ts';
import type { View } from './view.ts';
import { refuse } from './view-error.ts';
import { keepColumns, viewText } from './whole.ts';

const WHOLE: IndexItem = { kind: 'slice', start: null, stop: null, step: null };

const isEllipsis = (item: IndexItem): boolean => typeof item !== 'number' && item.kind === 'ellipsis';

const consumes = (item: IndexItem): boolean =>
  typeof item === 'number' || (item.kind !== 'ellipsis' && item.kind !== 'new');

/** Whether an item takes one index of its dimension. */
const isSingle = (item: IndexItem): boolean => typeof item === 'number' || item.kind === 'dynamic';

/** The items with the ellipsis written out and whole dimensions added at the end. */
const spreadItems = (view: View, items: readonly IndexItem[]): readonly IndexItem[] => {
  let consumed = 0;
  let ellipses = 0;
  for (const item of items) {
    if (consumes(item)) consumed += 1;
    else if (isEllipsis(item)) ellipses += 1;
  }
  const missing = view.shape.length - consumed;
  if (missing < 0 || ellipses > 1) {
    refuse(
      'view-argument',
      `${consumed} indices and ${ellipses} ellipses`,
      viewText(view),
      'no more indices than dimensions, and at most one ellipsis',
    );
  }
  if (missing === 0 && ellipses === 0) return items;
  const filler = new Array<IndexItem>(missing).fill(WHOLE);
  if (ellipses === 0) return [...items, ...filler];
  return items.flatMap((item) => (isEllipsis(item) ? filler : [item]));
};

const apply = (view: View, dimension: number, item: IndexItem): View => {
  if (typeof item === 'number') return pick(view, dimension, item);
  switch (item.kind) {
    case 'dynamic':
      return pickDynamic(view, dimension, item.source, 1);
    case 'window': {
      const { start, size } = item;
      if (typeof start !== 'number') return pickDynamic(view, dimension, start, size);
      return sliceAt(view, dimension, { start, end: start + size, step: 1 });
    }
    case 'slice': {
      const size = at(view.shape, dimension);
      return sliceAt(view, dimension, {
        start: sliceBound(item.start, 0, size),
        end: sliceBound(item.stop, size, size),
        step: item.step ?? 1,
      });
    }
    case 'new':
      return expandDimension(view, dimension);
    case 'ellipsis':
      return view;
  }
};

/**
 * `tensor[items]`: integers, slices, windows (`nl.ds`), run-time indices, one ellipsis and None, as NumPy reads them;
 * all of them must lie inside the dimension, where Python would cut slices short. An integer removes its dimension, except that
 * tensors on chip keep their partition and one free dimension, tensors in HBM one dimension. Throws ViewError.
 * Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst, "Tensor Indexing"; for the bounds
 * nki/api/nki/language, `NkiTensor.slice`; nki/migration/index.rst, "Deprecation of masking".
 */
export const indexView = (view: View, items: readonly IndexItem[]): View => {
  const known = indexStatically(view, items);
  return known === null ? indexStepwise(view, items) : known;
};

/** One item after the other: what may be refused, and what is known at run time only. */
export const indexStepwise = (view: View, items: readonly IndexItem[]): View => {
  keepColumns(view, 'an index');
  let result = view;
  let dimension = 0;
  const single: number[] = [];
  for (const item of spreadItems(view, items)) {
    result = apply(result, dimension, item);
    if (isSingle(item)) single.push(dimension);
    dimension += 1;
  }
  const onChip = isOnChip(view.storage.space);
  // From the front, so that the last dimension is the one that stays when one must.
  let removed = 0;
  for (const each of single) {
    if (each === 0 && onChip) continue;
    const before = result.shape.length;
    result = dropDimension(result, each - removed);
    if (result.shape.length < before) removed += 1;
  }
  return result;
};
