import type { KernelCall } from '../../core/neuroncore/call/call.ts';
import type { RefusalRecord } from '../../core/neuroncore/refusal.ts';
import type { KernelOutput } from '../../core/neuroncore/run.ts';
import type { StudyOptions } from '../../core/neuroncore/study.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import type { KernelRecord } from '../../core/report/kernel/kernel-json.ts';
import type { TimelineData } from '../../core/report/kernel/timeline-data.ts';

/** What a page asks of the worker; all of it survives a structured clone. */
export interface KernelJob {
  /** Text of the Python files by path, `/` between folders: the kernel and what it imports. */
  readonly files: Readonly<Record<string, string>>;
  /** The kernel's path among `files`. */
  readonly kernel: string;
  /** Folders from which absolute imports start, one of them above the kernel; `''` is the top. */
  readonly roots: readonly string[];
  /** As `call/call.ts` has it: checked and filled with its defaults. */
  readonly call: KernelCall;
  /** Content of the .npy files that the call names, by the name it uses. */
  readonly arrays: Readonly<Record<string, Uint8Array>>;
  /** Content of dist/neuroncore-facts.json. */
  readonly facts: NeuronCoreFacts;
  readonly target: string;
  readonly options: StudyOptions;
}

/** What the worker answers; `failed` is a fault of this program, and everything else is about the kernel or the call. */
export type KernelAnswer =
  | {
      readonly kind: 'ran';
      readonly report: KernelRecord;
      /** Results, those of rank 0 first, with their bytes in row-major order; null bytes in runs for timing only. */
      readonly outputs: readonly KernelOutput[];
      readonly timeline: TimelineData;
    }
  | { readonly kind: 'refused'; readonly refusal: RefusalRecord; readonly text: string }
  | { readonly kind: 'unusable'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string };

/** A job or an answer under its number. */
export interface Numbered<Content> {
  readonly number: number;
  readonly content: Content;
}
