import { InputError } from '../../../input-error.ts';
import type { RangedReader } from '../../../workload/files/ranged-reader.ts';
import { type TensorCensus, tensorCensus } from '../census.ts';
import { pickleBytes } from './bytes.ts';
import { type GlobalKind, globalKind } from './globals.ts';
import { followPickle } from './instructions.ts';
import { pickleMachine } from './machine.ts';
import { addArrayOfCall, addArrayOfState, addTensorOfCall } from './tensors.ts';

/** What loading a pickle would import and make. Nothing of it was done. */
export interface PickleListing {
  /** `module.name` of every import, each once, in the order they appear, by kind. */
  readonly globals: ReadonlyMap<string, GlobalKind>;
  readonly census: TensorCensus;
  /** Pickles that follow one another in the file. */
  readonly pickles: number;
  /** Where and why following ended before its time; empty when it did not. */
  readonly remarks: readonly string[];
}

const MOST_GLOBALS = 10_000;
/** The old form of torch.save: magic number, version, system, object, keys; each a pickle, then raw data. */
const MOST_PICKLES = 5;
/** 0x1950a86a20f9469cfc6c as LONG1 after PROTO 2. Source: pytorch/pytorch, torch/serialization.py, MAGIC_NUMBER. */
const OLD_TORCH = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Whether the file starts with the pickle of torch's old magic number. */
export const isOldTorch = (file: RangedReader): boolean => {
  const start = file.read(0, OLD_TORCH.length);
  return OLD_TORCH.every((byte, index) => start[index] === byte);
};

/**
 * Follows the pickles of a file by their instructions, none of which is carried out: imports are named, calls of torch's and
 * numpy's rebuilding functions are read for shape and type, into the census given. What was found until a fault is kept, and the fault is a remark.
 */
export const listPickle = (file: RangedReader, census: TensorCensus = tensorCensus()): PickleListing => {
  const globals = new Map<string, GlobalKind>();
  const bytes = pickleBytes(file);
  const remarks: string[] = [];
  const machine = pickleMachine(
    {
      global: (module, name) => {
        if (globals.size < MOST_GLOBALS)
          globals.set(`${module}.${name}`.slice(0, 200), globalKind(module, name));
      },
      call: (of, args) => {
        addTensorOfCall(census, of, args);
        addArrayOfCall(census, of, args);
      },
      build: (object, state) => addArrayOfState(census, object, state),
    },
    bytes,
  );
  const wanted = isOldTorch(file) ? MOST_PICKLES : 1;
  let pickles = 0;
  try {
    while (pickles < wanted && !bytes.atEnd()) {
      followPickle(machine, bytes);
      pickles += 1;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    remarks.push(error.message);
  }
  return { globals, census, pickles, remarks };
};
