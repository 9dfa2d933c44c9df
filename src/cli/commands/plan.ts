import { type Command, InvalidArgumentError } from 'commander';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

interface PlanFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly html?: string;
  readonly out?: string;
  readonly catalog: readonly string[];
  readonly systems?: string;
  readonly top?: number;
}

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('a whole number, 0 or more, is needed.');
  return value;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const run = async (file: string, flags: PlanFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const { planRequestFile } = await import('../../app/plan.ts');
  const made = await planRequestFile(file, {
    overlays: flags.catalog,
    systems: flags.systems?.split(',').map((name) => name.trim()) ?? null,
    jsonFile: flags.out ?? null,
    htmlFile: flags.html ?? null,
    onProgress: terminal.progress,
  });
  terminal.progress(null);
  if (flags.json === true) terminal.write(made.json());
  else if (flags.quiet !== true) {
    terminal.write(
      made.terminal({ columns: terminal.columns, style: terminal.style, top: flags.top ?? null }),
    );
  }
  // The screen comes first: drawing the report takes as long as the plan.
  await made.write();
  return made.result.candidates.some((candidate) => candidate.verdict === 'meets')
    ? EXIT.fine
    : EXIT.answerIsNo;
};

/** `rackwright plan`: sizes a request on every system and ranks the answers. */
export const registerPlan = (program: Command): void => {
  program
    .command('plan')
    .summary('size a request on every rack and rentable system, and rank them')
    .description(
      'Reads a request (buyer, workloads, site, terms), sizes it on every system of the catalogue, prices renting and ' +
        'owning, checks the site, and ranks what is left. Exits with 1 when nothing keeps every promise.',
    )
    .argument('<request>', 'request file (YAML); examples/serve-llama-70b.yaml is one to start from')
    .option('--json', 'print the whole result as JSON (schemas/plan.schema.json)')
    .option('--out <file>', 'also write the JSON result to a file, for `rackwright explain`')
    .option('--html <file>', 'also write the report: one HTML file that needs no network')
    .option(
      '--catalog <file>',
      'your own facts over the shipped ones, such as a quoted price (repeatable)',
      collect,
      [],
    )
    .option(
      '--systems <ids>',
      'only these systems: ids, chips, vendors or prefixes such as trn*, separated by commas',
    )
    .option('--top <n>', 'how many candidates to list (default: as many as fit one screen)', count)
    .option('--quiet', 'print nothing but errors')
    .action(async (file: string, flags: PlanFlags) => {
      process.exitCode = await runToExitCode(() => run(file, flags));
    });
};
