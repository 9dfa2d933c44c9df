import type { IsaParameter } from '../isa/table.ts';
import { pyFloat, pyList } from '../python/construct.ts';
import type { Parameter, PyValue } from '../python/values.ts';

/** Finds the value of a name of `nki.language` or of a member of an enumeration, for defaults of the signature table. */
export interface Names {
  readonly language: (name: string) => PyValue;
  readonly member: (enumeration: string, member: string) => PyValue;
}

const defaultOf = (parameter: IsaParameter, names: Names): PyValue | undefined => {
  const value = parameter.default;
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (typeof value === 'object') return pyList([...value]);
  if (typeof value === 'number')
    return parameter.kind === 'number' || parameter.kind === 'scalar-or-tensor' || parameter.kind === 'value'
      ? pyFloat(value)
      : value;
  if (parameter.kind === 'enum' && parameter.enum !== null) return names.member(parameter.enum, value);
  const isName = parameter.kind === 'operator' || parameter.kind === 'dtype' || parameter.kind === 'buffer';
  return isName ? names.language(value) : value;
};

/** The parameters of a function of the table as the evaluator binds them. */
export const parametersOf = (parameters: readonly IsaParameter[], names: Names): readonly Parameter[] =>
  parameters.map((parameter): Parameter => {
    const defaultValue = defaultOf(parameter, names);
    return defaultValue === undefined
      ? { name: parameter.name, kind: 'ordinary' }
      : { name: parameter.name, kind: 'ordinary', defaultValue };
  });
