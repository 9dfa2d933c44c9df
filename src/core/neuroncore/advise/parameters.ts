import type { Constant, Expression, FunctionDef, Module } from '../python/ast.ts';

/** A whole-number parameter of a kernel with the value that a call gives it. */
export interface SizeParameter {
  readonly name: string;
  readonly value: number;
}

const LARGEST_SIZE = 2 ** 20;

const wholeNumber = (expression: Expression | null | undefined): number | null => {
  if (expression?.type !== 'Constant') return null;
  const { value } = expression as Constant;
  return value.kind === 'int' && value.value > 0n && value.value <= LARGEST_SIZE ? Number(value.value) : null;
};

/**
 * The parameters of a function that may be sizes of tiles or blocks: those whose default is a whole number above zero,
 * with what `given` (by name) sets instead. Parameters given as anything but such a number are left out.
 */
export const sizeParameters = (
  module: Module,
  functionName: string,
  given: ReadonlyMap<string, number | null>,
): readonly SizeParameter[] => {
  const found = module.body.find(
    (each): each is FunctionDef => each.type === 'FunctionDef' && each.name === functionName,
  );
  if (found === undefined) return [];
  const { posonlyargs, args, defaults, kwonlyargs, kw_defaults: keywordDefaults } = found.args;
  const positional = [...posonlyargs, ...args];
  const withDefaults = [
    ...positional
      .slice(positional.length - defaults.length)
      .map(({ arg }, at) => [arg, defaults[at]] as const),
    ...kwonlyargs.map(({ arg }, at) => [arg, keywordDefaults[at]] as const),
  ];
  return withDefaults.flatMap(([name, expression]) => {
    const set = given.get(name);
    const value = set === undefined ? wholeNumber(expression) : set;
    return value === null ? [] : { name, value };
  });
};

/** Other values worth trying for a size: half and double, in whole numbers. */
export const otherSizes = (value: number): readonly number[] =>
  value % 2 === 0 ? [value * 2, value / 2] : [value * 2];
