import { workerData } from 'node:worker_threads';
import { serveJobs } from './control.ts';
import type { WasmMemory } from './instance.ts';
import { perform } from './jobs.ts';
import { kernelsOn, type Region } from './kernels.ts';

/** What a helper is started with. */
export interface HelperStart {
  readonly memory: WasmMemory;
  readonly control: Int32Array;
  /** Its number among the threads that share the memory; 0 is the one that hands out jobs. */
  readonly thread: number;
  readonly region: Region;
}

// This is the entry file of a helper thread: it works from when it is loaded until it is told to stop.
const { memory, control, thread, region } = workerData as HelperStart;
const kernels = kernelsOn(memory, thread, region);
serveJobs(control, (job, part, parts) => perform(kernels, memory.buffer, job, part, parts));
