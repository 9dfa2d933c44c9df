import type { Statement } from '../../ast.ts';
import { BREAK, CONTINUE, type Completion, type Execute, NORMAL, RETURN } from '../frame.ts';
import { compileAnnotated, compileAssign, compileAugmented, compileDelete } from './assignments.ts';
import { compileClass } from './class-body.ts';
import { compileCondition } from './conditions.ts';
import { compileExpression } from './expressions.ts';
import { compileFunction } from './functions.ts';
import { compileImport, compileImportFrom } from './imports.ts';
import { compileFor, compileWhile } from './loops.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';
import { compileAssert, compileRaise, compileTry } from './try.ts';
import { compileWith } from './with.ts';

type Of<Type extends Statement['type']> = Extract<Statement, { readonly type: Type }>;

/** Compiles statements that run one after the other. */
export const compileBlock = (body: readonly Statement[], scope: Scope): Execute => {
  const steps = body.flatMap((each) => compileStatement(each, scope) ?? []);
  const [first, second] = steps;
  if (first === undefined) return () => NORMAL;
  if (second === undefined) return first;
  if (steps.length === 2) {
    return (frame) => {
      const completion = first(frame);
      return completion === NORMAL ? second(frame) : completion;
    };
  }
  return (frame) => {
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index];
      if (step === undefined) break;
      const completion = step(frame);
      if (completion !== NORMAL) return completion;
    }
    return NORMAL;
  };
};

const compileReturn = (node: Of<'Return'>, scope: Scope): Execute => {
  if (node.value === null) {
    return (frame) => {
      frame.result = null;
      return RETURN;
    };
  }
  const value = compileExpression(node.value, scope);
  return (frame) => {
    frame.result = value(frame);
    return RETURN;
  };
};

const compileIf = (node: Of<'If'>, scope: Scope): Execute => {
  const holds = compileCondition(node.test, scope);
  const body = compileBlock(node.body, scope);
  const otherwise = node.orelse.length === 0 ? null : compileBlock(node.orelse, scope);
  return (frame): Completion => {
    if (holds(frame)) return body(frame);
    return otherwise === null ? NORMAL : otherwise(frame);
  };
};

const compileEvaluated = (node: Of<'Expr'>, scope: Scope): Execute | null => {
  if (node.value.type === 'Constant') return null;
  const value = compileExpression(node.value, scope);
  return (frame) => {
    value(frame);
    return NORMAL;
  };
};

/** Compiles one statement; null when it does nothing. */
const compileStatement = (node: Statement, scope: Scope): Execute | null => {
  switch (node.type) {
    case 'Assign':
      return compileAssign(node, scope);
    case 'AugAssign':
      return compileAugmented(node, scope);
    case 'AnnAssign':
      return compileAnnotated(node, scope);
    case 'Expr':
      return compileEvaluated(node, scope);
    case 'If':
      return compileIf(node, scope);
    case 'Return':
      return compileReturn(node, scope);
    case 'Delete':
      return compileDelete(node, scope);
    case 'Pass':
    case 'Global':
    case 'Nonlocal':
      return null;
    case 'Break':
      return () => BREAK;
    case 'Continue':
      return () => CONTINUE;
    default:
      return compileCompound(node, scope);
  }
};

type Compound = Exclude<
  Statement,
  {
    type:
      | 'Assign'
      | 'AugAssign'
      | 'AnnAssign'
      | 'Expr'
      | 'If'
      | 'Return'
      | 'Delete'
      | 'Pass'
      | 'Global'
      | 'Nonlocal'
      | 'Break'
      | 'Continue';
  }
>;

const compileCompound = (node: Compound, scope: Scope): Execute => {
  switch (node.type) {
    case 'For':
    case 'AsyncFor':
      return compileFor(node, scope);
    case 'While':
      return compileWhile(node, scope);
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      return compileFunction(node, scope);
    case 'ClassDef':
      return compileClass(node, scope);
    case 'Try':
    case 'TryStar':
      return compileTry(node, scope);
    case 'Raise':
      return compileRaise(node, scope);
    case 'Assert':
      return compileAssert(node, scope);
    case 'With':
    case 'AsyncWith':
      return compileWith(node, scope);
    case 'Import':
      return compileImport(node, scope);
    case 'ImportFrom':
      return compileImportFrom(node, scope);
    default:
      return refuse(scope, node.span, '`match` is not supported.', 'Write `if` and `elif` with comparisons.');
  }
};
