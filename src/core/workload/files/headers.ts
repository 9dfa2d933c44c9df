import { type GgufHeader, LARGEST_GGUF_HEADER, readGgufHeader } from './gguf.ts';
import { refuseGguf } from './gguf-bytes.ts';
import type { RangedReader } from './ranged-reader.ts';
import { readSafetensorsHeader, SAFETENSORS_PREFIX, safetensorsHeaderLength } from './safetensors.ts';
import type { TensorInfo } from './tensor.ts';

/** The tensors a safetensors file declares; reads its header only. Throws InputError on anything else. */
export const safetensorsTensorsOf = (file: RangedReader): readonly TensorInfo[] => {
  const length = safetensorsHeaderLength(file.read(0, SAFETENSORS_PREFIX), file.size);
  return readSafetensorsHeader(file.read(0, SAFETENSORS_PREFIX + length), file.size);
};

const FIRST_GGUF_READ = 4 * 2 ** 20;

/**
 * The header of a GGUF file; reads ever longer beginnings until it is whole, at most 64 MiB. Throws InputError on anything
 * else and on a header that is longer.
 */
export const ggufHeaderOf = (file: RangedReader): GgufHeader => {
  for (let length = FIRST_GGUF_READ; length <= LARGEST_GGUF_HEADER; length *= 4) {
    const header = readGgufHeader(file.read(0, length), file.size);
    if (header !== null) return header;
    if (length >= file.size) break;
  }
  throw refuseGguf(
    `a header that goes on beyond ${Math.min(file.size, LARGEST_GGUF_HEADER)} bytes`,
    `a header of at most ${LARGEST_GGUF_HEADER} bytes inside the file`,
  );
};
