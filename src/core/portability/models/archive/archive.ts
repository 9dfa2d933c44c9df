/** An entry of an archive, by its directory alone. */
export interface ArchiveEntry {
  readonly name: string;
  /** Bytes it claims to have unpacked. */
  readonly bytes: number;
  /** Bytes it takes in the archive. */
  readonly packedBytes: number;
}

/** What a zip archive of PyTorch holds: an exported program, a TorchScript module, or a checkpoint. */
export type TorchArchiveKind = 'torch-export' | 'torchscript' | 'pickle';

const EXPORTED = /(^|\/)(models\/[^/]+\.json|serialized_exported_program\.json)$/;
const SCRIPT = /(^|\/)code\/.+\.py$/;
const PICKLE = /(^|\/)data\.pkl$/;

/** The kind of a PyTorch archive by the names in it; null for any other archive. */
export const torchArchiveKind = (entries: readonly ArchiveEntry[]): TorchArchiveKind | null => {
  const has = (pattern: RegExp): boolean => entries.some(({ name }) => pattern.test(name));
  if (has(EXPORTED)) return 'torch-export';
  if (!has(PICKLE)) return null;
  return has(SCRIPT) ? 'torchscript' : 'pickle';
};

const WANTED: Readonly<Record<TorchArchiveKind, RegExp>> = Object.freeze({
  'torch-export': /(^|\/)(models\/[^/]+\.json|serialized_exported_program\.json|\w*weights_config\.json)$/,
  torchscript: /(^|\/)(code\/.+\.py|data\.pkl|constants\.pkl)$/,
  pickle: PICKLE,
});

/** The entries that a reader of this kind needs; weights are never among them. */
export const wantedEntries = (
  kind: TorchArchiveKind,
  entries: readonly ArchiveEntry[],
): readonly ArchiveEntry[] => entries.filter(({ name }) => WANTED[kind].test(name));

const NESTED = /\.(zip|pt2?|pth|tar|tgz|gz|bz2|xz|7z|whl|npz)$/i;

/** Archives inside the archive, which are named and left closed. */
export const nestedArchives = (entries: readonly ArchiveEntry[]): readonly string[] =>
  entries.filter(({ name }) => NESTED.test(name)).map(({ name }) => name);
