import type { FeedForward, Mixer, ModelArchitecture } from './architecture.ts';

export interface ParallelRules {
  /** Apply AWS Neuron's rules too: degrees 1 to 64 in powers of two, an even number of heads per rank. */
  readonly neuron: boolean;
  /** True where routed experts are spread by expert parallelism, so their width need not divide. Default false. */
  readonly expertsSpread?: boolean;
}

/** NxD Inference on Trn2 with two physical cores per logical core. */
const NEURON_DEGREES: readonly number[] = Object.freeze([1, 2, 4, 8, 16, 32, 64]);

/** K heads over T ranks: each rank has whole heads, or whole groups of ranks share one. */
const spreads = (heads: number, degree: number): boolean => heads % degree === 0 || degree % heads === 0;

const mixerObstacle = (mixer: Mixer, degree: number, neuron: boolean): string | null => {
  switch (mixer.kind) {
    case 'attention':
    case 'latent-attention': {
      if (mixer.queryHeads % degree !== 0)
        return `${mixer.queryHeads} query heads do not divide over ${degree}`;
      if (neuron && degree > 1 && (mixer.queryHeads / degree) % 2 !== 0)
        return `${mixer.queryHeads / degree} query heads per rank are odd, which Neuron's decode kernel refuses`;
      if (mixer.kind === 'attention' && !spreads(mixer.keyValueHeads, degree))
        return `${mixer.keyValueHeads} key-value heads neither divide over ${degree} nor are divided by it`;
      return null;
    }
    case 'state-space':
      if (mixer.heads % degree !== 0) return `${mixer.heads} state-space heads do not divide over ${degree}`;
      if (!spreads(mixer.groups, degree))
        return `${mixer.groups} state-space groups neither divide over ${degree} nor are divided by it`;
      return null;
    case 'none':
      return null;
  }
};

const feedForwardObstacle = (
  feedForward: FeedForward,
  degree: number,
  expertsSpread: boolean,
): string | null => {
  switch (feedForward.kind) {
    case 'dense':
      return feedForward.width % degree === 0
        ? null
        : `a feed-forward width of ${feedForward.width} does not divide over ${degree}`;
    case 'experts':
      if (feedForward.sharedWidth % degree !== 0)
        return `a shared expert's width of ${feedForward.sharedWidth} does not divide over ${degree}`;
      return expertsSpread || feedForward.expertWidth % degree === 0
        ? null
        : `an expert's width of ${feedForward.expertWidth} does not divide over ${degree}`;
    case 'none':
      return null;
  }
};

/**
 * Why a model cannot be split over `degree` ranks by tensor parallelism, in words; null when it can. The vocabulary never
 * stands in the way: engines pad it. Source: aws-neuron/neuron-agentic-development,
 * skills/neuron-framework-autoport-vllm-neuron/SKILL.md (c793732), whose rules 1, 3 and 4 hold in every engine.
 */
export const tensorParallelObstacle = (
  model: ModelArchitecture,
  degree: number,
  rules: ParallelRules,
): string | null => {
  if (!Number.isInteger(degree) || degree < 1) return `${degree} is no number of ranks`;
  if (rules.neuron && !NEURON_DEGREES.includes(degree))
    return `Neuron takes ${NEURON_DEGREES.join(', ')} ranks only`;
  for (const { mixer, feedForward } of model.layers) {
    const obstacle =
      mixerObstacle(mixer, degree, rules.neuron) ??
      feedForwardObstacle(feedForward, degree, rules.expertsSpread === true);
    if (obstacle !== null) return obstacle;
  }
  return null;
};

/** The most ranks worth asking about: all query (or state-space) heads apart. */
const mostRanks = (model: ModelArchitecture): number =>
  Math.max(
    1,
    ...model.layers.map(({ mixer }) =>
      mixer.kind === 'state-space' ? mixer.heads : mixer.kind === 'none' ? 1 : mixer.queryHeads,
    ),
  );

const MOST_RANKS_ASKED = 4096;

/** Every tensor-parallel degree the model allows, ascending; always has 1. On Neuron ranks are logical cores, elsewhere chips. */
export const validTensorParallelDegrees = (
  model: ModelArchitecture,
  rules: ParallelRules,
): readonly number[] => {
  const most = Math.min(mostRanks(model), MOST_RANKS_ASKED);
  const asked = rules.neuron ? NEURON_DEGREES : Array.from({ length: most }, (_, index) => index + 1);
  return asked.filter((degree) => tensorParallelObstacle(model, degree, rules) === null);
};
