import type { DType } from '../memory/dtype.ts';
import { emptyContents, storageExtent } from '../memory/storage.ts';
import type { Space, Storage } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import { KernelFault } from './diagnostic.ts';

/** What the cores of one run have in common: numbers of storages, shared HBM, and the memory the run may take. */
export interface SharedMemory {
  nextStorage: number;
  nextRegister: number;
  /** Shared HBM in order of allocation: the same statement on either core gives the same storage. */
  readonly shared: Storage[];
  readonly budgetBytes: number;
  spentBytes: number;
}

/** Common ground of a run whose HBM and arenas may take at most `budgetBytes`. */
export const createSharedMemory = (budgetBytes: number): SharedMemory => ({
  nextStorage: 1,
  nextRegister: 1,
  shared: [],
  budgetBytes,
  spentBytes: 0,
});

/** The next number for a storage. */
export const takeStorageId = (memory: SharedMemory): number => {
  const id = memory.nextStorage;
  memory.nextStorage += 1;
  return id;
};

/**
 * Bytes with all bits set (NaN in every floating-point type), charged to the budget of the run. Throws KernelFault when
 * the budget or the process has no more.
 */
export const takeBytes = (memory: SharedMemory, bytes: number, charged: boolean, site: Site): Uint8Array => {
  const spent = memory.spentBytes + (charged ? bytes : 0);
  const short = (found: string): KernelFault =>
    new KernelFault({
      rule: 'emulator-memory',
      severity: 'error',
      message: `the emulator needs ${bytes} bytes more for a tensor: ${found}; make the tensors smaller or run for timing only.`,
      site,
    });
  if (spent > memory.budgetBytes) throw short(`${memory.spentBytes} of ${memory.budgetBytes} are in use`);
  try {
    const result = new Uint8Array(bytes).fill(0xff);
    memory.spentBytes = spent;
    return result;
  } catch (error) {
    if (error instanceof RangeError) throw short('this process has no more memory');
    throw error;
  }
};

/** An argument of a kernel: a tensor in HBM that both cores see, with its bytes (row-major) unless only time is asked. */
export const argumentStorage = (
  memory: SharedMemory,
  request: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: DType;
    readonly space: Space;
  },
  bytes: Uint8Array | null,
): Storage => {
  const extent = storageExtent(request.space, request.shape, request.dtype);
  if (bytes !== null && bytes.length !== extent.bytesPerPartition) {
    throw new RangeError(`${request.name} takes ${extent.bytesPerPartition} bytes, not ${bytes.length}`);
  }
  return {
    id: takeStorageId(memory),
    name: request.name,
    space: request.space,
    core: 0,
    ...extent,
    address: null,
    site: null,
    contents: { ...emptyContents(extent.bytesPerPartition), bytes, complete: bytes !== null },
  };
};
