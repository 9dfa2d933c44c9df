#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registerAllocate } from './commands/allocate.ts';
import { registerAudit } from './commands/audit.ts';
import { registerCatalog } from './commands/catalog.ts';
import { registerCompare } from './commands/compare.ts';
import { registerExplain } from './commands/explain.ts';
import { registerKernel } from './commands/kernel.ts';
import { registerModel } from './commands/model.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPromise } from './commands/promise.ts';
import { registerSearch } from './commands/search.ts';
import { registerServe } from './commands/serve.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerValidate } from './commands/validate.ts';
import { EXIT } from './exit.ts';

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/** Help is written to be read in a terminal of this many columns, however wide the one at hand. */
const HELP_COLUMNS = 80;
const helpColumns = (stream: NodeJS.WriteStream): number =>
  Math.min(stream.columns ?? HELP_COLUMNS, HELP_COLUMNS);

const program = new Command('rackwright')
  .description(
    'Define, size, prove, allocate and support AI accelerator racks. Every number has a source and an interval.',
  )
  .version(version())
  .configureOutput({
    getOutHelpWidth: () => helpColumns(process.stdout),
    getErrHelpWidth: () => helpColumns(process.stderr),
  })
  // Below its least width commander leaves long lines whole; the list of commands leaves 35 columns for the texts.
  .configureHelp({ minWidthToWrap: 30 })
  .exitOverride()
  .showHelpAfterError('(run with --help to see what is accepted)')
  .addHelpText('after', '\nExit codes: 0 fine, 1 the answer is "no", 2 bad input, 3 internal error.');

for (const register of [
  registerPlan,
  registerCompare,
  registerSimulate,
  registerSearch,
  registerAllocate,
  registerPromise,
  registerAudit,
  registerCatalog,
  registerModel,
  registerKernel,
  registerServe,
  registerValidate,
  registerExplain,
])
  register(program);

// A closed pipe (`rackwright ... | head`) is the reader's choice, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.badInput;
}
