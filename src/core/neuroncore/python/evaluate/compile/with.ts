import type { Span, With, WithItem } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import { PythonException } from '../errors.ts';
import type { Completion, Execute, Frame } from '../frame.ts';
import { bindSpecial, lookUp } from '../runtime/types.ts';
import { compileExpression } from './expressions.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';
import { compileTarget } from './targets.ts';

/** How a block is left: with the exception that came through it, or null; true stops the exception. */
type Exit = (frame: Frame, error: PythonException | null) => boolean;

const exitByMethod = (frame: Frame, method: PyValue, error: PythonException | null): boolean => {
  const args = error === null ? [null, null, null] : [error.value.type, error.value, null];
  return frame.machine.truth(frame.machine.call(method, args));
};

/** Enters a context manager: what it gives to `as`, and how it is left. */
const enter = (frame: Frame, manager: PyValue): { value: PyValue; exit: Exit } => {
  const { machine } = frame;
  if (typeof manager === 'object' && manager !== null && manager.kind === 'host') {
    const { type } = manager;
    if (type.enter !== undefined) {
      return {
        value: type.enter(manager, machine),
        exit: () => {
          type.exit?.(manager, machine);
          return false;
        },
      };
    }
  }
  const type = machine.typeOf(manager);
  const enterMethod = lookUp(type, '__enter__');
  const exitMethod = lookUp(type, '__exit__');
  if (enterMethod === undefined || exitMethod === undefined) {
    const lacks = enterMethod === undefined ? '' : ' (missed __exit__ method)';
    return machine.raise(
      'TypeError',
      `'${type.name}' object does not support the context manager protocol${lacks}`,
    );
  }
  const leave = bindSpecial(exitMethod, manager);
  const value = machine.call(bindSpecial(enterMethod, manager), []);
  return { value, exit: (inner, error) => exitByMethod(inner, leave, error) };
};

const leave = (frame: Frame, span: Span, exit: Exit, error: PythonException | null): boolean => {
  frame.span = span;
  return exit(frame, error);
};

const compileItem = (item: WithItem, body: Execute, scope: Scope): Execute => {
  const manager = compileExpression(item.context_expr, scope);
  const store = item.optional_vars === null ? null : compileTarget(item.optional_vars, scope);
  const { span } = item.context_expr;
  return (frame) => {
    const { machine } = frame;
    const value = manager(frame);
    frame.span = span;
    const entered = enter(frame, value);
    const { depth } = machine;
    let completion: Completion;
    try {
      store?.(frame, entered.value);
      completion = body(frame);
    } catch (error) {
      if (!(error instanceof PythonException)) throw error;
      machine.frame = frame;
      machine.depth = depth;
      if (leave(frame, span, entered.exit, error)) return 0;
      throw error;
    }
    const kept = frame.result;
    leave(frame, span, entered.exit, null);
    frame.result = kept;
    return completion;
  };
};

/** `with a as x, b: ...`. Source: Python 3.11 documentation, reference/compound_stmts "The with statement". */
export const compileWith = (node: With, scope: Scope): Execute => {
  if (node.type === 'AsyncWith') {
    return refuse(scope, node.span, '`async with` is not supported.', 'Write `with`.');
  }
  const body = compileBlock(node.body, scope);
  return node.items.reduceRight((inner, item) => compileItem(item, inner, scope), body);
};
