import type { Command } from 'commander';
import { InputError } from '../../core/input-error.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

const depthFrom = (text: string | undefined): number => {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InputError({
    attempted: 'reading --depth',
    found: JSON.stringify(text),
    accepted: 'a whole number of levels such as 2; without it the derivation goes down to its facts',
  });
};

interface ExplainOptions {
  readonly depth?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const registerExplain = (program: Command): void => {
  program
    .command('explain')
    .description('Print the derivation of any number of a result, down to facts with their sources.')
    .argument('<result.json>', 'a result file written by rackwright plan or compare')
    .argument('[path]', 'for example candidates.0.cost.totalUsd; left out: lists every figure there is', '')
    .option('--depth <levels>', 'levels to go down; default: to the facts')
    .option('--json', 'the explanation as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      '\nElements of lists go by index or by name: candidates.0 or\ncandidates.<system>/own, cost.lines.staff.',
    )
    .action(async (file: string, path: string, options: ExplainOptions) => {
      process.exitCode = await runToExitCode(async () => {
        const terminal = openTerminal({ quiet: options.quiet === true });
        const { explainResult } = await import('../../app/explain.ts');
        const { explanationText } = await import('../../core/report/explain.ts');
        const explanation = await explainResult(file, path, depthFrom(options.depth));
        terminal.write(
          options.json === true
            ? JSON.stringify(explanation, null, 2)
            : explanationText(explanation, terminal.columns),
        );
        return EXIT.fine;
      });
    });
};
