import { describeDiagnostic, KernelFault } from '../../core/neuroncore/machine/diagnostic.ts';
import {
  describeException,
  describeUnsupported,
  PythonException,
  UnsupportedPython,
} from '../../core/neuroncore/python/evaluate/errors.ts';
import { describeSyntaxError, PythonSyntaxError } from '../../core/neuroncore/python/parse.ts';

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
    if (error instanceof KernelFault) throw new KernelRefusal(describeDiagnostic(error.diagnostic), error);
    if (error instanceof PythonException) throw new KernelRefusal(describeException(error), error);
    if (error instanceof UnsupportedPython) throw new KernelRefusal(describeUnsupported(error), error);
    if (error instanceof PythonSyntaxError) throw new KernelRefusal(describeSyntaxError(error), error);
    throw error;
  }
};
