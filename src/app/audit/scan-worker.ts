import { serveTasks } from '../../platform/workers/serve-tasks.ts';
import { type FileScanner, openFileScanner } from './scan-files.ts';
import type { ScanResult, ScanTask } from './scan-task.ts';

const scanners = new Map<string, Promise<FileScanner>>();

const scannerFor = ({ catalogRoot, sdk }: ScanTask): Promise<FileScanner> => {
  const opened = scanners.get(sdk) ?? openFileScanner(catalogRoot, sdk);
  scanners.set(sdk, opened);
  return opened;
};

serveTasks<ScanTask, ScanResult>(async (task) => (await scannerFor(task)).scan(task.files));
