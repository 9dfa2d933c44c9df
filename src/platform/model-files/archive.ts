import { InputError } from '../../core/input-error.ts';
import {
  nestedArchives,
  torchArchiveKind,
  wantedEntries,
} from '../../core/portability/models/archive/archive.ts';
import { readTorchExport } from '../../core/portability/models/archive/torch-export.ts';
import { readTorchScript } from '../../core/portability/models/archive/torchscript.ts';
import { counted } from '../../core/portability/models/judge/finding.ts';
import { readPickle } from '../../core/portability/models/pickle/model.ts';
import type { ModelReading } from '../../core/portability/models/reading.ts';
import { bytesReader } from '../../core/workload/files/ranged-reader.ts';
import { withZip, type Zip } from './zip.ts';

const ATTEMPTED = 'reading an archive of PyTorch';

const nestedRemarks = (zip: Zip): readonly string[] => {
  const nested = nestedArchives(zip.entries);
  return nested.length === 0
    ? []
    : [
        `${counted(nested.length, 'archive')} inside, left closed: ${nested.slice(0, 3).join(', ').slice(0, 200)}`,
      ];
};

const readUnpacked = (
  kind: 'torch-export' | 'torchscript' | 'pickle',
  contents: ReadonlyMap<string, Uint8Array>,
) => {
  if (kind === 'torch-export') return readTorchExport(contents);
  if (kind === 'torchscript') return readTorchScript(contents);
  const [pickle] = contents.values();
  if (pickle === undefined)
    throw new InputError({
      attempted: ATTEMPTED,
      found: 'a data.pkl that stayed packed',
      accepted: 'a checkpoint',
    });
  return readPickle(bytesReader(pickle));
};

/**
 * An exported program, a TorchScript module or a checkpoint by its archive; null when the archive is none of them. Nothing
 * in it is executed, weights stay packed, archives inside it stay closed.
 */
export const readTorchArchive = (path: string): Promise<ModelReading | null> =>
  withZip(path, async (zip) => {
    const kind = torchArchiveKind(zip.entries);
    if (kind === null) return null;
    const { contents, remarks } = await zip.unpack(wantedEntries(kind, zip.entries));
    try {
      const reading = readUnpacked(kind, contents);
      return { ...reading, remarks: [...reading.remarks, ...nestedRemarks(zip), ...remarks] };
    } catch (error) {
      if (!(error instanceof InputError) || remarks.length === 0) throw error;
      // What stayed packed is why nothing could be read, so it is what the reader of the remark must see.
      throw new InputError({
        ...error.problem,
        found: `${error.problem.found}; ${remarks.slice(0, 3).join('; ')}`,
      });
    }
  });
