import type { Expression } from '../../ast.ts';
import type { Frame } from '../frame.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';

/** Whether an expression holds, asked once and at the place of the part that decides it. */
export type Condition = (frame: Frame) => boolean;

/** Compiles an expression that is asked for its truth only: `and`, `or` and `not` pass on that of their parts. */
export const compileCondition = (node: Expression, scope: Scope): Condition => {
  if (node.type === 'BoolOp') {
    const parts = node.values.map((each) => compileCondition(each, scope));
    return node.op === 'And'
      ? (frame) => {
          for (const part of parts) if (!part(frame)) return false;
          return true;
        }
      : (frame) => {
          for (const part of parts) if (part(frame)) return true;
          return false;
        };
  }
  if (node.type === 'UnaryOp' && node.op === 'Not') {
    const operand = compileCondition(node.operand, scope);
    return (frame) => !operand(frame);
  }
  const value = compileExpression(node, scope);
  const { span } = node;
  return (frame) => {
    const holds = value(frame);
    if (typeof holds === 'boolean') return holds;
    frame.span = span;
    return frame.machine.truth(holds);
  };
};
