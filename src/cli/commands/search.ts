import { type Command, InvalidArgumentError } from 'commander';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

interface SearchFlags {
  readonly system: string;
  readonly chips: number;
  readonly workload?: string;
  readonly workers: number;
  readonly top: number;
  readonly catalog: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const MOST_CHIPS = 1_000_000;
const MOST_WORKERS = 256;
const DEFAULT_TOP = 15;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const wholeUpTo =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`a whole number from 1 to ${most.toLocaleString('en-GB')} is needed.`);
    return value;
  };

const run = async (file: string, flags: SearchFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const [{ searchRequestFile }, { layoutSearchText }] = await Promise.all([
    import('../../app/search.ts'),
    import('../../core/report/layout-search.ts'),
  ]);
  const searched = await searchRequestFile(file, {
    system: flags.system,
    chips: flags.chips,
    workload: flags.workload ?? null,
    workers: flags.workers,
    overlays: flags.catalog,
    onProgress: terminal.progress,
  }).finally(() => terminal.progress(null));
  const { answer } = searched;
  if (flags.json === true)
    terminal.write(JSON.stringify({ schema: 'rackwright.search/1', ...searched }, null, 1));
  else if (flags.quiet !== true)
    terminal.write(layoutSearchText(answer, searched.run, terminal.columns, flags.top));
  return answer.layouts.length > 0 ? EXIT.fine : EXIT.answerIsNo;
};

/** `rackwright search`: every layout of a training workload on a fleet of given size. */
export const registerSearch = (program: Command): void => {
  program
    .command('search')
    .summary('search every layout of a training workload on a fixed number of chips')
    .description(
      'Tries every training layout (tensor, pipeline, data, context and expert degrees, ZeRO stage, micro-batch, ' +
        'interleaving, recompute, format) of a workload on exactly N chips, and prints those that no other beats in both ' +
        'step time and memory, fastest first. Exits with 1 when none fits.',
    )
    .argument('<request>', 'request file (YAML) with a workload of kind pretrain or fine-tune')
    .requiredOption('--system <id>', 'a system of the catalogue, such as dgx-h100')
    .requiredOption('--chips <n>', 'chips of the fleet, all of them used', wholeUpTo(MOST_CHIPS))
    .option('--workload <name>', 'which workload, where the request has several that train')
    .option('--workers <n>', 'cores to search on; the result is the same', wholeUpTo(MOST_WORKERS), 1)
    .option('--top <n>', 'how many layouts to list', wholeUpTo(MOST_CHIPS), DEFAULT_TOP)
    .option('--catalog <file>', 'your own facts over the shipped ones (repeatable)', collect, [])
    .option('--json', 'the result as JSON')
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (file: string, flags: SearchFlags) => {
      process.exitCode = await runToExitCode(() => run(file, flags));
    });
};
