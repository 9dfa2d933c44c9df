import { type Command, InvalidArgumentError } from 'commander';
import { InputError } from '../../core/input-error.ts';
import type { AllocationResult } from '../../core/supply/result.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { gapOf, secondsOf } from './supply-flags.ts';

interface AllocateFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly html?: string;
  readonly out?: string;
  readonly gap: number;
  readonly timeLimit: number;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly rebase?: string;
  readonly earlier?: string;
  readonly exportLp?: string;
  readonly replay?: boolean;
  readonly whatIf?: string;
  readonly futures: boolean;
  readonly unit: string;
  readonly top: number;
  readonly catalog: readonly string[];
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const rowsOf = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number, 1 or more, is needed.');
  return value;
};

const unitOf = (text: string): 'racks' | 'chips' => {
  if (text === 'racks' || text === 'chips') return text;
  throw new InputError({
    attempted: 'reading --unit',
    found: JSON.stringify(text),
    accepted: 'racks or chips',
  });
};

const print = async (result: AllocationResult, flags: AllocateFlags, terminal: Terminal): Promise<void> => {
  const [{ allocationText }, { replayText }] = await Promise.all([
    import('../../core/report/supply/allocation-text.ts'),
    import('../../core/report/supply/replay-text.ts'),
  ]);
  const written = [flags.out, flags.html, flags.writeBaseline, flags.exportLp].filter(
    (path) => path !== undefined,
  );
  const { columns, style } = terminal;
  const options = { columns, style, top: flags.top };
  terminal.write(allocationText(result, { ...options, unit: unitOf(flags.unit), written }));
  const { baseline, end, input } = result;
  if (flags.replay === true && baseline !== null && end.kind === 'planned')
    terminal.write(replayText(input.case, baseline.baseline, end.findings, options));
};

const run = async (file: string, flags: AllocateFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true });
  unitOf(flags.unit);
  const [{ allocateSupplyFile }, { changeAsked }, { keepsEverything }, files] = await Promise.all([
    import('../../app/allocate.ts'),
    import('../../app/supply-case.ts'),
    import('../../core/supply/result.ts'),
    import('../../app/write-allocation.ts'),
  ]);
  const result = await allocateSupplyFile(file, {
    overlays: flags.catalog,
    relativeGap: flags.gap,
    timeLimitSeconds: flags.timeLimit,
    baselineFile: flags.baseline ?? null,
    rebase: flags.rebase ?? null,
    writeBaseline: flags.writeBaseline ?? null,
    earlierFile: flags.earlier ?? null,
    whatIf: flags.whatIf === undefined ? null : changeAsked(flags.whatIf),
    futures: flags.futures,
    exportFile: flags.exportLp ?? null,
    onProgress: terminal.progress,
  }).finally(() => terminal.progress(null));
  if (flags.json === true) terminal.write(files.allocationToText(result));
  else if (flags.quiet !== true) await print(result, flags, terminal);
  if (flags.out !== undefined) await files.writeAllocation(result, flags.out);
  if (flags.html !== undefined) await files.writeAllocationReport(result, flags.html);
  return keepsEverything(result) ? EXIT.fine : EXIT.answerIsNo;
};

const DEFAULT_GAP = 0.001;
const DEFAULT_SECONDS = 60;
const DEFAULT_ROWS = 30;

/** `rackwright allocate`: who gets which racks when, without making protected queues wait beyond their limits. */
export const registerAllocate = (program: Command): void => {
  program
    .command('allocate')
    .summary('share supply among cloud queues and outside deals, and prove who waits')
    .description(
      'Reads a supply file (supply, cloud queues with limits of extra waiting, outside deals), allocates racks against a ' +
        'signed baseline, and replays every queue customer by customer. Exits with 1 when a promised deal is short, a ' +
        'limit of waiting is broken or nothing fits.',
    )
    .argument('<supply>', 'supply file (YAML); examples/supply-small.yaml is one to start from')
    .option('--json', 'print the whole result as JSON (schemas/allocation.schema.json)')
    .option('--out <file>', 'also write the JSON result to a file, for --earlier')
    .option('--html <file>', 'also write the report: one HTML file that needs no network')
    .option('--gap <share>', 'how near to the best possible is good enough', gapOf, DEFAULT_GAP)
    .option('--time-limit <s>', 'seconds per program, then the best found so far', secondsOf, DEFAULT_SECONDS)
    .option('--baseline <file>', 'the signed baseline that waits are measured from')
    .option('--write-baseline <file>', 'write the baseline that was used or made')
    .option('--rebase <event>', 'make the baseline anew because of this supply event')
    .option('--earlier <file>', 'result of an earlier plan, which is kept to where that is cheapest')
    .option('--what-if <change>', 'racks more or fewer for outside, such as +8:trn3:2027-Q3')
    .option('--replay', 'also print every queue customer by customer')
    .option('--no-futures', 'leave out futures of supply (no P50, P80 and P95)')
    .option('--unit <unit>', 'count volumes in racks or chips', 'racks')
    .option('--top <n>', 'how many deals to list', rowsOf, DEFAULT_ROWS)
    .option('--export-lp <file>', 'write the program for other solvers (.lp or .mps)')
    .option('--catalog <file>', 'your own facts over the shipped ones (repeatable)', collect, [])
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (file: string, flags: AllocateFlags) => {
      process.exitCode = await runToExitCode(() => run(file, flags));
    });
};
