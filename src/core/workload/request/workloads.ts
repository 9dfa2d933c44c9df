import { InputError } from '../../input-error.ts';
import { requested } from '../../quantity/figure.ts';
import type { ModelArchitecture } from '../architecture.ts';
import type { LengthDistribution, Workload } from '../request.ts';
import type { WrittenWorkload } from '../request-schema.ts';
import type { GapFiller } from './defaults.ts';

const SECONDS_PER_DAY = 86_400;
const KIND_NAMES = {
  serve: 'Serve',
  batch: 'Batch',
  pretrain: 'Pretrain',
  'fine-tune': 'Fine-tune',
} as const;

type Generating = Extract<WrittenWorkload, { kind: 'serve' | 'batch' }>;
type Training = Extract<WrittenWorkload, { kind: 'pretrain' | 'fine-tune' }>;

const refuse = (path: string, found: string, accepted: string): InputError =>
  new InputError({ attempted: `reading the request at ${path}`, found, accepted });

const common = (written: WrittenWorkload, model: ModelArchitecture) => ({
  name: written.name ?? `${KIND_NAMES[written.kind]} ${model.name}`,
  model,
  weightFormat: written.weights ?? null,
});

const lengths = (
  path: string,
  written: { readonly mean: number; readonly cv: number | null },
  gaps: GapFiller,
): LengthDistribution => ({
  mean: written.mean,
  cv: gaps.plain(`${path}.cv`, written.cv ?? undefined, 'length_cv'),
});

/** A model generates only if it is causal, and only within the positions it was made for. */
const checkLengths = (path: string, written: Generating, model: ModelArchitecture): void => {
  if (!model.causal)
    throw refuse(`${path}.model`, `${model.name}, an encoder, to ${written.kind}`, 'a model that generates');
  const total = written.input.mean + written.output.mean;
  if (model.maxPositions !== null && total > model.maxPositions)
    throw refuse(
      path,
      `${written.input.mean} input and ${written.output.mean} output tokens for ${model.name}`,
      `at most ${model.maxPositions} tokens together, the positions the model was made for`,
    );
};

const generation = (path: string, written: Generating, model: ModelArchitecture, gaps: GapFiller) => {
  checkLengths(path, written, model);
  return {
    ...common(written, model),
    keyValueFormat: written.kv ?? null,
    inputTokens: lengths(`${path}.input`, written.input, gaps),
    outputTokens: lengths(`${path}.output`, written.output, gaps),
    prefixCacheShare: gaps.plain(`${path}.prefix_cache`, written.prefix_cache, 'prefix_cache'),
  };
};

const serving = (
  path: string,
  written: Extract<WrittenWorkload, { kind: 'serve' }>,
  model: ModelArchitecture,
  gaps: GapFiller,
): Workload => {
  const rate = written.rate;
  if (rate.kind !== 'interval') throw refuse(`${path}.rate`, rate.name, 'a rate such as 20 requests/s');
  return {
    kind: 'serving',
    ...generation(path, written, model, gaps),
    requestsPerSecond: requested('requests/s', rate.interval, `${path}.rate`),
    serviceLevel: {
      timeToFirstTokenMs: written.slo?.ttft ?? null,
      timePerOutputTokenMs: written.slo?.tpot ?? null,
      percentile: gaps.plain(`${path}.slo.percentile`, written.slo?.percentile, 'percentile'),
    },
    peakToMean: gaps.plain(`${path}.peak`, written.peak, 'peak'),
    disaggregation: written.disaggregation ?? 'consider',
  };
};

const batch = (
  path: string,
  written: Extract<WrittenWorkload, { kind: 'batch' }>,
  model: ModelArchitecture,
  gaps: GapFiller,
): Workload => ({
  kind: 'batch',
  ...generation(path, written, model, gaps),
  requestsPerDay: written.requests * (SECONDS_PER_DAY / (written.every ?? SECONDS_PER_DAY)),
});

const training = (path: string, written: Training, model: ModelArchitecture, gaps: GapFiller): Workload => {
  const sequenceLength = gaps.plain(`${path}.sequence`, written.sequence, 'sequence');
  const learned = model.positionParameters > 0 ? model.maxPositions : null;
  if (learned !== null && sequenceLength > learned)
    throw refuse(
      `${path}.sequence`,
      `${sequenceLength} tokens for ${model.name}, which learns its positions`,
      `at most ${learned} tokens`,
    );
  if (written.batch !== undefined && written.batch < sequenceLength)
    throw refuse(
      `${path}.batch`,
      `${written.batch} tokens per step`,
      `at least one sequence, ${sequenceLength} tokens`,
    );
  const rank = written.kind === 'fine-tune' ? written.lora_rank : undefined;
  return {
    kind: written.kind === 'pretrain' ? 'pretraining' : 'fine-tuning',
    ...common(written, model),
    keyValueFormat: null,
    tokens: written.tokens,
    sequenceLength,
    globalBatchSequences: written.batch === undefined ? null : Math.round(written.batch / sequenceLength),
    deadlineSeconds: written.deadline ?? null,
    runs: written.runs ?? 1,
    method: rank === undefined ? { kind: 'full' } : { kind: 'lora', rank },
    computeFormats: written.compute ?? ['bf16'],
  };
};

/** One workload with its model and every gap filled. Throws InputError when the model cannot do what is asked. */
export const workloadFrom = (
  path: string,
  written: WrittenWorkload,
  model: ModelArchitecture,
  gaps: GapFiller,
): Workload => {
  switch (written.kind) {
    case 'serve':
      return serving(path, written, model, gaps);
    case 'batch':
      return batch(path, written, model, gaps);
    case 'pretrain':
    case 'fine-tune':
      return training(path, written, model, gaps);
  }
};
