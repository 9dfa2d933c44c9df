import { setTimeout as pause } from 'node:timers/promises';
import { LedgerUnavailable } from '../../core/supply/ledger/ledger.ts';

/** The working copy did not match the database when it was written; reading it again helps. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/**
 * Conditions after which the same transaction may go through: conflict (40001, 40P01), a lock or a statement that took too
 * long (55P03, 57014, 25P03), a server that stops, starts or is full (57P01-57P03, 53300), and everything of class 08.
 */
const STATES = /^(40001|40P01|55P03|57014|25P03|57P0[1-5]|53300|08...)$/;
const SYSTEM = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;
/** The client library's own errors carry no code. */
const WORDS =
  /connection terminated|connection error|not queryable|timeout exceeded|read timeout|client was closed/i;

/** Whether trying again may help. After some of these it is unknown whether the transaction went through. */
export const isPassing = (error: unknown): boolean => {
  if (error instanceof StaleRead) return true;
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return STATES.test(code) || SYSTEM.test(code) || (code === '' && WORDS.test(error.message));
};

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;

/**
 * Does something until it goes through, pausing longer and longer in between.
 *
 * @throws {LedgerUnavailable} when it did not within `forMs`; any error that trying again does not help with.
 */
export const persist = async <Result>(forMs: number, run: () => Promise<Result>): Promise<Result> => {
  const until = performance.now() + forMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random());
      if (performance.now() + wait > until)
        throw new LedgerUnavailable('the database gave no answer in time', { cause: error });
      await pause(wait);
    }
  }
};
