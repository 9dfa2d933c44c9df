import { JOB_WORDS, type Job } from './jobs.ts';

/** Words by which the threads of a pool talk to each other, in memory that they share. */
export const CONTROL_WORDS = 16;

/** Counts the jobs that were handed out; threads sleep on it. */
const SEQUENCE = 0;
/** Counts the parts of the present job that helpers have done. */
const DONE = 1;
/** Set to 1 to end the helpers. */
const STOP = 2;
/** Counts the helpers that can take jobs. */
const READY = 3;
const LENGTH = 4;
const WORDS = 5;

/** Looks at a word this often before the thread goes to sleep. */
const LOOKS = 4000;
const LONGEST_WAIT_MS = 60_000;

export const createControl = (): Int32Array =>
  new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT));

/** Waits until a word is another than `value`; false when that takes too long. */
const waitWhile = (control: Int32Array, word: number, value: number, longestMs: number): boolean => {
  for (let look = 0; look < LOOKS; look += 1) {
    if (Atomics.load(control, word) !== value) return true;
  }
  return (
    Atomics.load(control, word) !== value || Atomics.wait(control, word, value, longestMs) !== 'timed-out'
  );
};

export const readyHelpers = (control: Int32Array): number => Atomics.load(control, READY);

/** Hands a job to all helpers. */
export const handOut = (control: Int32Array, job: Job): void => {
  if (job.length > JOB_WORDS) throw new RangeError(`a job of ${job.length} words`);
  control.set(job, WORDS);
  control[LENGTH] = job.length;
  Atomics.store(control, DONE, 0);
  Atomics.add(control, SEQUENCE, 1);
  Atomics.notify(control, SEQUENCE);
};

/** Waits until the helpers have done their parts. Throws when one of them does not come back. */
export const waitForHelpers = (control: Int32Array, helpers: number): void => {
  for (let done = Atomics.load(control, DONE); done < helpers; done = Atomics.load(control, DONE)) {
    if (!waitWhile(control, DONE, done, LONGEST_WAIT_MS)) {
      throw new Error(`a helper of the pool did not finish within ${LONGEST_WAIT_MS} ms`);
    }
  }
};

/** The life of a helper: takes one job after another until it is told to stop. */
export const serveJobs = (control: Int32Array, perform: (job: Job) => void): void => {
  let seen = Atomics.load(control, SEQUENCE);
  Atomics.add(control, READY, 1);
  while (Atomics.load(control, STOP) === 0) {
    if (!waitWhile(control, SEQUENCE, seen, Number.POSITIVE_INFINITY)) continue;
    if (Atomics.load(control, STOP) !== 0) return;
    seen = Atomics.load(control, SEQUENCE);
    perform([...control.subarray(WORDS, WORDS + (control[LENGTH] as number))]);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
};

export const stopHelpers = (control: Int32Array): void => {
  Atomics.store(control, STOP, 1);
  Atomics.add(control, SEQUENCE, 1);
  Atomics.notify(control, SEQUENCE);
};
