import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { InputError } from '../../core/input-error.ts';
import type { LeaveOut } from '../../core/performance/validation/leave-out.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal } from '../terminal.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface ValidateFlags {
  readonly measurements?: string;
  readonly leaveOut: readonly string[];
  readonly html?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const leaveOutFrom = async (texts: readonly string[]): Promise<readonly LeaveOut[]> => {
  const { parseLeaveOut } = await import('../../core/performance/validation/leave-out.ts');
  return texts.map((text) => {
    const parsed = parseLeaveOut(text);
    if (parsed === null)
      throw new InputError({
        attempted: 'reading --leave-out',
        found: JSON.stringify(text),
        accepted: 'chip=<id>, model=<name> or group=<id>',
      });
    return parsed;
  });
};

/** What the constants know of the rows, which tells how to read the errors. */
const basisOf = (leaveOut: readonly LeaveOut[], measurements: string | undefined): string => {
  if (leaveOut.length > 0)
    return 'The constants were fitted again without these rows; the intervals are the shipped ones.';
  return measurements === undefined
    ? 'The constants have seen these rows; docs/accuracy.md: rows that they have not.'
    : 'Predicted with the shipped constants.';
};

const run = async (flags: ValidateFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const leaveOut = await leaveOutFrom(flags.leaveOut);
  const { leaveOutWords } = await import('../../core/performance/validation/leave-out.ts');
  const { validate, writeValidation } = await import('../../app/validate.ts');
  const { validationJson, validationText } = await import('../validation-text.ts');
  const found = await validate({
    root,
    measurements: flags.measurements ?? null,
    leaveOut,
    progress: terminal.progress,
  }).finally(() => terminal.progress(null));
  const measurements = flags.measurements ?? 'shipped measurements';
  const leftOut = leaveOut.length === 0 ? null : leaveOutWords(leaveOut);
  const title = leftOut === null ? measurements : `${measurements} left out (${leftOut})`;
  terminal.write(
    flags.json === true
      ? validationJson(found.rows, found.summary, found.heldTo)
      : validationText(found.summary, {
          title,
          basis: basisOf(leaveOut, flags.measurements),
          heldTo: found.heldTo,
        }),
  );
  if (flags.html !== undefined) {
    terminal.progress('drawing the report');
    await writeValidation(root, found, { measurements, leftOut, path: flags.html }).finally(() =>
      terminal.progress(null),
    );
    if (flags.json !== true) terminal.write(`\nReport   ${flags.html}`);
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
      'chip=<id>, model=<name> or group=<id>: calibrate again without those, which takes half a minute or more, and report on them (repeatable)',
      collect,
      [],
    )
    .option('--html <file>', 'also write the report: one HTML file that needs no network')
    .option('--json', 'rows and summary as JSON')
    .option('-q, --quiet', 'no progress')
    .action(async (flags: ValidateFlags) => {
      process.exitCode = await runToExitCode(() => run(flags));
    });
};
