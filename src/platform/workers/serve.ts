import { parentPort, workerData } from 'node:worker_threads';
import type { ChunkDone, WorkerStart } from './pool.ts';

/**
 * The life of a worker: prepares once, then takes chunks until none is left. `prepare` gives what does one chunk.
 * Call it once, in the entry file that `runChunks` is given.
 */
export const serveChunks = <Data, Result>(prepare: (data: Data) => (chunk: number) => Result): void => {
  if (parentPort === null) throw new Error('serveChunks runs only in a worker');
  const { data, chunks, next } = workerData as WorkerStart;
  const work = prepare(data as Data);
  const taken = new Int32Array(next);
  for (let chunk = Atomics.add(taken, 0, 1); chunk < chunks; chunk = Atomics.add(taken, 0, 1)) {
    const done: ChunkDone<Result> = { chunk, result: work(chunk) };
    parentPort.postMessage(done);
  }
};
