import { fileURLToPath } from 'node:url';
import type { AuditCoverage } from '../../core/portability/audit.ts';
import type { ModelAsset } from '../../core/portability/model-asset.ts';
import { groupModelAssets } from '../../core/portability/models/group.ts';
import type { FileScan } from '../../core/portability/scan.ts';
import { walkTree } from '../../platform/tree/walk.ts';
import { openTaskThread, type TaskThread, ThreadTimeout } from '../../platform/workers/thread.ts';
import { inBatches, inParallel } from './in-parallel.ts';
import type { FileToScan, ScanResult, ScanTask } from './scan-task.ts';

/** Small enough that progress shows and a slow file is found again, large enough that messages cost nothing. */
const BATCH = { items: 32, bytes: 512 * 1024 };
/** A file that takes longer is left out with a remark: the slowest known ones take under a second. */
const FILE_MS_MAX = 60_000;

const ENTRY = fileURLToPath(new URL('./scan-worker.js', import.meta.url));

export interface ScanTreeOptions {
  readonly catalogRoot: string;
  readonly sdk: string;
  readonly workers: number;
  readonly onProgress?: (files: number, bytes: number) => void;
}

/** All that the files of a tree gave, in the order of their paths. */
export interface ScannedTree {
  readonly scans: readonly FileScan[];
  readonly models: readonly ModelAsset[];
  readonly own: ReadonlySet<string>;
  /** Python modules of the tree, by their path without `.py`; packages by their folder. */
  readonly modules: ReadonlySet<string>;
  readonly coverage: AuditCoverage;
}

interface Gathered {
  readonly scans: FileScan[];
  readonly models: ModelAsset[];
  readonly own: Set<string>;
  readonly modules: Set<string>;
  readonly byKind: Map<string, number>;
  readonly remarks: { readonly path: string; readonly text: string }[];
  /** What the scanner itself failed with, the first time. */
  fault: string | null;
  files: number;
  bytes: number;
}

const count = (kinds: Map<string, number>, kind: string): void => {
  const known = kinds.get(kind);
  kinds.set(kind, known === undefined ? 1 : known + 1);
};

/** A module by its path; a package by its folder. */
const PYTHON_MODULE = /^(.*?)(?:\/__init__)?\.py$/;

/** Scans without hits or facts are counted and dropped, so that memory follows what is found and not what is read. */
const gather = (into: Gathered, result: ScanResult): void => {
  for (const scan of result.scans) {
    count(into.byKind, scan.kind);
    const module = PYTHON_MODULE.exec(scan.path)?.[1];
    if (module !== undefined) into.modules.add(module);
    if (scan.hits.length > 0 || scan.facts.length > 0 || scan.suppressions.length > 0) into.scans.push(scan);
  }
  for (const { kind } of result.others) count(into.byKind, kind);
  into.models.push(...result.models);
  into.remarks.push(...result.remarks);
  for (const name of result.own) into.own.add(name);
};

async function* filesBelow(root: string, into: Gathered): AsyncGenerator<FileToScan> {
  for await (const entry of walkTree(root)) {
    if (entry.type === 'file') yield entry;
    else into.remarks.push({ path: entry.path, text: entry.text });
  }
}

/** What became of files whose thread ended or took too long: each is tried alone, and named if it fails again. */
const scanAlone = async (
  thread: TaskThread<ScanTask, ScanResult>,
  task: ScanTask,
  into: Gathered,
): Promise<void> => {
  for (const file of task.files) {
    try {
      gather(into, await thread.ask({ ...task, files: [file] }));
    } catch (error) {
      const why =
        error instanceof ThreadTimeout
          ? `took longer than ${FILE_MS_MAX / 1000} s to scan: left out`
          : `could not be scanned (${error instanceof Error ? error.message : String(error)}): left out`;
      if (!(error instanceof ThreadTimeout)) into.fault ??= why;
      into.remarks.push({ path: file.path, text: why });
    }
  }
};

const byPath = <Item extends { readonly path: string }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/**
 * Walks a folder and scans its files on threads; the result does not depend on which thread did what, or when. Throws where
 * the scanner fails on every file: then the fault is not in the files.
 */
export const scanTree = async (root: string, options: ScanTreeOptions): Promise<ScannedTree> => {
  const { catalogRoot, sdk, onProgress } = options;
  const into: Gathered = {
    scans: [],
    models: [],
    own: new Set(),
    modules: new Set(),
    byKind: new Map(),
    remarks: [],
    fault: null,
    files: 0,
    bytes: 0,
  };
  const threads = Array.from({ length: options.workers }, () =>
    openTaskThread<ScanTask, ScanResult>({ entry: ENTRY, mostPending: 1, taskMsMax: FILE_MS_MAX }),
  );
  const performers = threads.map((thread) => async (files: readonly FileToScan[]) => {
    const task: ScanTask = { catalogRoot, sdk, files };
    try {
      gather(into, await thread.ask(task));
    } catch {
      await scanAlone(thread, task, into);
    }
    into.files += files.length;
    into.bytes += files.reduce((sum, { bytes }) => sum + bytes, 0);
    onProgress?.(into.files, into.bytes);
  });
  try {
    await inParallel(inBatches(filesBelow(root, into), BATCH), performers);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
  if (into.fault !== null && into.byKind.size === 0) throw new Error(`no file: ${into.fault}`);
  return {
    scans: byPath(into.scans),
    models: groupModelAssets(byPath(into.models)),
    own: into.own,
    modules: into.modules,
    coverage: {
      files: into.files,
      bytes: into.bytes,
      byKind: Object.fromEntries([...into.byKind].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      remarks: byPath(into.remarks),
    },
  };
};
