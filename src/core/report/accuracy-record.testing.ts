import type { AccuracyRecord, AccuracyStratum } from '../performance/accuracy/record.ts';
import type { AccuracyRow } from '../performance/accuracy/rows.ts';

const stratum = (over: Partial<AccuracyStratum>): AccuracyStratum => ({
  goal: 'trainingDense',
  scheme: 'configuration',
  vendor: null,
  experts: null,
  rows: 400,
  medianPercent: 9,
  p90Percent: 21,
  bias: 1.02,
  coverage: 0.9,
  meanRelativeWidth: 0.5,
  ...over,
});

/** A record in which dense training misses its target, AWS by far and with intervals that are too narrow. */
export const accuracyRecord = (): AccuracyRecord => ({
  schema: 'rackwright.accuracy/1',
  calibrationVersion: 'v',
  constants: 'abc',
  heldOutConstants: 'abc',
  rows: 420,
  predicted: 410,
  refused: [{ code: 'lengths-not-published', rows: 10, example: 'no lengths | at all' }],
  settingConstants: 3,
  leftAside: [],
  strata: [
    stratum({ scheme: 'in-sample', medianPercent: 5 }),
    stratum({}),
    stratum({ vendor: 'AWS', experts: false, rows: 60, medianPercent: 20, p90Percent: 70, coverage: 0.8 }),
    stratum({ vendor: 'NVIDIA', experts: false, rows: 340, medianPercent: 7 }),
    stratum({ scheme: 'chip', medianPercent: 13 }),
    stratum({ goal: 'tokenTimeNeuron', rows: 40 }),
  ],
  spotChecks: [],
  intervals: [
    { of: 'training', quantity: 'training-step', standing: 'anchored', low: 0.8, high: 1.2, rows: 400 },
  ],
  worst: [
    {
      id: 'row-1',
      goal: 'trainingDense',
      vendor: 'AWS',
      chip: 'trainium1',
      engine: 'neuronx',
      model: 'bert',
      source: 'a vendor page',
      metric: 'mfu',
      measured: 0.4,
      predicted: 0.04,
    },
  ],
});

const SERVED = { task: 'decode', metric: 'tpot_ms', experts: false, goal: 'tokenTimeOther' } as const;
const TRAINED = { task: 'train', experts: false, goal: 'trainingDense' } as const;

const row = (
  index: number,
  over: Pick<AccuracyRow, 'task' | 'metric' | 'experts' | 'goal' | 'vendor' | 'value'>,
): AccuracyRow => {
  const predicted = over.value * (1 + 0.4 * Math.sin(index));
  return {
    id: `row-${index}`,
    quality: 'A',
    chipId: `${over.vendor} chip`,
    engine: index % 2 === 0 ? 'vllm' : null,
    model: 'Llama-3.1-70B',
    group: 'a paper',
    standing: index % 3 === 0 ? 'same-vendor' : 'anchored',
    setsConstants: false,
    predicted,
    low: 0.7 * predicted,
    high: 1.4 * predicted,
    ...over,
  };
};

/** Rows of three vendors: served within milliseconds, trained in units that have nothing to do with each other. */
export const accuracySample = (): readonly AccuracyRow[] =>
  Array.from({ length: 120 }, (_, index) => {
    const value = 2 * 1.06 ** index;
    if (index % 3 === 0) return row(index, { ...SERVED, vendor: 'NVIDIA', value });
    if (index % 3 === 1) return row(index, { ...SERVED, vendor: 'AMD', value: 0.2 * value });
    const metric = index % 2 === 0 ? 'mfu' : 'step_time_s';
    return row(index, {
      ...TRAINED,
      metric,
      vendor: index % 5 === 0 ? 'NVIDIA' : 'AWS',
      value: value / 1000,
    });
  });
