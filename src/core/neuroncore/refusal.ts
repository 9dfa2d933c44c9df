import { describeFault, KernelFault } from './machine/diagnostic.ts';
import {
  describeException,
  describeUnsupported,
  PythonException,
  UnsupportedPython,
} from './python/evaluate/errors.ts';
import { describeSyntaxError, PythonSyntaxError } from './python/parse.ts';

/** A kernel that cannot be compiled or run, with the explanation as people read it. The answer to "does it run" is no. */
export class KernelRefusal extends Error {
  override readonly name = 'KernelRefusal';
  override readonly cause: KernelFault | PythonException | UnsupportedPython | PythonSyntaxError;

  constructor(message: string, cause: KernelRefusal['cause']) {
    super(message);
    this.cause = cause;
  }
}

/** Runs an action of a kernel; its faults come out as KernelRefusal with place, line and caret. */
export const asRefusal = <Result>(action: () => Result): Result => {
  try {
    return action();
  } catch (error) {
    if (error instanceof KernelFault) throw new KernelRefusal(describeFault(error), error);
    if (error instanceof PythonException) throw new KernelRefusal(describeException(error), error);
    if (error instanceof UnsupportedPython) throw new KernelRefusal(describeUnsupported(error), error);
    if (error instanceof PythonSyntaxError) throw new KernelRefusal(describeSyntaxError(error), error);
    throw error;
  }
};

/** A refusal as data for scripts and pages: what, where, and the rule when it is one of the checks. */
export interface RefusalRecord {
  readonly runs: false;
  readonly kind: string;
  /** Id of the broken rule; null when Python itself refused. */
  readonly rule: string | null;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a refusal says, without the texts of the files. */
export const refusalRecord = ({ cause }: KernelRefusal): RefusalRecord => {
  const fault = cause instanceof KernelFault ? cause.diagnostic : null;
  const { file, line, column } = cause instanceof KernelFault ? cause.diagnostic.site : cause.site;
  return {
    runs: false,
    kind: cause.name,
    rule: fault === null ? null : fault.rule,
    message: fault === null ? cause.message : fault.message,
    file: file.path,
    line,
    column,
  };
};
