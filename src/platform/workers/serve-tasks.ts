import { parentPort } from 'node:worker_threads';
import type { TaskDone } from './thread.ts';

/** The life of a task thread: one task after another. Call it once, in the entry file that `openTaskThread` is given. */
export const serveTasks = <Task, Result>(perform: (task: Task) => Promise<Result>): void => {
  const port = parentPort;
  if (port === null) throw new Error('serveTasks runs only in a worker');
  port.on('message', (task: Task) => {
    void perform(task).then(
      (result) => port.postMessage({ ok: true, result } satisfies TaskDone<Result>),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        port.postMessage({ ok: false, message } satisfies TaskDone<Result>);
      },
    );
  });
};
