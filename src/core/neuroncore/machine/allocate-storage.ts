import { emptyContents, storageExtent } from '../memory/storage.ts';
import type { Storage } from '../memory/view.ts';
import { tupleText, ViewError } from '../memory/view-error.ts';
import type { Site } from '../python/source.ts';
import type { CallContext } from '../python/values.ts';
import type { MachineOptions } from './create.ts';
import { KernelFault } from './diagnostic.ts';
import type { StorageRequest } from './machine.ts';
import { placementFault } from './placement.ts';
import { type Recording, recordStorage } from './record.ts';
import { type SharedMemory, takeStorageId } from './shared-memory.ts';

const fault = (rule: string, message: string, site: Site): never => {
  throw new KernelFault({ rule, severity: 'error', message, site });
};

/** The n-th shared allocation of a core is the n-th of the other one. */
const shareOrMake = (shared: SharedMemory, ordinal: number, made: () => Storage, site: Site): Storage => {
  const known = shared.shared[ordinal];
  if (known === undefined) {
    const storage = made();
    shared.shared.push(storage);
    return storage;
  }
  const own = made();
  if (known.bytesPerPartition !== own.bytesPerPartition) {
    fault(
      'shared-hbm',
      `this is tensor ${ordinal + 1} in shared_hbm on this core, of ${own.bytesPerPartition} bytes; on the other core it has ${known.bytesPerPartition}. Both cores allocate the same tensors in shared_hbm in the same order.`,
      site,
    );
  }
  return known;
};

/** What reserves the storages of a core; throws KernelFault on shapes and places that the generation does not have. */
export const createAllocate = (options: MachineOptions, recording: Recording) => {
  const { generation, shared, core, coreCount } = options;
  let sharedCount = 0;
  return (request: StorageRequest, context: CallContext): Storage => {
    const site = context.site();
    const { name, space, shape, dtype, address } = request;
    let extent: ReturnType<typeof storageExtent>;
    try {
      extent = storageExtent(space, shape, dtype);
    } catch (error) {
      if (!(error instanceof ViewError)) throw error;
      return fault(error.rule, error.message, site);
    }
    const wrong = placementFault(generation, { space, ...extent, address });
    if (wrong !== null)
      fault(wrong.rule, `${dtype} tensor of shape ${tupleText(shape)}: ${wrong.message}`, site);
    const both = space === 'shared_hbm' && coreCount > 1;
    const make = (): Storage => ({
      id: takeStorageId(shared),
      name,
      space,
      core: space === 'shared_hbm' ? 0 : core,
      ...extent,
      address,
      site,
      contents: emptyContents(extent.bytesPerPartition),
    });
    const storage = both ? shareOrMake(shared, sharedCount, make, site) : make();
    if (both) sharedCount += 1;
    recordStorage(recording, storage);
    return storage;
  };
};
