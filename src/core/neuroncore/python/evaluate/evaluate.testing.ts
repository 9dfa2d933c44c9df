import { pyModule } from '../construct.ts';
import { parse } from '../parse.ts';
import type { PyModule, PyValue } from '../values.ts';
import { PythonException } from './errors.ts';
import { compileModule, evaluateModule, runModule } from './evaluate.ts';
import type { Interpreter } from './frame.ts';
import { createInterpreter } from './interpreter.ts';
import { DEFAULT_LIMITS, type EvaluationLimits } from './limits.ts';

/** A program that has run: what it printed, the names it left, and the exception that ended it. */
export interface Ran {
  readonly machine: Interpreter;
  readonly module: PyModule;
  readonly output: string;
  readonly exception: PythonException | null;
}

/** Runs a Python text as `program.py`; throws what is no Python exception. */
export const run = (text: string, limits: EvaluationLimits = DEFAULT_LIMITS): Ran => {
  const file = { path: 'program.py', text };
  const printed: string[] = [];
  const machine = createInterpreter(
    { importModule: () => undefined, print: (piece) => printed.push(piece) },
    limits,
  );
  const module: PyModule = {
    kind: 'module',
    name: '__main__',
    attributes: new Map([['__name__', '__main__']]),
  };
  let exception: PythonException | null = null;
  try {
    runModule(machine, compileModule(parse(file), file), '__main__', module);
  } catch (error) {
    if (!(error instanceof PythonException)) throw error;
    exception = error;
  }
  return { machine, module, output: printed.join(''), exception };
};

/** What a program prints; an uncaught exception adds its type and message, as the last line of CPython does. */
export const outputOf = (text: string, limits: EvaluationLimits = DEFAULT_LIMITS): string => {
  const { output, exception } = run(text, limits);
  if (exception === null) return output;
  return `${output}${exception.type}${exception.message === '' ? '' : `: ${exception.message}`}\n`;
};

/** Runs a program that can import `machine`, made of the given names. */
export const runWith = (text: string, names: readonly (readonly [string, PyValue])[]) => {
  const file = { path: 'kernel.py', text };
  const printed: string[] = [];
  const machine = createInterpreter({
    importModule: (name) => (name === 'machine' ? pyModule('machine', names) : undefined),
    print: (piece) => printed.push(piece),
  });
  const module = evaluateModule(machine, parse(file), file, 'kernel');
  return { machine, module, output: printed.join('') };
};
