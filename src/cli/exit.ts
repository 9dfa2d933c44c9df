import { describeInputProblem, InputError } from '../core/input-error.ts';

/** What a script can rely on. */
export const EXIT = Object.freeze({ fine: 0, answerIsNo: 1, badInput: 2, internal: 3 });

/** Runs a command to its exit code: bad input is explained, anything else unexpected is reported as ours. */
export const runToExitCode = async (command: () => Promise<number>): Promise<number> => {
  try {
    return await command();
  } catch (error) {
    if (error instanceof InputError) {
      process.stderr.write(`rackwright: ${describeInputProblem(error.problem)}\n`);
      return EXIT.badInput;
    }
    const detail =
      error instanceof Error ? (process.env['RACKWRIGHT_DEBUG'] ? error.stack : error.message) : error;
    process.stderr.write(
      `rackwright: internal error: ${detail}\nThis is a fault of rackwright. RACKWRIGHT_DEBUG=1 prints where it happened.\n`,
    );
    return EXIT.internal;
  }
};
