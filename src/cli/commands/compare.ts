import type { Command } from 'commander';
import type { SideBySide } from '../../core/plan/side-by-side.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

interface CompareFlags {
  readonly workload: string;
  readonly catalog: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly html?: string;
  readonly out?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const writeFiles = async (comparison: SideBySide, { html, out }: CompareFlags): Promise<void> => {
  if (html === undefined && out === undefined) return;
  const { writeComparison, writeComparisonReport } = await import('../../app/write-report.ts');
  if (out !== undefined) await writeComparison(comparison, out);
  if (html !== undefined) await writeComparisonReport(comparison, html);
};

const run = async (systems: readonly string[], flags: CompareFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  terminal.progress(`sizing ${flags.workload} on ${systems.length} systems`);
  const [{ compareOnRequest }, { sideBySideText }, { comparisonToText }] = await Promise.all([
    import('../../app/compare.ts'),
    import('../../core/report/side-by-side.ts'),
    import('../../core/report/comparison-json.ts'),
  ]);
  const comparison = await compareOnRequest(flags.workload, systems, flags.catalog);
  terminal.progress(null);
  if (flags.json === true) terminal.write(comparisonToText(comparison));
  else if (flags.quiet !== true) terminal.write(sideBySideText(comparison, terminal.columns));
  await writeFiles(comparison, flags);
  const keeps = comparison.sides.some(
    (side) => side.kind === 'candidate' && side.candidate.verdict === 'meets',
  );
  return keeps ? EXIT.fine : EXIT.answerIsNo;
};

/** `rackwright compare`: a request on a few systems side by side, with where each one is bound. */
export const registerCompare = (program: Command): void => {
  program
    .command('compare')
    .summary('put a request on a few systems side by side, and say where each is bound')
    .description(
      'Sizes a request on the named systems and prints them side by side: units, speed, power, energy, price, and ' +
        'where the time of a step goes (compute, memory, network, latency). Exits with 1 when none keeps every promise.',
    )
    .argument('<systems...>', 'ids of systems, such as trn2-ultraserver gb200-nvl72')
    .requiredOption('--workload <request>', 'request file (YAML)')
    .option('--catalog <file>', 'your own facts over the shipped ones (repeatable)', collect, [])
    .option('--json', 'the comparison as JSON (schemas/comparison.schema.json)')
    .option('--out <file>', 'also write the JSON to a file, for `rackwright explain`')
    .option('--html <file>', 'also write the comparison as one HTML file that needs no network')
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (systems: readonly string[], flags: CompareFlags) => {
      process.exitCode = await runToExitCode(() => run(systems, flags));
    });
};
