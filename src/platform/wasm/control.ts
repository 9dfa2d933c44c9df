import { JOB_WORDS, type Job } from './jobs.ts';

/** Words by which the threads of a pool talk to each other, in memory that they share. */
const CONTROL_WORDS = 32;

/** Counts the jobs that were handed out; threads sleep on it. */
const SEQUENCE = 0;
/** Counts the parts of the present job that are done. */
const DONE = 1;
/** Set to 1 to end the helpers. */
const STOP = 2;
/** Counts the helpers that can take jobs. */
const READY = 3;
/** The next part that nobody has taken, with the number of its job in the upper bits. */
const NEXT = 4;
const LENGTH = 5;
const PARTS = 6;
const WORDS = 7;

const PART_BITS = 8;
const JOB_MASK = 0x7fffff;
const nextOf = (sequence: number, part: number): number => ((sequence & JOB_MASK) << PART_BITS) | part;

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

/** Takes the next part of a job, or -1 when none is left or the job is over. */
const takePart = (control: Int32Array, sequence: number, parts: number): number => {
  for (;;) {
    const next = Atomics.load(control, NEXT);
    const part = next & ((1 << PART_BITS) - 1);
    if (next !== nextOf(sequence, part) || part >= parts) return -1;
    if (Atomics.compareExchange(control, NEXT, next, nextOf(sequence, part + 1)) === next) return part;
  }
};

const takeAll = (
  control: Int32Array,
  sequence: number,
  parts: number,
  perform: (part: number) => void,
): void => {
  for (let part = takePart(control, sequence, parts); part >= 0; part = takePart(control, sequence, parts)) {
    perform(part);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
};

/**
 * Does a job together with the helpers. Parts go to whoever is free, so that a helper that wakes up late holds nobody
 * up; the words of a job are written while no part of the one before is left to take. Throws when a helper does not
 * come back with its part.
 */
export const shareJob = (
  control: Int32Array,
  job: Job,
  parts: number,
  perform: (part: number) => void,
): void => {
  if (job.length > JOB_WORDS) throw new RangeError(`a job of ${job.length} words`);
  const sequence = Atomics.load(control, SEQUENCE) + 1;
  control.set(job, WORDS);
  control[LENGTH] = job.length;
  control[PARTS] = parts;
  Atomics.store(control, DONE, 0);
  Atomics.store(control, NEXT, nextOf(sequence, 0));
  Atomics.store(control, SEQUENCE, sequence);
  Atomics.notify(control, SEQUENCE);
  takeAll(control, sequence, parts, perform);
  for (let done = Atomics.load(control, DONE); done < parts; done = Atomics.load(control, DONE)) {
    if (!waitWhile(control, DONE, done, LONGEST_WAIT_MS)) {
      throw new Error(`a helper of the pool did not finish within ${LONGEST_WAIT_MS} ms`);
    }
  }
};

/** The life of a helper: takes parts of one job after another until it is told to stop. */
export const serveJobs = (
  control: Int32Array,
  perform: (job: Job, part: number, parts: number) => void,
): void => {
  let seen = Atomics.load(control, SEQUENCE);
  Atomics.add(control, READY, 1);
  while (Atomics.load(control, STOP) === 0) {
    if (!waitWhile(control, SEQUENCE, seen, Number.POSITIVE_INFINITY)) continue;
    seen = Atomics.load(control, SEQUENCE);
    const job = [...control.subarray(WORDS, WORDS + (control[LENGTH] as number))];
    const parts = control[PARTS] as number;
    takeAll(control, seen, parts, (part) => perform(job, part, parts));
  }
};

export const stopHelpers = (control: Int32Array): void => {
  Atomics.store(control, STOP, 1);
  Atomics.add(control, SEQUENCE, 1);
  Atomics.notify(control, SEQUENCE);
};
