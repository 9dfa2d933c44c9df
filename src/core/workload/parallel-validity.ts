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

const mixerObstacles = (mixer: Mixer, degree: number, neuron: boolean): readonly string[] => {
  switch (mixer.kind) {
    case 'attention':
    case 'latent-attention': {
      const found: string[] = [];
      if (mixer.queryHeads % degree !== 0)
        found.push(`${mixer.queryHeads} query heads do not divide over ${degree}`);
      else if (neuron && degree > 1 && (mixer.queryHeads / degree) % 2 !== 0)
        found.push(
          `${mixer.queryHeads / degree} query heads per rank are odd, which Neuron's decode kernel refuses`,
        );
      if (mixer.kind === 'attention' && !spreads(mixer.keyValueHeads, degree))
        found.push(
          `${mixer.keyValueHeads} key-value heads neither divide over ${degree} nor are divided by it`,
        );
      return found;
    }
    case 'state-space':
      return [
        ...(mixer.heads % degree === 0
          ? []
          : [`${mixer.heads} state-space heads do not divide over ${degree}`]),
        ...(spreads(mixer.groups, degree)
          ? []
          : [`${mixer.groups} state-space groups neither divide over ${degree} nor are divided by it`]),
      ];
    case 'none':
      return [];
  }
};

const feedForwardObstacles = (
  feedForward: FeedForward,
  degree: number,
  expertsSpread: boolean,
): readonly string[] => {
  const divides = (width: number, what: string): readonly string[] =>
    width % degree === 0 ? [] : [`${what} of ${width} does not divide over ${degree}`];
  switch (feedForward.kind) {
    case 'dense':
      return divides(feedForward.width, 'a feed-forward width');
    case 'experts':
      return [
        ...divides(feedForward.sharedWidth, "a shared expert's width"),
        ...(expertsSpread ? [] : divides(feedForward.expertWidth, "an expert's width")),
      ];
    case 'none':
      return [];
  }
};

/**
 * Everything that stands against splitting a model over `degree` ranks by tensor parallelism, in words, each once; empty
 * when nothing does. The vocabulary never stands in the way: engines pad it. Source: aws-neuron/neuron-agentic-development,
 * skills/neuron-framework-autoport-vllm-neuron/SKILL.md (c793732), whose rules 1, 3 and 4 hold in every engine.
 */
export const tensorParallelObstacles = (
  model: ModelArchitecture,
  degree: number,
  rules: ParallelRules,
): readonly string[] => {
  if (!Number.isInteger(degree) || degree < 1) return [`${degree} is no number of ranks`];
  const found = new Set<string>();
  if (rules.neuron && !NEURON_DEGREES.includes(degree))
    found.add(`Neuron takes ${NEURON_DEGREES.join(', ')} ranks only`);
  for (const { mixer, feedForward } of model.layers) {
    for (const obstacle of mixerObstacles(mixer, degree, rules.neuron)) found.add(obstacle);
    for (const obstacle of feedForwardObstacles(feedForward, degree, rules.expertsSpread === true))
      found.add(obstacle);
  }
  return [...found];
};

/** The first of what stands against splitting a model over `degree` ranks, in words; null when nothing does. */
export const tensorParallelObstacle = (
  model: ModelArchitecture,
  degree: number,
  rules: ParallelRules,
): string | null => {
  const [first] = tensorParallelObstacles(model, degree, rules);
  return first === undefined ? null : first;
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
