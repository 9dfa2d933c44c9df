import type { DType } from '../memory/dtype.ts';
import type { RegisterValue, Space, Storage, View } from '../memory/view.ts';
import type { NumericKernels } from '../numeric/kernels.ts';
import type { CallContext } from '../python/values.ts';
import type { CallMemory } from './call-memory.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Generation } from './generation.ts';
import type { Instruction } from './instruction.ts';
import type { KnownParameters } from './repeated-calls.ts';

/** How strictly a kernel is held to the rules: `strict` ends at the first error, `lenient` notes it and goes on where it can. */
export type Strictness = 'strict' | 'lenient';

/** One physical core while a kernel is being specialised on it; what `nki.isa` and `nki.language` work on. */
export interface Machine {
  readonly generation: Generation;
  /** NKI version the kernel is held to: [0, 6]. */
  readonly version: readonly [number, number];
  readonly strictness: Strictness;
  readonly core: number;
  readonly coreCount: number;
  /** Which of several ranks that run the kernel together this is; absent when it runs alone. */
  readonly rank?: number;
  /** How many ranks run the kernel together; absent when it runs alone. */
  readonly rankCount?: number;
  /** False in runs for timing only: storages hold no bytes. */
  readonly holdsData: boolean;
  readonly numerics: NumericKernels;
  /** Reserves a storage of the space; faults on shapes, partitions and addresses that the generation does not have. */
  readonly allocate: (request: StorageRequest, context: CallContext) => Storage;
  readonly allocateRegister: (value: number) => RegisterValue;
  /** Appends the instruction to the program, and runs it when data are held. */
  readonly issue: (instruction: Instruction) => void;
  /** The value a register load reads; faults in a run for timing only when the value was never given. */
  readonly readScalar: (view: View, context: CallContext) => number;
  /** In runs for timing only: makes the memory of a function's calls; `steps` counts what was recorded. */
  readonly callMemory?: {
    readonly steps: { readonly length: number };
    readonly of: (parameters: KnownParameters) => CallMemory;
  };
  /** Notes a diagnostic; throws it as a fault when it is an error and the machine is strict. */
  readonly report: (diagnostic: Diagnostic) => void;
  /** The program order between instructions must be kept within the scope that is open. */
  readonly enterNoReorder: () => void;
  readonly leaveNoReorder: () => void;
  /** A dynamic loop's iteration begins or the loop ends; charged by the timing model. */
  readonly loopMark: (mark: 'begin' | 'iterate' | 'end') => void;
}

export interface StorageRequest {
  readonly name: string;
  readonly space: Space;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly address: { readonly partition: number; readonly byte: number } | null;
}
