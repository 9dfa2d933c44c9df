import type { Command } from 'commander';
import type { ArrivalsAsked, Simulated } from '../../app/simulate.ts';
import { InputError } from '../../core/input-error.ts';
import type { Routing } from '../../core/performance/simulation/fleet.ts';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

interface SimulateFlags {
  readonly system: string;
  readonly rate?: string;
  readonly arrivals: string;
  readonly requests: string;
  readonly runs: string;
  readonly seed: string;
  readonly routing: string;
  readonly catalog: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const ROUTINGS: readonly Routing[] = ['round-robin', 'least-loaded', 'random'];
const MOST_CV = 20;
/** A day, seconds. */
const LONGEST_BURST = 86_400;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const refuse = (flag: string, found: string, accepted: string): InputError =>
  new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });

const wholeNumber = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw refuse(flag, text, `a whole number from ${least} to ${most}`);
};

const rateOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const value = Number(text.replace(/\s*(requests|req)\/s$/, ''));
  if (text.trim() !== '' && value > 0 && value <= 1e6) return value;
  throw refuse('--rate', text, 'requests per second above 0, such as 12.5');
};

/** `<ratio>,<share>,<seconds>` of bursts; null where it is not that, or where calm times would need a rate below zero. */
const modulatedFrom = (text: string): ArrivalsAsked | null => {
  const [burstRatio = Number.NaN, burstShare = Number.NaN, burstSeconds = Number.NaN, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const possible =
    more.length === 0 &&
    burstRatio >= 1 &&
    burstShare > 0 &&
    burstShare < 1 &&
    burstRatio * burstShare <= 1 &&
    burstSeconds > 0 &&
    burstSeconds <= LONGEST_BURST;
  return possible ? { kind: 'modulated', burstRatio, burstShare, burstSeconds } : null;
};

const arrivalsOf = (text: string): ArrivalsAsked => {
  const [kind = '', ...rest] = text.split(':');
  const value = rest.join(':');
  if (text === 'poisson') return { kind: 'poisson' };
  if (kind === 'trace' && value !== '') return { kind: 'trace', file: value };
  const modulated = kind === 'mmpp' ? modulatedFrom(value) : null;
  if (modulated !== null) return modulated;
  const cv = Number(value);
  if (kind === 'bursty' && value !== '' && cv > 0 && cv <= MOST_CV) return { kind: 'bursty', cv };
  throw refuse(
    '--arrivals',
    text,
    `poisson, bursty:<cv> (standard deviation over mean of the time between arrivals, above 0, up to ${MOST_CV}), ` +
      'mmpp:<ratio>,<share>,<seconds> (rate in a burst over the mean, at least 1; share of time in bursts, at most 1 / ratio; ' +
      'mean length of a burst), such as mmpp:4,0.1,30, or trace:<file.csv>',
  );
};

const routingOf = (text: string): Routing => {
  const found = ROUTINGS.find((routing) => routing === text);
  if (found === undefined) throw refuse('--routing', text, ROUTINGS.join(', '));
  return found;
};

const print = async (simulated: Simulated, terminal: Terminal): Promise<void> => {
  const { simulationText } = await import('../../core/report/simulation-text.ts');
  const { columns, style } = terminal;
  for (const workload of simulated.workloads)
    terminal.write(`${simulationText(workload, { columns, style })}\n`);
  for (const { workload, reason } of simulated.refused)
    terminal.write(`${workload} cannot run on ${simulated.systemId}: ${reason}`);
};

const run = async (file: string, flags: SimulateFlags): Promise<number> => {
  const terminal = openTerminal({ quiet: flags.quiet === true || flags.json === true });
  const options = {
    system: flags.system,
    overlays: flags.catalog,
    requestsPerSecond: rateOf(flags.rate),
    arrivals: arrivalsOf(flags.arrivals),
    requests: wholeNumber('--requests', flags.requests, 100, 1_000_000),
    runs: wholeNumber('--runs', flags.runs, 1, 30),
    seed: wholeNumber('--seed', flags.seed, 0, 2 ** 32 - 1),
    routing: routingOf(flags.routing),
    onProgress: terminal.progress,
  };
  const { simulateRequestFile } = await import('../../app/simulate.ts');
  const simulated = await simulateRequestFile(file, options).finally(() => terminal.progress(null));
  if (flags.json === true) {
    const { simulationToText } = await import('../../core/report/simulation-json.ts');
    terminal.write(simulationToText(simulated));
  } else if (flags.quiet !== true) await print(simulated, terminal);
  return simulated.attained ? EXIT.fine : EXIT.answerIsNo;
};

/** `rackwright simulate`: plays requests against the layout that a plan chose for one system. */
export const registerSimulate = (program: Command): void => {
  program
    .command('simulate')
    .summary('play requests against the planned layout on one system, event by event')
    .description(
      'Sizes the serving workloads of a request on one system as `plan` does, then simulates the layout chosen at the ' +
        'peak rate: percentiles of latency beside the closed form, the share of requests within the limits, what binds. ' +
        'Exits with 1 when the promise does not hold at its percentile.',
    )
    .argument('<request>', 'request file (YAML)')
    .requiredOption('--system <id>', 'the system to simulate, such as trn2-ultraserver')
    .option('--rate <requests/s>', 'arrival rate; default: the peak rate of the request')
    .option(
      '--arrivals <pattern>',
      'poisson, bursty:<cv>, mmpp:<ratio>,<share>,<seconds> or trace:<file.csv>',
      'poisson',
    )
    .option('--requests <n>', 'requests that count in each run', '20000')
    .option('--runs <n>', 'independent runs, for the confidence interval', '5')
    .option('--seed <n>', 'the same seed gives the same result', '1')
    .option('--routing <policy>', 'least-loaded, round-robin or random', 'least-loaded')
    .option('--catalog <file>', 'your own facts over the shipped ones (repeatable)', collect, [])
    .option('--json', 'the result as JSON (schemas/simulation.schema.json)')
    .option('-q, --quiet', 'print nothing but errors')
    .action(async (file: string, flags: SimulateFlags) => {
      process.exitCode = await runToExitCode(() => run(file, flags));
    });
};
