import { InputError } from '../input-error.ts';
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

/** The file name of places outside the kernel: the call itself and expressions of the call file. */
const CALL = '<call>';

/** A fault of the call rather than of the kernel: an argument that is missing, a function that is not there. */
const refuseCall = (error: unknown): void => {
  if (
    !(
      error instanceof PythonException ||
      error instanceof UnsupportedPython ||
      error instanceof KernelFault ||
      error instanceof PythonSyntaxError
    )
  )
    return;
  const site = error instanceof KernelFault ? error.diagnostic.site : error.site;
  if (site.file.path !== CALL) return;
  const kind = error instanceof PythonException ? `${error.type}: ` : '';
  const message = error instanceof KernelFault ? error.diagnostic.message : error.message;
  throw new InputError({
    attempted: 'calling the kernel as the call file says',
    found: `${kind}${message}`,
    accepted:
      'a function of the kernel file with the arguments it takes, and expressions that its module can evaluate',
  });
};

/**
 * Runs an action of a kernel; its faults come out as KernelRefusal with place, line and caret, those of the call as
 * InputError.
 */
export const asRefusal = <Result>(action: () => Result): Result => {
  try {
    return action();
  } catch (error) {
    refuseCall(error);
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
