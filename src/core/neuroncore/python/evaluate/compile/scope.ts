import type { SourceFile } from '../../source.ts';
import type { UnsupportedPython } from '../errors.ts';

/** What is known about one file while it is compiled. */
export interface Unit {
  readonly file: SourceFile;
  /** The scope of every function, lambda, class and comprehension, by its node. */
  readonly scopes: Map<object, Scope>;
  readonly refusals: UnsupportedPython[];
  /** `from __future__ import annotations` stands at the top. */
  lazyAnnotations: boolean;
}

export type ScopeKind = 'module' | 'class' | 'function' | 'comprehension';

/**
 * A region of text in which a name means one variable. A list, set or dictionary comprehension keeps its variables in
 * the frame of the scope around it (its `owner`); every other scope owns a frame. Rules of names: Python 3.11
 * documentation, reference/executionmodel, "Naming and binding".
 */
export interface Scope {
  readonly unit: Unit;
  readonly kind: ScopeKind;
  readonly name: string;
  readonly parent: Scope | null;
  readonly owner: Scope;
  readonly bound: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  readonly uses: Set<string>;
  /** Names of this scope that an inner frame also uses. */
  readonly captured: Set<string>;
  /** Position of each own variable: in the owner's slots, or in its cells when captured. */
  readonly slots: Map<string, number>;
  readonly cells: Map<string, number>;
  /** For an owner: cells taken from the frame around it, by name, and their positions there. */
  readonly free: Map<string, number>;
  readonly freeSources: number[];
  slotCount: number;
  ownCellCount: number;
}

/** A scope inside `parent`; `parent` null for a module. */
export const createScope = (unit: Unit, kind: ScopeKind, name: string, parent: Scope | null): Scope => {
  const scope = {
    unit,
    kind,
    name,
    parent,
    bound: new Set<string>(),
    globals: new Set<string>(),
    nonlocals: new Set<string>(),
    uses: new Set<string>(),
    captured: new Set<string>(),
    slots: new Map<string, number>(),
    cells: new Map<string, number>(),
    free: new Map<string, number>(),
    freeSources: [],
    slotCount: 0,
    ownCellCount: 0,
  };
  const owned: Scope = Object.assign(scope, { owner: scope as unknown as Scope });
  return kind === 'comprehension' && parent !== null ? Object.assign(owned, { owner: parent.owner }) : owned;
};

/** The scope whose variable `name` is when used in `scope`; null for a global or built-in name. */
export const definingScope = (scope: Scope, name: string): Scope | null => {
  for (let each: Scope | null = scope; each !== null && each.kind !== 'module'; each = each.parent) {
    if (each.globals.has(name)) return null;
    if (each.nonlocals.has(name)) continue;
    if (name === '__class__' && each.kind === 'class' && each !== scope) return each;
    if (each.bound.has(name) && (each.kind !== 'class' || each === scope)) return each;
  }
  return null;
};

/** Gives every variable its place once all scopes of a file are known; `scopes` has outer scopes first. */
export const layOut = (scopes: readonly Scope[]): void => {
  for (const scope of scopes) {
    for (const name of scope.uses) {
      const home = definingScope(scope, name);
      if (home !== null && home.owner !== scope.owner) home.captured.add(name);
    }
  }
  for (const scope of scopes) {
    const { owner } = scope;
    if (scope.kind === 'module') continue;
    if (scope.kind !== 'class') {
      for (const name of scope.bound) {
        // A parameter arrives in its slot even when it moves on into a cell.
        scope.slots.set(name, owner.slotCount++);
      }
    }
    for (const name of scope.captured) scope.cells.set(name, owner.ownCellCount++);
  }
  for (const scope of scopes) {
    for (const name of scope.uses) {
      const home = definingScope(scope, name);
      if (home !== null && home.owner !== scope.owner) freeCell(scope.owner, home, name);
    }
  }
};

/** The position among `owner`'s cells of a variable that lives in an outer frame; adds it on the way there. */
const freeCell = (owner: Scope, home: Scope, name: string): number => {
  const known = owner.free.get(name);
  if (known !== undefined) return known;
  const position = owner.ownCellCount + owner.free.size;
  owner.free.set(name, position);
  const around = owner.parent;
  if (around === null) throw new Error(`the variable ${name} has no frame`);
  const own = home.owner === around.owner ? home.cells.get(name) : freeCell(around.owner, home, name);
  if (own === undefined) throw new Error(`the variable ${name} has no cell`);
  owner.freeSources.push(own);
  return position;
};

/** Where a name is found: a slot or a cell of the frame, the names of the class body, or the module's names. */
export type Access =
  | { readonly kind: 'slot'; readonly index: number }
  | { readonly kind: 'cell'; readonly index: number; readonly free: boolean }
  | { readonly kind: 'class' }
  | { readonly kind: 'classThenCell'; readonly index: number }
  | { readonly kind: 'classThenGlobal' }
  | { readonly kind: 'global' };

/** How code in `scope` reaches `name`. */
export const accessOf = (scope: Scope, name: string): Access => {
  const home = definingScope(scope, name);
  if (scope.kind === 'class' && home === scope) return { kind: 'class' };
  if (home === null) {
    return { kind: scope.kind === 'class' && !scope.globals.has(name) ? 'classThenGlobal' : 'global' };
  }
  const foreign = home.owner !== scope.owner;
  const cell = foreign ? scope.owner.free.get(name) : home.cells.get(name);
  if (cell !== undefined) {
    return scope.kind === 'class'
      ? { kind: 'classThenCell', index: cell }
      : { kind: 'cell', index: cell, free: foreign };
  }
  const slot = home.slots.get(name);
  if (slot === undefined) throw new Error(`the variable ${name} has no place`);
  return { kind: 'slot', index: slot };
};
