import type { Command } from 'commander';
import type { KernelOptions } from '../../app/kernel/run.ts';
import { InputError } from '../../core/input-error.ts';

/** Flags that every kernel command takes. */
export interface KernelFlags {
  readonly call: string;
  readonly target: string;
  readonly nki: string;
  readonly root: readonly string[];
  readonly lenient?: boolean;
  readonly timingOnly?: boolean;
  readonly steps: string;
  readonly memory: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const VERSIONS = ['0.2', '0.3', '0.4', '0.5', '0.6'];
const GIBIBYTE = 2 ** 30;
const CALL_DEPTH = 400;
const ITEMS_PER_STEP = 0.5;

const refuse = (flag: string, found: string, accepted: string): never => {
  throw new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });
};

const numberOf = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  const accepted = `a number from ${least} to ${most}`;
  return text.trim() !== '' && value >= least && value <= most ? value : refuse(flag, text, accepted);
};

const versionOf = (text: string): readonly [number, number] => {
  if (!VERSIONS.includes(text)) refuse('--nki', text, VERSIONS.join(', '));
  const [major, minor] = text.split('.').map(Number);
  return [major as number, minor as number];
};

/** The options of a run from its flags. Throws InputError for values that are none. */
export const kernelOptions = (flags: KernelFlags, target = flags.target): KernelOptions => {
  const steps = numberOf('--steps', flags.steps, 1, 1e10);
  return {
    target,
    version: versionOf(flags.nki),
    strictness: flags.lenient === true ? 'lenient' : 'strict',
    timingOnly: flags.timingOnly === true,
    roots: flags.root,
    limits: { steps, callDepth: CALL_DEPTH, allocatedItems: Math.ceil(steps * ITEMS_PER_STEP) },
    budgetBytes: numberOf('--memory', flags.memory, 0.001, 1024) * GIBIBYTE,
  };
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds the flags that every kernel command takes. */
export const withKernelFlags = (
  command: Command,
  target = { describe: 'trn1, trn2 or trn3', usual: 'trn2' },
): Command =>
  command
    .argument('<kernel>', 'kernel file (Python); examples/kernels has some to start from')
    .requiredOption('--call <file>', 'what to call with which arguments (schemas/kernel-call.schema.json)')
    .option('--target <chip>', target.describe, target.usual)
    .option('--nki <version>', `NKI version the kernel is held to: ${VERSIONS.join(', ')}`, '0.6')
    .option(
      '--root <folder>',
      'where imports are looked for (repeatable); default: above the kernel’s package',
      collect,
      [],
    )
    .option('--lenient', 'note broken rules and go on where possible, instead of ending at the first')
    .option('--steps <n>', 'Python loop iterations and calls before a kernel counts as runaway', '100000000')
    .option('--memory <GiB>', 'memory that tensors may take here', '8');
