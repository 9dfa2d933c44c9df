import type { Assert, ExceptHandler, Raise, Try } from '../../ast.ts';
import type { PyInstance, PyValue } from '../../values.ts';
import { BASE_EXCEPTION } from '../builtins/exceptions.ts';
import { PythonException } from '../errors.ts';
import { type Completion, type Evaluate, type Execute, type Frame, NORMAL } from '../frame.ts';
import { isSubclass } from '../runtime/types.ts';
import { derivesFrom } from './class-body.ts';
import { compileCondition } from './conditions.ts';
import { compileExpression } from './expressions.ts';
import { compileDeleteName, compileStoreName, type Store } from './names.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';

interface Handler {
  readonly type: Evaluate | null;
  readonly store: Store | null;
  readonly remove: ((frame: Frame) => void) | null;
  readonly body: Execute;
  readonly node: ExceptHandler;
}

const matches = (frame: Frame, raised: PyInstance, type: PyValue): boolean => {
  if (typeof type === 'object' && type !== null && type.kind === 'tuple') {
    return type.items.some((each) => matches(frame, raised, each));
  }
  if (derivesFrom(type, BASE_EXCEPTION)) return isSubclass(raised.type, type);
  return frame.machine.raise(
    'TypeError',
    'catching classes that do not inherit from BaseException is not allowed',
  );
};

const findHandler = (frame: Frame, handlers: readonly Handler[], raised: PyInstance): Handler | undefined =>
  handlers.find((handler) => {
    if (handler.type === null) return true;
    frame.span = handler.node.span;
    return matches(frame, raised, handler.type(frame));
  });

const compileHandler = (node: ExceptHandler, scope: Scope): Handler => ({
  type: node.exceptionType === null ? null : compileExpression(node.exceptionType, scope),
  store: node.name === null ? null : compileStoreName(scope, node.name),
  remove: node.name === null ? null : compileDeleteName(scope, node.name, node.span),
  body: compileBlock(node.body, scope),
  node,
});

const runHandler = (frame: Frame, handler: Handler, error: PythonException): Completion => {
  const { handled } = frame.machine;
  const depth = handled.length;
  handler.store?.(frame, error.value);
  handled.push(error);
  try {
    return handler.body(frame);
  } finally {
    handled.length = depth;
    if (handler.store !== null) {
      handler.store(frame, null);
      handler.remove?.(frame);
    }
  }
};

/** Puts the interpreter back to this frame after an exception came through inner ones. */
const recover = (frame: Frame, depth: number): void => {
  frame.machine.frame = frame;
  frame.machine.depth = depth;
};

const compileGuarded = (node: Try, scope: Scope): Execute => {
  const body = compileBlock(node.body, scope);
  const handlers = node.handlers.map((each) => compileHandler(each, scope));
  const otherwise = node.orelse.length === 0 ? null : compileBlock(node.orelse, scope);
  return (frame) => {
    const { depth } = frame.machine;
    let completion: Completion;
    try {
      completion = body(frame);
    } catch (error) {
      if (!(error instanceof PythonException)) throw error;
      recover(frame, depth);
      const handler = findHandler(frame, handlers, error.value);
      if (handler === undefined) throw error;
      return runHandler(frame, handler, error);
    }
    return completion === NORMAL && otherwise !== null ? otherwise(frame) : completion;
  };
};

/** `try: ... except ...: ... else: ... finally: ...`. */
export const compileTry = (node: Try, scope: Scope): Execute => {
  if (node.type === 'TryStar') {
    return refuse(scope, node.span, '`except*` is not supported.', 'Write `except`.');
  }
  const guarded = node.handlers.length === 0 ? compileBlock(node.body, scope) : compileGuarded(node, scope);
  if (node.finalbody.length === 0) return guarded;
  const final = compileBlock(node.finalbody, scope);
  return (frame) => {
    const { depth } = frame.machine;
    let completion: Completion;
    try {
      completion = guarded(frame);
    } catch (error) {
      if (!(error instanceof PythonException)) throw error;
      recover(frame, depth);
      const last = final(frame);
      if (last !== NORMAL) return last;
      throw error;
    }
    const kept = frame.result;
    const last = final(frame);
    if (last !== NORMAL) return last;
    frame.result = kept;
    return completion;
  };
};

/** `raise`, `raise error`, `raise error from cause`. */
export const compileRaise = (node: Raise, scope: Scope): Execute => {
  const { span } = node;
  if (node.exc === null) {
    return (frame) => {
      const { handled } = frame.machine;
      const last = handled[handled.length - 1];
      frame.span = span;
      if (last === undefined) return frame.machine.raise('RuntimeError', 'No active exception to reraise');
      throw last;
    };
  }
  const exception = compileExpression(node.exc, scope);
  const cause = node.cause === null ? null : compileExpression(node.cause, scope);
  return (frame) => {
    const { machine } = frame;
    const written = exception(frame);
    frame.span = span;
    const value = derivesFrom(written, BASE_EXCEPTION) ? machine.call(written, []) : written;
    if (cause !== null) {
      const given = cause(frame);
      frame.span = span;
      const made = derivesFrom(given, BASE_EXCEPTION) ? machine.call(given, []) : given;
      if (typeof value === 'object' && value !== null && value.kind === 'instance') {
        value.attributes.set('__cause__', made);
        value.attributes.set('__suppress_context__', true);
      }
    }
    return machine.raiseValue(value);
  };
};

/** `assert test, message`. */
export const compileAssert = (node: Assert, scope: Scope): Execute => {
  const holds = compileCondition(node.test, scope);
  const message = node.msg === null ? null : compileExpression(node.msg, scope);
  const { span } = node;
  return (frame) => {
    if (holds(frame)) return NORMAL;
    frame.span = span;
    const { machine } = frame;
    const args = message === null ? [] : [message(frame)];
    frame.span = span;
    return machine.raiseValue(machine.call(machine.builtin('AssertionError'), args));
  };
};
