import { join } from 'node:path';
import { ratesAt } from '../../core/neuroncore/timing/resolve.ts';
import { perfettoTrace } from '../../core/neuroncore/trace/perfetto.ts';
import { profileTables } from '../../core/neuroncore/trace/profile.ts';
import { timelineHtml } from '../../core/report/kernel/timeline-html.ts';
import { parquetBytes } from '../../platform/files/parquet.ts';
import { writeTextFile } from '../../platform/files/write-file.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, runKernelFile } from './run.ts';

/** A file that a profile wrote, and what it is for. */
export interface ProfileFile {
  readonly file: string;
  readonly what: string;
}

/** `rackwright kernel profile`: the timeline page, the Perfetto trace and the profile tables of a kernel, all marked as emulated. */
export const profileKernelFile = async (
  kernelFile: string,
  callFile: string,
  options: KernelOptions,
  outFolder: string,
): Promise<readonly ProfileFile[]> => {
  const facts = await readNeuronCoreFacts();
  const { run, estimate, call, generation } = await runKernelFile(facts, kernelFile, callFile, options);
  const title = `${call.function} on ${options.target}`;
  const files: ProfileFile[] = [];
  const write = async (name: string, content: string | Uint8Array, what: string): Promise<void> => {
    const file = join(outFolder, name);
    await writeTextFile(file, content, 'writing the profile');
    files.push({ file, what });
  };
  await write('timeline.html', timelineHtml(title, run.program, estimate), 'timeline, to open in a browser');
  await write('kernel.pftrace', perfettoTrace(run.program, estimate.schedule, title), 'trace for Perfetto');
  const rates = ratesAt(facts.timing[generation.id], 'value');
  for (const table of profileTables(run.program, estimate.schedule, estimate.use, rates, run.diagnostics))
    await write(`${table.name}.parquet`, parquetBytes(table), `profile table ${table.name}`);
  return files;
};
