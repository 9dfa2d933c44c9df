import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

const catalogRoot = fileURLToPath(new URL('../../../catalog', import.meta.url));

interface ModelOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const list = async (options: ModelOptions): Promise<number> => {
  const terminal = openTerminal({ quiet: options.quiet === true });
  const { listModels } = await import('../../app/model.ts');
  const { modelListText } = await import('../model-text.ts');
  const models = await listModels(catalogRoot);
  terminal.write(
    options.json === true ? JSON.stringify(models, null, 2) : modelListText(models, terminal.columns),
  );
  return EXIT.fine;
};

const show = async (reference: string, options: ModelOptions): Promise<number> => {
  const terminal = openTerminal({ quiet: options.quiet === true });
  const { describeModel } = await import('../../app/model.ts');
  const { modelText } = await import('../model-text.ts');
  terminal.progress(`reading ${reference}`);
  const description = await describeModel(reference, { catalogRoot, baseFolder: process.cwd() }).finally(() =>
    terminal.progress(null),
  );
  terminal.write(
    options.json === true ? JSON.stringify(description, null, 2) : modelText(description, terminal.columns),
  );
  return EXIT.fine;
};

export const registerModel = (program: Command): void => {
  const model = program.command('model').description('Shipped models, and what any model weighs and costs.');
  model
    .command('list')
    .description('List the shipped models.')
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no progress')
    .action(async (options: ModelOptions) => {
      process.exitCode = await runToExitCode(() => list(options));
    });
  model
    .command('show')
    .description('Show layers, parameters with their check, weights, cache and work of a model.')
    .argument('<model>', 'a shipped model, a config.json, its folder, a .gguf or a .safetensors file')
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no progress')
    .action(async (reference: string, options: ModelOptions) => {
      process.exitCode = await runToExitCode(() => show(reference, options));
    });
};
