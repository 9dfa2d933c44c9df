import type { Constant } from '../../ast.ts';
import { pyFloat } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';

/** The value `...`. */
export const ELLIPSIS: PyValue = { kind: 'ellipsis' };

/** The value of a literal; undefined for an integer outside the exact range. */
export const constantValue = (scope: Scope, node: Constant): PyValue | undefined => {
  const { value } = node;
  switch (value.kind) {
    case 'none':
      return null;
    case 'ellipsis':
      return ELLIPSIS;
    case 'bool':
    case 'str':
      return value.value;
    case 'float':
      return pyFloat(value.value);
    case 'int': {
      const number = Number(value.value);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    case 'imaginary':
      return refuse(
        scope,
        node.span,
        'Complex numbers are not supported.',
        'Keep the real and the imaginary part in two floats.',
      );
    default:
      return refuse(
        scope,
        node.span,
        'Bytes are not supported.',
        'Write a string, or pass the data to the kernel as a tensor.',
      );
  }
};
