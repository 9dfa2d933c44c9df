import type { Span } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import type { Evaluate, Frame } from '../frame.ts';
import { accessOf, type Scope } from './scope.ts';

/** Puts a value where a target says. */
export type Store = (frame: Frame, value: PyValue) => void;

const unboundLocal = (frame: Frame, name: string, span: Span): never => {
  frame.span = span;
  return frame.machine.raise(
    'UnboundLocalError',
    `cannot access local variable '${name}' where it is not associated with a value`,
  );
};

const unboundFree = (frame: Frame, name: string, span: Span): never => {
  frame.span = span;
  return frame.machine.raise(
    'NameError',
    `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
  );
};

const loadGlobal = (frame: Frame, name: string, span: Span): PyValue => {
  const own = frame.globals.get(name);
  if (own !== undefined) return own;
  const builtin = frame.machine.builtins.get(name);
  if (builtin !== undefined) return builtin;
  frame.span = span;
  return frame.machine.raise('NameError', `name '${name}' is not defined`);
};

/** Reads a variable. */
export const compileName = (scope: Scope, name: string, span: Span): Evaluate => {
  const access = accessOf(scope, name);
  switch (access.kind) {
    case 'slot': {
      const { index } = access;
      return (frame) => {
        const value = frame.slots[index];
        return value === undefined ? unboundLocal(frame, name, span) : value;
      };
    }
    case 'cell': {
      const { index, free } = access;
      return (frame) => {
        const value = frame.cells[index]?.value;
        if (value !== undefined) return value;
        return free ? unboundFree(frame, name, span) : unboundLocal(frame, name, span);
      };
    }
    case 'classThenCell': {
      const { index } = access;
      return (frame) => {
        const own = frame.names?.get(name);
        const value = own === undefined ? frame.cells[index]?.value : own;
        return value === undefined ? unboundFree(frame, name, span) : value;
      };
    }
    case 'class':
    case 'classThenGlobal':
      return (frame) => {
        const value = frame.names?.get(name);
        return value === undefined ? loadGlobal(frame, name, span) : value;
      };
    default:
      return (frame) => loadGlobal(frame, name, span);
  }
};

/** Sets a variable. */
export const compileStoreName = (scope: Scope, name: string): Store => {
  const access = accessOf(scope, name);
  switch (access.kind) {
    case 'slot': {
      const { index } = access;
      return (frame, value) => {
        frame.slots[index] = value;
      };
    }
    case 'cell': {
      const { index } = access;
      return (frame, value) => {
        const cell = frame.cells[index];
        if (cell !== undefined) cell.value = value;
      };
    }
    case 'class':
    case 'classThenCell':
    case 'classThenGlobal':
      return (frame, value) => {
        frame.names?.set(name, value);
      };
    default:
      return (frame, value) => {
        frame.globals.set(name, value);
      };
  }
};

/** `del name`. */
export const compileDeleteName = (scope: Scope, name: string, span: Span): ((frame: Frame) => void) => {
  const access = accessOf(scope, name);
  const missing = (frame: Frame): never => {
    frame.span = span;
    return frame.machine.raise('NameError', `name '${name}' is not defined`);
  };
  switch (access.kind) {
    case 'slot': {
      const { index } = access;
      return (frame) => {
        if (frame.slots[index] === undefined) unboundLocal(frame, name, span);
        frame.slots[index] = undefined;
      };
    }
    case 'cell': {
      const { index } = access;
      return (frame) => {
        const cell = frame.cells[index];
        if (cell === undefined || cell.value === undefined) unboundLocal(frame, name, span);
        else cell.value = undefined;
      };
    }
    case 'global':
      return (frame) => {
        if (!frame.globals.delete(name)) missing(frame);
      };
    default:
      return (frame) => {
        if (frame.names?.delete(name) !== true) missing(frame);
      };
  }
};
