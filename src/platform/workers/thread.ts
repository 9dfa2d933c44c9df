import { Worker } from 'node:worker_threads';

/** A task is not begun: as many wait already as may, or the thread was closed. */
export class ThreadBusy extends Error {
  override readonly name = 'ThreadBusy';
}

/** A task took longer than it may; its thread was stopped and the next task gets a new one. */
export class ThreadTimeout extends Error {
  override readonly name = 'ThreadTimeout';
}

/** One thread that does one task after another, so that the event loop stays free. */
export interface TaskThread<Task, Result> {
  readonly ask: (task: Task) => Promise<Result>;
  /** Tasks that wait or are worked on. */
  readonly pending: () => number;
  readonly close: () => Promise<void>;
}

/** What a thread sends back. */
export type TaskDone<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly message: string };

export interface TaskThreadOptions {
  /** Compiled JavaScript that calls `serveTasks`. */
  readonly entry: string;
  /** Most tasks that wait or are worked on; more are refused with `ThreadBusy`. */
  readonly mostPending: number;
  /** Milliseconds that a task may take once it is begun. */
  readonly taskMsMax: number;
}

/** Starts the thread with the first task; it is kept until it is closed, fails or takes too long. */
export const openTaskThread = <Task, Result>(options: TaskThreadOptions): TaskThread<Task, Result> => {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  let closed = false;

  const stop = async (): Promise<void> => {
    const stopping = worker;
    worker = null;
    await stopping?.terminate();
  };

  const perform = (task: Task): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new ThreadBusy('the thread was closed'));
        return;
      }
      const current = worker ?? new Worker(options.entry);
      worker = current;
      // Only what was added here is taken away again: the thread listens to itself, too.
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        current.off('message', done);
        current.off('error', fail);
        current.off('exit', ended);
        then();
      };
      const done = (message: TaskDone<Result>): void =>
        settle(() => (message.ok ? resolve(message.result) : reject(new Error(message.message))));
      const fail = (error: Error): void => {
        settle(() => reject(error));
        if (worker === current) worker = null;
        void current.terminate();
      };
      const ended = (): void =>
        fail(closed ? new ThreadBusy('the thread was closed') : new Error('the thread ended'));
      const timer = setTimeout(
        () => fail(new ThreadTimeout(`no result within ${options.taskMsMax} ms`)),
        options.taskMsMax,
      );
      current.on('message', done);
      current.on('error', fail);
      current.on('exit', ended);
      current.postMessage(task);
    });

  return {
    pending: () => pending,
    ask: async (task) => {
      if (closed || pending >= options.mostPending) throw new ThreadBusy(`${pending} tasks wait already`);
      pending += 1;
      const turn = last.then(() => perform(task));
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } finally {
        pending -= 1;
      }
    },
    close: async () => {
      closed = true;
      await stop();
    },
  };
};
