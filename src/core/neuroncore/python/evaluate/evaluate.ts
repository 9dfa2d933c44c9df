import { KernelFault } from '../../machine/diagnostic.ts';
import type { Module, Span } from '../ast.ts';
import { pyModule } from '../construct.ts';
import { describeSite, type Site, type SourceFile } from '../source.ts';
import type { PyModule, PyValue } from '../values.ts';
import { resolveModule } from './compile/resolve.ts';
import type { Unit } from './compile/scope.ts';
import { compileBlock } from './compile/statements.ts';
import { PythonException, type UnsupportedPython } from './errors.ts';
import type { Execute, Frame, Interpreter } from './frame.ts';

/** A file ready to run, any number of times and in any interpreter. */
export interface CompiledModule {
  readonly file: SourceFile;
  /** Functions whose text cannot be compiled; each is refused when it is called. */
  readonly refusals: readonly UnsupportedPython[];
  readonly slotCount: number;
  readonly cellCount: number;
  readonly block: Execute;
}

/** When Python that kernels cannot use is refused if it stands inside a function: at once, or when the function is called. */
export type RefusalTime = 'atOnce' | 'whenCalled';

/** Compiles a syntax tree to closures; throws `UnsupportedPython` for what kernels cannot use. */
export const compileModule = (
  module: Module,
  file: SourceFile,
  refuse: RefusalTime = 'atOnce',
): CompiledModule => {
  const unit: Unit = { file, scopes: new Map(), refusals: [], lazyAnnotations: false };
  const scope = resolveModule(module, unit);
  const block = compileBlock(module.body, scope);
  const [first] = unit.refusals;
  if (refuse === 'atOnce' && first !== undefined) throw first;
  return { file, refusals: unit.refusals, slotCount: scope.slotCount, cellCount: scope.ownCellCount, block };
};

/** Keeps the calls that led to a fault, when it stands in the innermost of them. */
const noteCalls = (fault: KernelFault, stack: readonly Site[]): void => {
  const innermost = stack[stack.length - 1];
  if (innermost === undefined || fault.calls.length > 0) return;
  if (describeSite(innermost) === describeSite(fault.diagnostic.site)) fault.calls = stack.slice(0, -1);
};

/** Runs `action` from outside Python: what it throws is complete, and the interpreter can be used again. */
export const runFromOutside = <Result>(machine: Interpreter, action: () => Result): Result => {
  const { frame, depth } = machine;
  const handled = machine.handled.length;
  try {
    return action();
  } catch (error) {
    const site = machine.site();
    if (error instanceof KernelFault) noteCalls(error, machine.stack());
    machine.frame = frame;
    machine.depth = depth;
    machine.handled.length = handled;
    if (error instanceof PythonException && error.message === '') {
      error.message = machine.text(error.value);
    }
    // The JavaScript stack is shallower than the limit of calls when expressions are nested deeply.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw new KernelFault({
        rule: 'evaluation-depth',
        severity: 'error',
        message: 'Calls and expressions are nested too deeply to evaluate.',
        site,
      });
    }
    throw error;
  }
};

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/**
 * Runs the top of a module and gives its names. Throws `PythonException` for an exception that nothing caught and
 * `KernelFault` when a budget is used up. Pass `into` to make the module known to importers before it has run.
 */
export const runModule = (
  machine: Interpreter,
  compiled: CompiledModule,
  name = '__main__',
  into: PyModule = pyModule(name, [['__file__', compiled.file.path]]),
): PyModule => {
  const frame: Frame = {
    machine,
    file: compiled.file,
    slots: new Array<PyValue | undefined>(compiled.slotCount).fill(undefined),
    cells: Array.from({ length: compiled.cellCount }, () => ({ value: undefined })),
    globals: into.attributes,
    names: null,
    parent: machine.frame,
    span: START,
    result: null,
  };
  const caller = machine.frame;
  const run = (): PyModule => {
    machine.enter();
    machine.frame = frame;
    compiled.block(frame);
    machine.frame = caller;
    machine.leave();
    return into;
  };
  return caller.parent === null ? runFromOutside(machine, run) : run();
};

/** Compiles and runs a module. */
export const evaluateModule = (
  machine: Interpreter,
  module: Module,
  file: SourceFile,
  name = '__main__',
): PyModule => runModule(machine, compileModule(module, file), name);

/** Calls a Python callable from outside Python. */
export const callFunction = (
  machine: Interpreter,
  callee: PyValue,
  args: readonly PyValue[] = [],
  keywords: ReadonlyMap<string, PyValue> = new Map(),
): PyValue => runFromOutside(machine, () => machine.call(callee, args, keywords));
