import { createKernels } from '../wasm/create.ts';
import { answerJob } from './answer.ts';
import type { KernelAnswer, KernelJob, Numbered } from './protocol.ts';

/** The part of a dedicated worker's global scope that is used here (HTML Living Standard, "Web workers"). */
interface WorkerScope {
  onmessage: ((event: { readonly data: Numbered<KernelJob> }) => void) | null;
  readonly postMessage: (message: Numbered<KernelAnswer>, transferred: readonly ArrayBufferLike[]) => void;
}

const scope = globalThis as unknown as WorkerScope;

/** The bytes of results, each in a buffer of its own so that they move to the page instead of being copied again. */
const apart = (answer: KernelAnswer): KernelAnswer => {
  if (answer.kind !== 'ran') return answer;
  const outputs = answer.outputs.map((each) => ({
    ...each,
    bytes: each.bytes === null ? null : each.bytes.slice(),
  }));
  return { ...answer, outputs };
};

const buffersOf = (answer: KernelAnswer): ArrayBufferLike[] =>
  answer.kind === 'ran' ? answer.outputs.flatMap(({ bytes }) => (bytes === null ? [] : [bytes.buffer])) : [];

// The entry of a module worker: one answer to each job, in order. A job under way is ended by ending the worker.
scope.onmessage = ({ data: { number, content } }) => {
  const answer = apart(answerJob(content, createKernels));
  scope.postMessage({ number, content: answer }, buffersOf(answer));
};
