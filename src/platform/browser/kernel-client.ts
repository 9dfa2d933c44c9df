import type { KernelAnswer, KernelJob, Numbered } from './protocol.ts';

/** The part of the browser's Worker that is used here. */
interface WebWorker {
  onmessage: ((event: { readonly data: Numbered<KernelAnswer> }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  readonly postMessage: (message: Numbered<KernelJob>) => void;
  readonly terminate: () => void;
}

type WorkerMaker = new (url: URL, options: { readonly type: 'module' }) => WebWorker;

interface Pending {
  readonly job: KernelJob;
  readonly resolve: (answer: KernelAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Kernels in a worker of the page: one at a time, in the order in which they were asked for. */
export interface KernelClient {
  /** Rejects with the signal's reason when it is aborted; a kernel under way is stopped at once. */
  readonly run: (job: KernelJob, signal?: AbortSignal) => Promise<KernelAnswer>;
  /** Stops what is under way and rejects everything that waits. */
  readonly close: () => void;
}

/**
 * Starts a worker of `entry`: kernel-worker.js beside this module when absent, which imports several hundred modules;
 * kernel-worker.bundle.js, which the build joins from them, starts several times as fast. A running kernel cannot hear messages,
 * so that stopping one ends its worker, and the next job starts another.
 */
export const openKernelClient = (
  entry: URL = new URL('./kernel-worker.js', import.meta.url),
): KernelClient => {
  const waiting = new Map<number, Pending>();
  let worker: WebWorker | null = null;
  let running: number | null = null;
  let count = 0;

  const stop = (): void => {
    worker?.terminate();
    worker = null;
    running = null;
  };
  const failAll = (reason: unknown): void => {
    const failed = [...waiting.values()];
    waiting.clear();
    stop();
    for (const { reject } of failed) reject(reason);
  };
  const start = (): WebWorker => {
    const { Worker } = globalThis as unknown as { readonly Worker: WorkerMaker };
    const started = new Worker(entry, { type: 'module' });
    started.onmessage = ({ data: { number, content } }) => {
      const pending = waiting.get(number);
      waiting.delete(number);
      running = null;
      pending?.resolve(content);
      next();
    };
    started.onerror = ({ message }) =>
      failAll(new Error(`the kernel worker failed: ${message ?? 'its files could not be loaded'}`));
    return started;
  };
  const next = (): void => {
    const [first] = waiting;
    if (running !== null || first === undefined) return;
    const [number, { job }] = first;
    running = number;
    worker ??= start();
    worker.postMessage({ number, content: job });
  };
  const cancel = (number: number, reason: unknown): void => {
    const pending = waiting.get(number);
    if (pending === undefined) return;
    waiting.delete(number);
    if (running === number) stop();
    pending.reject(reason);
    next();
  };

  worker = start();
  return {
    run: (job, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const number = count;
        count += 1;
        waiting.set(number, { job, resolve, reject });
        signal?.addEventListener('abort', () => cancel(number, signal.reason), { once: true });
        return next();
      }),
    close: () => failAll(new Error('the kernel client was closed')),
  };
};
