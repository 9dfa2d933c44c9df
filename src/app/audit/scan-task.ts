import type { ModelAsset } from '../../core/portability/model-asset.ts';
import type { FileScan } from '../../core/portability/scan.ts';
import type { TreeLocation } from '../../platform/tree/location.ts';

/** A file for a worker. */
export interface FileToScan {
  /** From the root, with `/`. */
  readonly path: string;
  readonly location: TreeLocation;
  readonly bytes: number;
}

export interface ScanTask {
  readonly catalogRoot: string;
  readonly sdk: string;
  readonly files: readonly FileToScan[];
}

/** What a worker found in the files of a task, in their order. */
export interface ScanResult {
  readonly scans: readonly FileScan[];
  readonly models: readonly ModelAsset[];
  /** Packages that the files say the repository is, in one spelling. */
  readonly own: readonly string[];
  /** Files that are neither text nor a model that is read: counted by kind only. */
  readonly others: readonly { readonly path: string; readonly kind: string; readonly bytes: number }[];
  readonly remarks: readonly { readonly path: string; readonly text: string }[];
}
