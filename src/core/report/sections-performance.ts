import type { ServingOutcome, TrainingOutcome, WorkloadOutcome } from '../performance/outcome.ts';
import type { Candidate, PlanResult } from '../plan/result.ts';
import type { ServiceLevel } from '../workload/request.ts';
import type { ChartSpec } from './chart-spec.ts';
import { type Drawn, memoryChart, paretoChart, rooflineChart, timeChart } from './charts-performance.ts';
import {
  type Block,
  details,
  figureCell,
  type ReportTable,
  type Section,
  SHOWN_IN_FULL,
  shareCell,
  tableBlock,
  textCell,
} from './document.ts';
import { formatNumber } from './format.ts';
import { isServing, isTraining } from './summary.ts';

/** Systems drawn in charts that hold one line per system, and in those that hold one bar per system. */
const SYSTEMS_IN_LINES = 7;
const SYSTEMS_IN_BARS = 8;
const SYSTEMS_IN_ROOFLINE = 4;

/** The best candidate of each system with its outcome for one workload: performance is the same rented or owned. */
const onePerSystem = (candidates: readonly Candidate[], workload: string): readonly Drawn[] => {
  const bySystem = new Map<string, Drawn>();
  for (const candidate of candidates) {
    const outcome = candidate.outcomes.find((each) => each.workload === workload);
    if (outcome !== undefined && !bySystem.has(candidate.systemId))
      bySystem.set(candidate.systemId, { candidate, outcome });
  }
  return [...bySystem.values()];
};

const only = <Outcome extends WorkloadOutcome>(
  drawn: readonly Drawn[],
  is: (outcome: WorkloadOutcome) => outcome is Outcome,
): readonly Drawn<Outcome>[] =>
  drawn.flatMap(({ candidate, outcome }) => (is(outcome) ? [{ candidate, outcome }] : []));

const chartBlock = (chart: ChartSpec | null, caption: string): readonly Block[] =>
  chart === null ? [] : [{ kind: 'chart', chart, caption }];

const degrees = (entries: readonly (readonly [string, number])[]): string => {
  const shown = entries
    .filter(([, degree]) => degree !== 1)
    .map(([name, degree]) => `${name} ${formatNumber(degree)}`);
  return shown.length === 0 ? 'single chip' : shown.join(' · ');
};

const servingLayoutText = ({ layout }: ServingOutcome): string =>
  degrees([
    ['TP', layout.tensorParallel],
    ['PP', layout.pipelineParallel],
    ['EP', layout.expertParallel],
    ['attention DP', layout.attentionDataParallel],
  ]);

const trainingLayoutText = ({ layout }: TrainingOutcome): string =>
  degrees([
    ['TP', layout.tensorParallel],
    ['PP', layout.pipelineParallel],
    ['DP', layout.dataParallel],
    ['EP', layout.expertParallel],
    ['CP', layout.contextParallel],
  ]);

const servingTable = (drawn: readonly Drawn<ServingOutcome>[]): ReportTable => ({
  caption: 'Layout chosen on each system',
  columns: [
    { header: 'system', align: 'left' },
    { header: 'layout', align: 'left' },
    { header: 'formats', align: 'left', hint: 'weights / cache / arithmetic' },
    { header: 'replicas', align: 'right' },
    { header: 'batch', align: 'right', hint: 'requests decoded together by one replica' },
    { header: 'per chip', align: 'right', hint: 'output tokens per second per chip' },
    { header: 'capacity', align: 'right' },
    { header: 'load', align: 'right', hint: 'share of the capacity used at the peak rate' },
    { header: 'bound by', align: 'left' },
    { header: 'spare units', align: 'right' },
    { header: 'promise', align: 'left' },
  ],
  rows: drawn.map(({ candidate, outcome }) => [
    textCell(candidate.systemName),
    textCell(
      outcome.layout.disaggregated === null
        ? servingLayoutText(outcome)
        : `${servingLayoutText(outcome)}; ${formatNumber(outcome.layout.disaggregated.prefillReplicas)} prefill for ${formatNumber(outcome.layout.disaggregated.decodeReplicas)} decode`,
    ),
    textCell(
      `${outcome.layout.weightFormat} / ${outcome.layout.keyValueFormat} / ${outcome.layout.computeFormat}`,
    ),
    textCell(formatNumber(outcome.replicas)),
    textCell(formatNumber(outcome.layout.batch)),
    figureCell(outcome.outputTokensPerSecondPerChip),
    figureCell(outcome.requestsPerSecondCapacity),
    shareCell(outcome.load),
    textCell(outcome.bound),
    textCell(formatNumber(outcome.spareUnits)),
    outcome.meetsServiceLevel ? textCell('kept', 'good') : textCell('broken', 'bad'),
  ]),
  interactive: false,
});

const trainingTable = (drawn: readonly Drawn<TrainingOutcome>[]): ReportTable => ({
  caption: 'Layout chosen on each system',
  columns: [
    { header: 'system', align: 'left' },
    { header: 'layout', align: 'left' },
    { header: 'ZeRO', align: 'right' },
    { header: 'micro-batch', align: 'right' },
    { header: 'recompute', align: 'left' },
    { header: 'format', align: 'left' },
    { header: 'step', align: 'right' },
    { header: 'MFU', align: 'right', hint: 'model FLOP/s over peak FLOP/s' },
    { header: 'goodput', align: 'right', hint: 'share of wall time that is useful work' },
    { header: 'interrupted every', align: 'right', hint: 'mean time between interruptions of the whole job' },
    { header: 'checkpoint every', align: 'right', hint: 'the interval that loses least' },
    {
      header: 'spare units',
      align: 'right',
      hint: 'kept so that the job goes on when hosts are under repair',
    },
    { header: 'bound by', align: 'left' },
    { header: 'deadline', align: 'left' },
  ],
  rows: drawn.map(({ candidate, outcome }) => [
    textCell(candidate.systemName),
    textCell(trainingLayoutText(outcome)),
    textCell(formatNumber(outcome.layout.zeroStage)),
    textCell(formatNumber(outcome.layout.microBatch)),
    textCell(outcome.layout.recompute),
    textCell(outcome.layout.computeFormat),
    figureCell(outcome.stepSeconds),
    shareCell(outcome.modelFlopsUtilisation),
    shareCell(outcome.goodput),
    figureCell(outcome.reliability?.secondsBetweenInterruptions ?? null),
    figureCell(outcome.reliability?.checkpointEverySeconds ?? null),
    textCell(formatNumber(outcome.spareUnits)),
    textCell(outcome.bound),
    outcome.meetsDeadline ? textCell('kept', 'good') : textCell('missed', 'bad'),
  ]),
  interactive: false,
});

/** Systems whose layout is told. */
const detailed = <Outcome extends WorkloadOutcome>(drawn: readonly Drawn<Outcome>[]) =>
  drawn.slice(0, SHOWN_IN_FULL);

const bars = <Outcome extends WorkloadOutcome>(drawn: readonly Drawn<Outcome>[]) =>
  drawn.slice(0, SYSTEMS_IN_BARS);

const servingBlocks = (
  id: string,
  drawn: readonly Drawn<ServingOutcome>[],
  serviceLevel: ServiceLevel | null,
): readonly Block[] => {
  if (drawn.length === 0) return [];
  const steps = (pick: (outcome: ServingOutcome) => ServingOutcome['decodeStep']) =>
    bars(drawn).map(({ candidate, outcome }) => ({ label: candidate.systemName, time: pick(outcome) }));
  return [
    ...chartBlock(
      paretoChart(`pareto-${id}`, drawn.slice(0, SYSTEMS_IN_LINES), serviceLevel),
      'Lines are the best each system can do as the batch grows; large dots are the work asked for at the speed it gets at the promised percentile, with its interval. Up and to the right is better. Shaded: slower than promised.',
    ),
    ...details(
      'Layout chosen on each of the best systems',
      [tableBlock(servingTable(detailed(drawn)))],
      true,
    ),
    ...details('Where the time goes, step by step', [
      ...chartBlock(
        timeChart(
          `decode-${id}`,
          'Where the time of one decode step goes',
          steps((outcome) => outcome.decodeStep),
        ),
        'One decode step at the point chosen, part by part.',
      ),
      ...chartBlock(
        timeChart(
          `prefill-${id}`,
          'Where the time of one prefill goes',
          steps((outcome) => outcome.prefillStep),
        ),
        'Processing of one prompt at the point chosen, part by part.',
      ),
    ]),
  ];
};

const trainingBlocks = (id: string, drawn: readonly Drawn<TrainingOutcome>[]): readonly Block[] =>
  drawn.length === 0
    ? []
    : [
        tableBlock(trainingTable(detailed(drawn))),
        ...chartBlock(
          timeChart(
            `step-${id}`,
            'Where the time of one training step goes',
            bars(drawn).map(({ candidate, outcome }) => ({
              label: candidate.systemName,
              time: outcome.step,
            })),
          ),
          'One optimiser step, part by part.',
        ),
      ];

const workloadBlocks = (result: PlanResult, index: number): readonly Block[] => {
  const workload = result.request.workloads[index];
  if (workload === undefined) return [];
  const id = String(index + 1);
  const drawn = onePerSystem(result.candidates, workload.name);
  const serviceLevel = workload.kind === 'serving' ? workload.serviceLevel : null;
  const memories = bars(drawn).map(({ candidate, outcome }) => ({
    label: candidate.systemName,
    memory: outcome.memory,
  }));
  const chips: readonly Block[] = [
    ...chartBlock(memoryChart(`memory-${id}`, memories), 'The red line is the capacity of a chip.'),
    ...chartBlock(
      rooflineChart(`roofline-${id}`, drawn.slice(0, SYSTEMS_IN_ROOFLINE)),
      'Lines are ceilings: memory bandwidth on the slope, peak arithmetic on the flat. Dots are the phases of the work; the gap to the line is overhead.',
    ),
  ];
  return [
    ...servingBlocks(id, only(drawn, isServing), serviceLevel),
    ...trainingBlocks(id, only(drawn, isTraining)),
    ...(result.request.workloads.length === 1 ? chips : details('Memory and roofline of one chip', chips)),
  ];
};

/** Performance: a section per workload. */
export const performanceSections = (result: PlanResult): readonly Section[] =>
  result.request.workloads.map((workload, index) => ({
    id: `performance-${index + 1}`,
    title: result.request.workloads.length === 1 ? 'Performance' : `Performance: ${workload.name}`,
    blocks: workloadBlocks(result, index),
  }));
