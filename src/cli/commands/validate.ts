import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { InputError } from '../../core/input-error.ts';
import type { LeaveOut } from '../../core/performance/validation/leave-out.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface ValidateFlags {
  readonly measurements?: string;
  readonly leaveOut?: string;
  readonly html?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const leaveOutFrom = async (text: string | undefined): Promise<LeaveOut | null> => {
  if (text === undefined) return null;
  const { parseLeaveOut } = await import('../../core/performance/validation/leave-out.ts');
  const parsed = parseLeaveOut(text);
  if (parsed === null)
    throw new InputError({
      attempted: 'reading --leave-out',
      found: JSON.stringify(text),
      accepted: 'chip=<id>, model=<name> or group=<id>',
    });
  return parsed;
};

const run = async (flags: ValidateFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const leaveOut = await leaveOutFrom(flags.leaveOut);
  const { validate, writeValidation } = await import('../../app/validate.ts');
  const { validationJson, validationText } = await import('../validation-text.ts');
  const found = await validate({
    root,
    measurements: flags.measurements ?? null,
    leaveOut,
    progress: terminal.progress,
  }).finally(() => terminal.progress(null));
  const measurements = flags.measurements ?? 'shipped measurements';
  const leftOut = leaveOut === null ? null : `${leaveOut.kind} ${leaveOut.name}`;
  const title = leftOut === null ? measurements : `${measurements} left out (${leftOut})`;
  const report = flags.html ?? null;
  terminal.write(
    flags.json === true
      ? validationJson(found.rows, found.summary, found.heldTo)
      : validationText(found.summary, { title, heldTo: found.heldTo, report }),
  );
  if (report !== null) {
    terminal.progress('drawing the report');
    await writeValidation(root, found, { measurements, leftOut, path: report }).finally(() =>
      terminal.progress(null),
    );
  }
  return EXIT.fine;
};

export const registerValidate = (program: Command): void => {
  program
    .command('validate')
    .description('Predict every published measurement and show how far off, and how honest, predictions are.')
    .option('--measurements <file>', 'a file of your own measurements, one JSON object per line')
    .option(
      '--leave-out <what>',
      'chip=<id>, model=<name> or group=<id>: calibrate without those, report on them',
    )
    .option('--html <file>', 'also write the report: one HTML file that needs no network')
    .option('--json', 'rows and summary as JSON')
    .option('-q, --quiet', 'no progress')
    .action(async (flags: ValidateFlags) => {
      process.exitCode = await runToExitCode(() => run(flags));
    });
};
