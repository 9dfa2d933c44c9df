import type { Span } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import type { Cell, Frame, Interpreter } from '../frame.ts';
import type { Scope } from './scope.ts';

/** Makes the frame of an activation inside `outer`, the frame in which it was defined. */
export type CreateFrame = (outer: Frame, machine: Interpreter, args: readonly PyValue[], span: Span) => Frame;

/** How frames of a scope are made; `args` are the values of its first variables. */
export const childFrame = (scope: Scope): CreateFrame => {
  const { slotCount } = scope;
  const { ownCellCount, freeSources } = scope;
  const cellCount = ownCellCount + freeSources.length;
  const moved = [...scope.cells].flatMap(([name, cell]) => {
    const slot = scope.slots.get(name);
    return slot === undefined ? [] : [{ slot, cell }];
  });
  const noCells: readonly Cell[] = [];
  const makeCells = (outer: Frame, slots: (PyValue | undefined)[]): readonly Cell[] => {
    const cells: Cell[] = [];
    for (let index = 0; index < ownCellCount; index += 1) cells.push({ value: undefined });
    for (const source of freeSources) {
      const cell = outer.cells[source];
      if (cell !== undefined) cells.push(cell);
    }
    for (const { slot, cell } of moved) {
      const own = cells[cell];
      if (own !== undefined) own.value = slots[slot];
    }
    return cells;
  };
  return (outer, machine, args, span) => {
    const slots: (PyValue | undefined)[] = args.slice();
    while (slots.length < slotCount) slots.push(undefined);
    return {
      machine,
      file: outer.file,
      slots,
      cells: cellCount === 0 ? noCells : makeCells(outer, slots),
      globals: outer.globals,
      names: null,
      parent: machine.frame,
      span,
      result: null,
    };
  };
};
