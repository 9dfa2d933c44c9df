import { Worker } from 'node:worker_threads';

/** Work cut into chunks that know nothing of each other, done by an entry file that calls `serveChunks`. */
export interface ChunkedWork {
  /** Compiled JavaScript that every worker starts with. */
  readonly entry: string;
  /** What the entry's `prepare` gets; copied to every worker. */
  readonly data: unknown;
  readonly chunks: number;
  readonly workers: number;
  readonly onProgress?: (done: number, of: number) => void;
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly data: unknown;
  readonly chunks: number;
  /** One whole number shared by all workers: the next chunk nobody has taken. */
  readonly next: SharedArrayBuffer;
}

/** What a worker sends for a chunk. */
export interface ChunkDone<Result> {
  readonly chunk: number;
  readonly result: Result;
}

/**
 * Results of all chunks in the order of the chunks, whichever worker did them and whenever. Rejects with the first error
 * of a worker, after stopping the others.
 */
export const runChunks = async <Result>(work: ChunkedWork): Promise<readonly Result[]> => {
  const { chunks, onProgress } = work;
  const next = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const start: WorkerStart = { data: work.data, chunks, next };
  const results = new Map<number, Result>();
  const workers: Worker[] = [];
  const finished = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      worker.on('message', ({ chunk, result }: ChunkDone<Result>) => {
        results.set(chunk, result);
        onProgress?.(results.size, chunks);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A worker stopped with code ${code}`));
      });
    });
  try {
    for (let index = 0; index < Math.min(work.workers, chunks); index += 1) {
      workers.push(new Worker(work.entry, { workerData: start }));
    }
    await Promise.all(workers.map(finished));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return Array.from({ length: chunks }, (_, chunk) => {
    const result = results.get(chunk);
    if (result === undefined) throw new Error(`No worker did chunk ${chunk} of ${chunks}`);
    return result;
  });
};
