import type { ServingOutcome } from '../performance/outcome.ts';
import type { ServingSimulation, SimulatedBinding } from '../performance/simulation/serving.ts';
import type { LatencyEstimate } from '../performance/simulation/simulate.ts';
import type { Estimate } from '../performance/simulation/statistics.ts';
import type { ServingWorkload } from '../workload/request.ts';
import { formatFigure, formatNumber, formatValue } from './format.ts';
import { workloadText } from './summary.ts';
import { terminalTable } from './table.ts';
import type { Emphasis } from './terminal.ts';
import { wrapText } from './text.ts';

/** One workload of a request, simulated on the layout that the plan chose for it. */
export interface SimulatedWorkload {
  readonly workload: ServingWorkload;
  readonly systemName: string;
  readonly outcome: ServingOutcome;
  readonly simulation: ServingSimulation;
  /** How requests arrive, in words. */
  readonly arrivals: string;
  readonly routing: string;
  readonly seed: number;
}

export interface SimulationTextOptions {
  /** Cells in a line; no line is wider. At least 40. */
  readonly columns: number;
  readonly style: (emphasis: Emphasis, text: string) => string;
}

const seconds = (value: number): string => (Number.isFinite(value) ? formatValue(1000 * value, 'ms') : '-');
/** Shares below what half a digit would round away are named as such. */
const LEAST_SHARE = 5e-4;

const percent = (share: number): string => {
  if (share > 0 && share < LEAST_SHARE) return '< 0.1 %';
  return `${share > -LEAST_SHARE && share <= 0 ? 0 : formatNumber(100 * share)} %`;
};

/** Share of requests, with more digits the nearer it is to all of them, and never rounded up to all. */
const shareText = (share: number): string =>
  share === 1 ? '100 %' : `${(Math.floor(share * 1e4) / 100).toFixed(2)} %`;

const halfWidth = ({ low, high }: Estimate): string =>
  low === null || high === null ? '' : `± ${seconds((high - low) / 2)}`;

/** From here on a difference is told as a multiple. */
const MULTIPLE = 2;

const difference = (simulated: number, closed: number | undefined): string => {
  if (closed === undefined || !(closed > 0)) return '-';
  if (simulated >= MULTIPLE * closed) return `x ${formatNumber(simulated / closed)}`;
  const change = (100 * (simulated / closed - 1)).toFixed(1);
  if (Number(change) === 0) return '0.0 %';
  return `${change.startsWith('-') ? '' : '+'}${change} %`;
};

const latencyTable = ({ simulation }: SimulatedWorkload, columns: number): readonly string[] => {
  const { timeToFirstToken, timePerOutputToken, endToEnd } = simulation.simulated;
  const row = (name: string, of: LatencyEstimate) => [
    name,
    seconds(of.mean.estimate),
    ...of.quantiles.map((quantile) => seconds(quantile.seconds.estimate)),
  ];
  const headers = ['mean', ...timeToFirstToken.quantiles.map(({ p }) => `p${formatNumber(100 * p)}`)];
  return terminalTable(
    [{ header: 'simulated' }, ...headers.map((header) => ({ header, align: 'right' as const }))],
    [
      row('time to first token', timeToFirstToken),
      row('time per output token', timePerOutputToken),
      row('whole answer', endToEnd),
    ],
    columns,
  );
};

const comparisonTable = ({ simulation }: SimulatedWorkload, columns: number): readonly string[] => {
  const { simulated, closedForm, limits, percentile } = simulation;
  const at = `p${formatNumber(100 * percentile)}`;
  const row = (name: string, of: Estimate, closed: number | undefined, limit: number | null) => [
    name,
    seconds(of.estimate),
    halfWidth(of),
    closed === undefined ? '-' : seconds(closed),
    difference(of.estimate, closed),
    limit === null || limit === Number.POSITIVE_INFINITY ? '' : seconds(limit),
  ];
  const { timeToFirstToken: first, timePerOutputToken: each, endToEnd } = simulated;
  const headers = ['simulated', '', 'closed form', 'difference', 'limit'];
  return terminalTable(
    [{ header: '' }, ...headers.map((header) => ({ header, align: 'right' as const }))],
    [
      row('TTFT mean', first.mean, closedForm?.meanTimeToFirstToken, null),
      row(`TTFT ${at}`, first.atPercentile, closedForm?.timeToFirstToken, limits.timeToFirstTokenSeconds),
      row('TPOT mean', each.mean, closedForm?.meanTimePerOutputToken, null),
      row(`TPOT ${at}`, each.atPercentile, closedForm?.timePerOutputToken, limits.timePerOutputTokenSeconds),
      row('answer mean', endToEnd.mean, closedForm?.meanEndToEnd, null),
    ],
    columns,
  );
};

const BINDS: Readonly<Record<SimulatedBinding, string>> = {
  rate: 'the rate: requests arrive faster than they are answered, and the queue grows',
  memory: 'memory: requests wait for cache that others hold',
  sequences: 'the number of requests an engine runs at a time: others wait for a place',
  'first-token': 'the limit on time to first token is nearest',
  'per-token': 'the limit on time per output token is nearest',
  nothing: 'nothing: there is no promise on latency, and the rate is kept up with',
};

/** What keeps the deployment from more, in words. */
export const bindingText = (binding: SimulatedBinding): string => BINDS[binding];

const BARS = '▁▂▃▄▅▆▇█';

/** Values as a row of at most `width` bars, neighbours averaged where there are more, the highest one full. */
const sparkline = (values: readonly number[], width: number): string => {
  const together = Math.ceil(values.length / width);
  const bars = Array.from({ length: Math.ceil(values.length / together) }, (_, bar) => {
    const part = values.slice(bar * together, (bar + 1) * together);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const most = Math.max(...bars);
  const level = (value: number): number =>
    most > 0 ? Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length)) : 0;
  return bars.map((value) => BARS[level(value)]).join('');
};

const layoutText = ({ outcome, simulation, routing }: SimulatedWorkload): string => {
  const { tensorParallel, pipelineParallel, attentionDataParallel, chipsPerReplica, disaggregated } =
    outcome.layout;
  const degrees = [
    `TP ${formatNumber(tensorParallel)}`,
    ...(pipelineParallel > 1 ? [`PP ${pipelineParallel}`] : []),
    ...(attentionDataParallel > 1 ? [`attention DP ${attentionDataParallel}`] : []),
  ].join(', ');
  const counted = (number: number, name: string): string =>
    `${formatNumber(number)} ${name}${number === 1 ? '' : 's'}`;
  const chips = counted(chipsPerReplica, 'chip');
  const replicas =
    disaggregated === null
      ? `${counted(simulation.replicas, 'replica')} of ${chips}`
      : `${formatNumber(disaggregated.prefillReplicas)} prefill and ${counted(disaggregated.decodeReplicas, 'decode replica')} of ${chips}`;
  const compiled =
    simulation.compiledBatch === null ? '' : `, compiled for ${simulation.compiledBatch} requests`;
  return `${replicas} (${degrees})${compiled}, routed ${routing}`;
};

const useLines = ({ simulation, outcome }: SimulatedWorkload, columns: number): readonly string[] => {
  const { simulated } = simulation;
  const { preemptionsPerRequest, refused, waiting } = simulated;
  const mean = waiting.reduce((sum, value) => sum + value, 0) / waiting.length;
  return [
    `throughput: ${formatValue(simulated.requestsPerSecond.estimate, 'requests/s')}, ${formatValue(simulated.outputTokensPerSecond.estimate, 'tokens/s')}; replicas busy ${percent(simulated.utilisation.estimate)} of the time, ${percent(simulated.promptShare.estimate)} of it with prompts; ${formatNumber(simulated.meanRunning.estimate)} requests decoding on each`,
    `within the limits: TTFT ${shareText(simulated.timeToFirstToken.withinLimit.estimate)}, TPOT ${shareText(simulated.timePerOutputToken.withinLimit.estimate)}, both ${shareText(simulated.withinAllLimits.estimate)} of requests`,
    `memory: cache ${percent(simulated.largestCacheShare)} full at most; ${formatNumber(preemptionsPerRequest.estimate)} preemptions per request; requests wait for a place ${percent(simulated.blockedShare.estimate)} of the time`,
    ...(refused > 0 ? [`${refused} requests were longer than the cache of a replica and were refused`] : []),
    `waiting over time: ${formatNumber(mean)} on average, ${formatNumber(Math.max(...waiting))} at most`,
    `  ${sparkline(waiting, columns - 2)}`,
    `binds: ${bindingText(simulation.binding)}; the plan is bound by ${outcome.bound.replace('-', ' ')}`,
  ];
};

const RARE = 10;

const notes = ({ simulation, outcome }: SimulatedWorkload): readonly string[] => {
  const { simulated, percentile, closedForm } = simulation;
  const within = ({ low, high }: Estimate, limit: number): boolean =>
    low !== null && high !== null && low <= limit && limit <= high;
  const close =
    within(simulated.timeToFirstToken.atPercentile, simulation.limits.timeToFirstTokenSeconds) ||
    within(simulated.timePerOutputToken.atPercentile, simulation.limits.timePerOutputTokenSeconds);
  const beyond = simulated.requestsPerRun * simulated.runs * (1 - percentile);
  return [
    `± is what runs differ by (95 %); errors of the step model come on top: the plan's 90 % intervals are TTFT ${formatFigure(outcome.timeToFirstTokenMs)}, TPOT ${formatFigure(outcome.timePerOutputTokenMs)}.`,
    ...(closedForm === null ? ['The closed form finds no equilibrium at this rate.'] : []),
    ...(close
      ? ['A limit lies within the ± of the runs: the verdict is open; raise --requests or --runs.']
      : []),
    ...(beyond < RARE ? ['Too few requests for the percentile: raise --requests.'] : []),
  ];
};

/** A simulated workload on one screen: percentiles, the closed form beside them, use, what binds, and the verdict. */
export const simulationText = (of: SimulatedWorkload, options: SimulationTextOptions): string => {
  const { columns, style } = options;
  const { simulation, workload } = of;
  const { simulated } = simulation;
  const wrapped = (text: string): readonly string[] => wrapText(text, columns, 2);
  const verdict = simulation.attained
    ? style('green', `KEPT: the promise holds at p${formatNumber(100 * simulation.percentile)}.`)
    : style('red', `MISSED: the promise does not hold at p${formatNumber(100 * simulation.percentile)}.`);
  const [table = '', ...rows] = latencyTable(of, columns);
  const [header = '', ...compared] = comparisonTable(of, columns);
  return [
    ...wrapText(`${workload.name} on ${of.systemName}`, columns).map((line) => style('bold', line)),
    ...wrapped(workloadText(workload)),
    ...wrapped(layoutText(of)),
    ...wrapped(
      `${of.arrivals} at ${formatValue(simulation.requestsPerSecond, 'requests/s')}; ${simulated.runs} ${simulated.runs === 1 ? 'run' : 'runs'} of ${formatNumber(simulated.requestsPerRun)} requests, seed ${of.seed}`,
    ),
    '',
    style('dim', table),
    ...rows,
    '',
    style('dim', header),
    ...compared,
    '',
    ...useLines(of, columns).flatMap((line) => (line.startsWith('  ') ? [line] : wrapped(line))),
    '',
    ...notes(of).flatMap(wrapped),
    verdict,
  ].join('\n');
};
