import { type Command, InvalidArgumentError } from 'commander';
import { InputError } from '../../core/input-error.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { failLevelOf, targetsOf, versionsOf, workersOf } from './audit-flags.ts';

interface AuditFlags {
  readonly target: string;
  readonly sdk?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly html?: string;
  readonly sarif?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly failOn?: string;
  readonly workers?: string;
  readonly top: number;
  readonly explain?: string;
  readonly difference?: string;
}

const rowsOf = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number, 1 or more, is needed.');
  return value;
};

const auditPath = async (path: string, flags: AuditFlags, terminal: Terminal): Promise<number> => {
  const [{ AUDIT_DEFAULTS, auditFolder }, { openBaseline, writeAudit }, { FAIL_LEVELS, failingFindings }] =
    await Promise.all([
      import('../../app/audit/audit.ts'),
      import('../../app/audit/write-audit.ts'),
      import('../../core/report/audit/baseline.ts'),
    ]);
  const failOn = failLevelOf(flags.failOn, flags.baseline !== undefined, FAIL_LEVELS);
  const options = {
    targets: targetsOf(flags.target, AUDIT_DEFAULTS.targets),
    sdk: flags.sdk ?? null,
    workers: workersOf(flags.workers),
    onProgress: terminal.progress,
  };
  const baseline = flags.baseline === undefined ? null : await openBaseline(flags.baseline);
  const made = await auditFolder(path, options);
  const files = {
    html: flags.html ?? null,
    sarif: flags.sarif ?? null,
    baseline: flags.writeBaseline ?? null,
  };
  const written = await writeAudit(made, baseline, files);
  if (flags.json === true) terminal.write(written.json());
  else if (flags.quiet !== true) {
    const { columns, style } = terminal;
    terminal.write(
      written.text({
        columns,
        style,
        top: flags.top,
        written: files,
        comparison: written.comparison,
        failOn,
      }),
    );
  }
  return failingFindings(made.audit, failOn, written.comparison).length > 0 ? EXIT.answerIsNo : EXIT.fine;
};

const perform = async (path: string | undefined, flags: AuditFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const { columns, style } = terminal;
  if (flags.explain !== undefined) {
    const { explainRule } = await import('../../app/audit/explain-rule.ts');
    terminal.write(await explainRule(flags.explain, flags.sdk ?? null, { columns, style, top: flags.top }));
    return EXIT.fine;
  }
  if (flags.difference !== undefined) {
    const [{ AUDIT_DEFAULTS }, { sdkDifference }] = await Promise.all([
      import('../../app/audit/audit.ts'),
      import('../../app/audit/sdk-difference.ts'),
    ]);
    const [from, to] = versionsOf(flags.difference);
    const options = {
      targets: targetsOf(flags.target, AUDIT_DEFAULTS.targets),
      workers: workersOf(flags.workers),
    };
    const audited = path === undefined ? null : { path, onProgress: terminal.progress, ...options };
    const difference = await sdkDifference(from, to, audited);
    terminal.write(
      flags.json === true ? difference.json() : difference.text({ columns, style, top: flags.top }),
    );
    return EXIT.fine;
  }
  if (path === undefined || path === '')
    throw new InputError({
      attempted: 'auditing',
      found: 'no path',
      accepted: 'the folder of a repository, as in rackwright audit ../my-code; or --explain RULE',
    });
  return auditPath(path, flags, terminal);
};

/** `rackwright audit`: what of a repository, its models and its deployment runs where, and what it takes to move the rest. */
export const registerAudit = (program: Command): void => {
  program
    .command('audit')
    .summary('say what of a repository runs on Trainium, what must be ported and at what effort')
    .description(
      'Reads code, models and deployment files offline, without running any of it, and says for each target what runs ' +
        'today, what runs on a beta, what must be ported and what should stay on GPUs: each finding with its line, reason, ' +
        'replacement and effort.',
    )
    .argument('[path]', 'folder of a repository, or one file')
    .option('--target <list>', 'targets with commas between them', 'trn2,trn3,rocm,tpu')
    .option('--sdk <release>', 'release of the Neuron SDK; left out, the newest of the tables')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0, for editors and code hosts')
    .option('--baseline <file>', 'tell what is new from what this file knows')
    .option('--write-baseline <file>', 'write what is known now')
    .option('--fail-on <severity>', 'exit with 1 from this on: blocks, needs-rewrite, drop-in, never')
    .option('--workers <number>', 'threads that read files; left out, one for each processor')
    .option(
      '--explain <rule>',
      'what a rule finds, why, and what takes its place; or an error code, operator, type',
    )
    .option(
      '--difference <from,to>',
      'what changes between two releases of the SDK, for a path where one is given',
    )
    .option('--top <rows>', 'rows of long tables', rowsOf, 10)
    .option('--json', 'the whole result as JSON (schemas/audit.schema.json)')
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (path: string | undefined, flags: AuditFlags) => {
      process.exitCode = await runToExitCode(() => perform(path, flags));
    });
};
