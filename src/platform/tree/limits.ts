const MEBIBYTE = 2 ** 20;

/** How far a tree that nobody vouches for is read. What lies beyond ends in a remark, never in an error. */
export interface TreeLimits {
  readonly filesMax: number;
  readonly foldersDeepMax: number;
  /** Remarks of one sort; further ones are counted. */
  readonly remarksPerSortMax: number;
  /** Of a file of text, from its start. */
  readonly textBytesMax: number;
  /** Notebooks carry their pictures and cannot be cut without losing them whole. */
  readonly notebookBytesMax: number;
  readonly archiveEntriesMax: number;
  /** Unpacked, of one file and of all files of one archive. */
  readonly archiveFileBytesMax: number;
  readonly archiveBytesMax: number;
  /** Bytes unpacked for each byte packed, beyond which an archive is taken for a bomb. */
  readonly archiveRatioMax: number;
}

/** Wide enough for the largest repositories known, narrow enough that hostile ones end. */
export const TREE_LIMITS: TreeLimits = Object.freeze({
  filesMax: 2_000_000,
  foldersDeepMax: 200,
  remarksPerSortMax: 200,
  textBytesMax: 8 * MEBIBYTE,
  notebookBytesMax: 32 * MEBIBYTE,
  archiveEntriesMax: 20_000,
  archiveFileBytesMax: 4 * MEBIBYTE,
  archiveBytesMax: 128 * MEBIBYTE,
  archiveRatioMax: 200,
});
