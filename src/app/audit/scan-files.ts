import { isArchive } from '../../core/portability/files/classify.ts';
import { declaredPackage, topLevelPackage } from '../../core/portability/files/own-packages.ts';
import type { ModelAsset } from '../../core/portability/model-asset.ts';
import type { FileScan } from '../../core/portability/scan.ts';
import { openTextScanner } from '../../core/portability/text/scan.ts';
import { loadPortabilityTables } from '../../platform/files/portability.ts';
import { readModelAdvice } from '../../platform/model-files/advice.ts';
import { modelFileReader } from '../../platform/model-files/read.ts';
import { openPythonScanner } from '../../platform/syntax/python-scanner.ts';
import { eachArchiveFile } from '../../platform/tree/archive.ts';
import { type ReadFile, readTreeFile } from '../../platform/tree/read-file.ts';
import type { FileToScan, ScanResult } from './scan-task.ts';

/** Scans files one after another; made once and kept, since grammars and expressions take longer to load than files. */
export interface FileScanner {
  readonly scan: (files: readonly FileToScan[]) => Promise<ScanResult>;
}

interface Found {
  readonly scans: FileScan[];
  readonly models: ModelAsset[];
  readonly own: string[];
  readonly others: { readonly path: string; readonly kind: string; readonly bytes: number }[];
  readonly remarks: { readonly path: string; readonly text: string }[];
}

/** Build files further down belong to parts of the repository or to others. */
const NEAR_THE_ROOT = 2;

const ownPackages = (path: string, { role, text }: ReadFile): readonly string[] => {
  if (role === 'vendored' || path.split('/').length > NEAR_THE_ROOT + 1) return [];
  const declared =
    text === null || path.split('/').length > NEAR_THE_ROOT ? null : declaredPackage(path, text);
  return [declared, topLevelPackage(path)].filter((name) => name !== null);
};

/** A scanner over the tables of an SDK release. Throws InputError as reading the tables does. */
export const openFileScanner = async (catalogRoot: string, sdk: string): Promise<FileScanner> => {
  const tables = await loadPortabilityTables(catalogRoot, sdk);
  const [python, readModel] = await Promise.all([
    openPythonScanner(tables.rules),
    readModelAdvice(catalogRoot).then((advice) => modelFileReader({ tables, advice })),
  ]);
  const text = openTextScanner(tables.rules);

  const scanText = (path: string, file: ReadFile, into: Found): void => {
    for (const remark of file.remarks) into.remarks.push({ path, text: remark });
    if (file.text === null) {
      into.others.push({ path, kind: file.kind, bytes: file.bytes });
      return;
    }
    const isPython = file.kind === 'python' || file.kind === 'notebook';
    const scan = isPython
      ? python.scan(path, file.role, file.text)
      : text.scan(file.kind, path, file.role, file.text, file.bytes);
    for (const remark of scan.remarks) into.remarks.push({ path, text: remark });
    into.scans.push(scan);
  };

  const scanOne = async ({ path, location }: FileToScan, into: Found): Promise<void> => {
    if (isArchive(path)) {
      into.others.push({ path, kind: 'archive', bytes: 0 });
      const remarks = await eachArchiveFile(path, location, (member, file) => scanText(member, file, into));
      for (const remark of remarks) into.remarks.push({ path, text: remark });
      return;
    }
    const file = readTreeFile(path, location);
    into.own.push(...ownPackages(path, file));
    const model = typeof location === 'string' ? await readModel(location, path) : null;
    if (model !== null) into.models.push(model);
    scanText(path, file, into);
  };

  const scan = async (files: readonly FileToScan[]): Promise<ScanResult> => {
    const found: Found = { scans: [], models: [], own: [], others: [], remarks: [] };
    for (const file of files) await scanOne(file, found);
    return found;
  };
  return { scan };
};
