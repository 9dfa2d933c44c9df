import type { Command } from 'commander';
import { InputError } from '../../core/input-error.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';
import { gapOf, secondsOf } from './supply-flags.ts';

interface PromiseFlags {
  readonly deal: string;
  readonly whatIf?: string;
  readonly generation?: string;
  readonly when?: string;
  readonly baseline?: string;
  readonly rebase?: string;
  readonly gap: number;
  readonly timeLimit: number;
  readonly catalog: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const whatIfOf = ({ whatIf, generation, when }: PromiseFlags) => {
  if (whatIf === undefined) return null;
  if (when === undefined)
    throw new InputError({
      attempted: 'reading --what-if',
      found: `${whatIf} without a date`,
      accepted: '--when with a date or a calendar quarter, such as 2027-08-02 or 2027-Q3',
    });
  return { racks: whatIf, generation: generation ?? null, when };
};

const run = async (file: string, flags: PromiseFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true });
  const whatIf = whatIfOf(flags);
  const [{ promiseFromFile }, { canBeHad }] = await Promise.all([
    import('../../app/promise.ts'),
    import('../../core/supply/result.ts'),
  ]);
  const result = await promiseFromFile(file, {
    overlays: flags.catalog,
    deal: flags.deal,
    relativeGap: flags.gap,
    timeLimitSeconds: flags.timeLimit,
    baselineFile: flags.baseline ?? null,
    rebase: flags.rebase ?? null,
    whatIf,
    onProgress: terminal.progress,
  }).finally(() => terminal.progress(null));
  if (flags.json === true) {
    const { promiseFile } = await import('../../core/report/supply/promise-file.ts');
    terminal.write(JSON.stringify(promiseFile(result), null, 1));
  } else if (flags.quiet !== true) {
    const { promiseText } = await import('../../core/report/supply/promise-text.ts');
    const { columns, style } = terminal;
    terminal.write(promiseText(result, { columns, style, top: 30 }));
  }
  return canBeHad(result) ? EXIT.fine : EXIT.answerIsNo;
};

const DEFAULT_GAP = 0.001;
const DEFAULT_SECONDS = 60;

/** `rackwright promise`: whether and when a deal can be had, and whose wait grows for it. */
export const registerPromise = (program: Command): void => {
  program
    .command('promise')
    .summary('say whether and when a deal can be had, and whose wait grows for it')
    .description(
      'Puts a deal into the plan of a supply file without taking anything from what was promised before: its dates over ' +
        'all futures of supply, whose wait grows by how much, what is in the way and what would bring it forward. Every ' +
        'answer is solved anew. Exits with 1 when it cannot be had within its terms.',
    )
    .argument('<supply>', 'supply file (YAML); examples/supply-small.yaml is one to start from')
    .requiredOption('--deal <deal>', 'a deal of the supply file by name, or a YAML file with one deal')
    .option('--what-if <racks>', 'also: racks more or fewer leaving for outside, +1 or -1')
    .option('--generation <id>', 'the generation --what-if is about, where there are several')
    .option('--when <date>', 'when they leave: a date or a calendar quarter, such as 2027-Q3')
    .option('--baseline <file>', 'the signed baseline that waits are measured from')
    .option('--rebase <event>', 'make the baseline anew because of this supply event')
    .option('--gap <share>', 'how near to the best possible is good enough', gapOf, DEFAULT_GAP)
    .option('--time-limit <s>', 'seconds per program, then the best found so far', secondsOf, DEFAULT_SECONDS)
    .option('--catalog <file>', 'your own facts over the shipped ones (repeatable)', collect, [])
    .option('--json', 'the answer as JSON (schemas/promise.schema.json)')
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (file: string, flags: PromiseFlags) => {
      process.exitCode = await runToExitCode(() => run(file, flags));
    });
};
