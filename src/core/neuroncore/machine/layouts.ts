import type { DType } from '../memory/dtype.ts';
import { extentOf, operandShapeOf, type Rows, rowsOf, wrapsAround } from '../memory/footprint.ts';
import { isOnChip } from '../memory/storage.ts';
import type { Space, View } from '../memory/view.ts';
import { createPool } from '../timing/pool.ts';
import type { OperandShape } from '../timing/program.ts';
import { sameExtent, sameNumbers, sameOperandShape } from '../timing/same.ts';
import type { Extent } from '../timing/step-table.ts';

/** What all views of one layout have in common, wherever they begin. */
export interface Layout {
  readonly operand: OperandShape;
  /** Place among the extents of the recording. */
  readonly extent: number;
}

/** A layout with what its views are recognised by. */
export interface KnownLayout extends Layout {
  readonly dtype: DType;
  readonly space: Space;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly rows: Rows;
  readonly wraps: boolean;
}

/** Layouts of late views with the same role: instructions repeat themselves at other places. */
const RECENT = 6;

/** Whether a direct view has the layout. */
export const hasLayout = (layout: KnownLayout, view: View): boolean =>
  layout.dtype === view.dtype &&
  layout.space === view.storage.space &&
  sameNumbers(layout.shape, view.shape) &&
  sameNumbers(layout.strides, view.strides) &&
  (layout.rows.pitch === 0 || layout.wraps === wrapsAround(view.offset, layout.rows));

const NO_ROWS: Rows = { pitch: 0, reach: 0 };

/** The layouts of one role; extents are kept in `extents`. */
const createRole = (role: string, extents: Extent[]): ((view: View) => KnownLayout) => {
  const shapes: OperandShape[] = [];
  const shape = createPool(shapes, sameOperandShape);
  const extent = createPool(extents, sameExtent);
  const known: KnownLayout[] = [];
  const layoutOf = (view: View): KnownLayout => {
    const { dtype, shape: sizes, strides, offset, storage } = view;
    const rows = isOnChip(storage.space) ? NO_ROWS : rowsOf(view);
    const wraps = wrapsAround(offset, rows);
    const operand = shapes[shape(operandShapeOf(role, view))] as OperandShape;
    const reached = extent(extentOf(view));
    return { operand, extent: reached, dtype, space: storage.space, shape: sizes, strides, rows, wraps };
  };
  return (view) => {
    // Run-time addresses reach to the end of their tensor, which the layout does not say.
    if (view.indirection !== null) return layoutOf(view);
    for (let index = known.length - 1; index >= 0; index -= 1) {
      const layout = known[index] as KnownLayout;
      if (hasLayout(layout, view)) return layout;
    }
    const made = layoutOf(view);
    if (known.length >= RECENT) known.shift();
    known.push(made);
    return made;
  };
};

/** Finds the layout of an operand by its role; equal ones are kept once. `extents` collects theirs. */
export const createLayouts = (extents: Extent[]): ((role: string, view: View) => KnownLayout) => {
  const roles = new Map<string, (view: View) => KnownLayout>();
  return (role, view) => {
    const known = roles.get(role);
    if (known !== undefined) return known(view);
    const made = createRole(role, extents);
    roles.set(role, made);
    return made(view);
  };
};
