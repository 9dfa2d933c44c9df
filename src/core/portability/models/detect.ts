import type { ModelFormat } from '../model-asset.ts';

/** How a file is read. Archives say by their directory what they hold. */
export type ModelKind =
  | Exclude<ModelFormat, 'torch-export' | 'torchscript'>
  | 'archive'
  | 'quantisation-config'
  | 'adapter-config';

/** Bytes from the start that `detectModel` may look at. */
export const DETECTION_BYTES = 512;

const BY_NAME: readonly (readonly [pattern: RegExp, kind: ModelKind])[] = [
  [/^model_index\.json$/, 'diffusers-index'],
  [/^(quantize_config|quant_config|hf_quant_config)\.json$/, 'quantisation-config'],
  [/^adapter_config\.json$/, 'adapter-config'],
  [/^config\.json$/, 'hf-config'],
  [/\.(safetensors|bin)\.index\.json$/, 'hf-index'],
];

const BY_ENDING: Readonly<Record<string, ModelKind>> = Object.freeze({
  safetensors: 'safetensors',
  gguf: 'gguf',
  onnx: 'onnx',
  mlir: 'stablehlo',
  stablehlo: 'stablehlo',
});

/** Endings that many kinds of file share; only what is inside decides. */
const CHECKPOINT = /\.(pt|pth|pt2|bin|ckpt|pkl|pickle|model|th|tar|mar)$/;
const ENGINE = /\.(engine|plan|trt)$/;

/** Endings of text and pictures, whose first bytes need not be looked at. */
const OTHER =
  /\.(py|pyi|pyx|ipynb|c|cc|cpp|cxx|cu|cuh|h|hh|hpp|java|js|jsx|ts|tsx|go|rs|rb|sh|bash|md|rst|txt|html?|css|ya?ml|toml|ini|cfg|json|jsonl|csv|tsv|xml|lock|svg|png|jpe?g|gif|webp|ico|pdf|mp[34]|wav|ttf|woff2?)$/;

/** Whether a file of this name may be a model, before a byte of it is read: false for text, code and pictures. */
export const mayBeModel = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return BY_NAME.some(([pattern]) => pattern.test(name)) || !OTHER.test(name);
};

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);
const isGguf = (bytes: Uint8Array): boolean => startsWith(bytes, 0x47, 0x47, 0x55, 0x46);
const isTensorRt = (bytes: Uint8Array): boolean => startsWith(bytes, 0x66, 0x74, 0x72, 0x74);

/** Protocols 2 to 5 start with PROTO; 0 and 1 with an instruction such as an opening mark or a global. */
const isPickle = (bytes: Uint8Array): boolean => {
  const [first, second] = bytes;
  if (first === 0x80 && second !== undefined) return second >= 2 && second <= 5;
  return (
    (startsWith(bytes, 0x28) || startsWith(bytes, 0x63) || startsWith(bytes, 0x7d)) && hasPickleText(bytes)
  );
};

/** `(dp0`, `(lp0`, `ccollections`: how old pickles begin. */
const hasPickleText = (bytes: Uint8Array): boolean => {
  const text = String.fromCharCode(...bytes.subarray(0, 32));
  return /^(\([dlit]p\d|\([dl]q|c[\w.]+\n|\}q)/.test(text);
};

/** A byte that no text has. */
const isBinary = (bytes: Uint8Array): boolean => bytes.includes(0);

/** The pointer file that Git LFS leaves in place of a large file. */
export const isLfsPointer = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(0, 40)).startsWith('version https://git-lfs.github.com/spec');

/**
 * How a file is read as a model, by its name and its first bytes (512 are enough); null when it is none. `.bin`, `.pt` and
 * their like are models only by what is inside.
 */
export const detectModel = (path: string, start: Uint8Array): ModelKind | null => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  const ending = name.slice(name.lastIndexOf('.') + 1);
  if (Object.hasOwn(BY_ENDING, ending)) return BY_ENDING[ending] ?? null;
  if (isGguf(start)) return 'gguf';
  if (isTensorRt(start) || (ENGINE.test(name) && isBinary(start))) return 'tensorrt-engine';
  if (!CHECKPOINT.test(name)) return null;
  if (isZip(start)) return 'archive';
  return isPickle(start) ? 'pickle' : null;
};
