import type { Command } from 'commander';
import type { KernelReport } from '../../core/report/kernel/kernel-report.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { loadAtOnce } from '../load.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { type KernelFlags, kernelOptions, withKernelFlags } from './kernel-flags.ts';

interface RunFlags extends KernelFlags {
  readonly out?: string;
}

interface ProfileFlags extends KernelFlags {
  readonly out: string;
}

/** Runs a command on kernels: a kernel that does not compile or run is an answer, not a fault of the program. */
const answering = (terminal: Terminal, json: boolean, action: () => Promise<number>): Promise<number> =>
  runToExitCode(async () => {
    try {
      return await action();
    } catch (error) {
      const { KernelRefusal, refusalRecord } = await import('../../core/neuroncore/refusal.ts');
      if (!(error instanceof KernelRefusal)) throw error;
      if (json) terminal.write(JSON.stringify(refusalRecord(error), null, 2));
      else process.stderr.write(`${error.message}\n`);
      return EXIT.answerIsNo;
    }
  });

const print = async (report: KernelReport, terminal: Terminal): Promise<void> => {
  const { kernelText } = await import('../../core/report/kernel/kernel-text.ts');
  const { columns, style } = terminal;
  terminal.write(kernelText(report, { columns, style }));
};

const runKernel = async (kernel: string, flags: RunFlags, terminal: Terminal): Promise<number> => {
  const { studyAndReport } = loadAtOnce<typeof import('../../app/kernel/kernel-run.ts')>(
    '../../app/kernel/kernel-run.js',
    import.meta.url,
  );
  const { isGood } = await import('../../core/report/kernel/kernel-report.ts');
  terminal.progress(`running ${kernel}`);
  const report = await studyAndReport(kernel, flags.call, kernelOptions(flags), flags.out ?? null).finally(
    () => terminal.progress(null),
  );
  if (flags.json === true) {
    const { kernelJson } = await import('../../core/report/kernel/kernel-json.ts');
    terminal.write(kernelJson(report));
  } else if (flags.quiet !== true) await print(report, terminal);
  return isGood(report) ? EXIT.fine : EXIT.answerIsNo;
};

const profileKernel = async (kernel: string, flags: ProfileFlags, terminal: Terminal): Promise<number> => {
  const { profileKernelFile } = loadAtOnce<typeof import('../../app/kernel/kernel-profile.ts')>(
    '../../app/kernel/kernel-profile.js',
    import.meta.url,
  );
  terminal.progress(`profiling ${kernel}`);
  const written = await profileKernelFile(kernel, flags.call, kernelOptions(flags), flags.out).finally(() =>
    terminal.progress(null),
  );
  if (flags.json === true) terminal.write(JSON.stringify(written, null, 2));
  else if (flags.quiet !== true)
    terminal.write(written.map(({ file, what }) => `${file}  ${what}`).join('\n'));
  return EXIT.fine;
};

const adviseKernel = async (kernel: string, flags: KernelFlags, terminal: Terminal): Promise<number> => {
  const { adviseKernelFile } = loadAtOnce<typeof import('../../app/kernel/kernel-advise.ts')>(
    '../../app/kernel/kernel-advise.js',
    import.meta.url,
  );
  const advice = await adviseKernelFile(
    kernel,
    flags.call,
    kernelOptions({ ...flags, timingOnly: flags.timingOnly !== false }),
  );
  if (flags.json === true) {
    const { adviceJson } = await import('../../core/report/kernel/advice-text.ts');
    terminal.write(adviceJson(advice));
  } else if (flags.quiet !== true) {
    const { adviceText } = await import('../../core/report/kernel/advice-text.ts');
    terminal.write(adviceText(advice, terminal));
  }
  return EXIT.fine;
};

const compareKernel = async (kernel: string, flags: KernelFlags, terminal: Terminal): Promise<number> => {
  const { compareKernelFile } = loadAtOnce<typeof import('../../app/kernel/kernel-compare.ts')>(
    '../../app/kernel/kernel-compare.js',
    import.meta.url,
  );
  const targets = flags.target.split(',').map((each) => each.trim());
  const compared = await compareKernelFile(
    kernel,
    flags.call,
    targets.map((target) => kernelOptions(flags, target)),
  );
  const { comparisonText, comparisonJson } = await import('../../core/report/kernel/comparison-text.ts');
  if (flags.json === true) terminal.write(comparisonJson(compared));
  else if (flags.quiet !== true) terminal.write(comparisonText(compared, terminal));
  return compared.every((each) => each.kind === 'ran') ? EXIT.fine : EXIT.answerIsNo;
};

type Action<Flags> = (kernel: string, flags: Flags, terminal: Terminal) => Promise<number>;

const perform =
  <Flags extends KernelFlags>(action: Action<Flags>) =>
  async (kernel: string, flags: Flags): Promise<void> => {
    const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
    process.exitCode = await answering(terminal, flags.json === true, () => action(kernel, flags, terminal));
  };

/** `rackwright kernel`: runs, times, profiles and improves kernels for Trainium without Trainium. */
export const registerKernel = (program: Command): void => {
  const kernel = program
    .command('kernel')
    .summary('run and time Trainium kernels without Trainium: run, profile, advise, compare')
    .description(
      'Executes unmodified NKI kernels with the numerics of the chip, checks them as its compiler would, and estimates ' +
        'their time instruction by instruction, with an interval.',
    );
  withKernelFlags(kernel.command('run').summary('run a kernel: results, time, checks'))
    .option('--timing-only', 'shapes and times without data')
    .option('--out <folder>', 'write the results as .npy files')
    .option('--json', 'the whole result as JSON (schemas/kernel-run.schema.json)')
    .option('-q, --quiet', 'print nothing but errors')
    .action(perform<RunFlags>(runKernel));
  withKernelFlags(
    kernel.command('profile').summary('write a timeline page, a Perfetto trace and profile tables'),
  )
    .requiredOption('--out <folder>', 'where the files go')
    .option('--no-timing-only', 'hold data, for kernels whose control flow reads them')
    .option('--json', 'the list of files as JSON')
    .option('-q, --quiet', 'print nothing but errors')
    .action(perform<ProfileFlags>(profileKernel));
  withKernelFlags(
    kernel.command('advise').summary('the bottleneck, the idle gaps with their cause, and what to change'),
  )
    .option('--no-timing-only', 'hold data, for kernels whose control flow reads them')
    .option('--json', 'the advice as JSON')
    .option('-q, --quiet', 'print nothing but errors')
    .action(perform<KernelFlags>(adviseKernel));
  withKernelFlags(
    kernel.command('compare').summary('one kernel on several generations, with dollars per call'),
    { describe: 'targets side by side', usual: 'trn1,trn2,trn3' },
  )
    .option('--no-timing-only', 'hold data, for kernels whose control flow reads them')
    .option('--json', 'the comparison as JSON')
    .option('-q, --quiet', 'print nothing but errors')
    .action(perform<KernelFlags>(compareKernel));
};
