import type { FeedForward, LayerGroup, Mixer } from '../../workload/architecture.ts';

/** One weight matrix of a layer. */
export interface Projection {
  readonly part: 'mixer' | 'dense' | 'expert';
  readonly inputs: number;
  readonly outputs: number;
  /** Which side tensor parallelism cuts: column-parallel cuts outputs, row-parallel inputs, `none` is kept whole. */
  readonly split: 'outputs' | 'inputs' | 'none';
}

const mixerProjections = (mixer: Mixer, hidden: number): readonly Projection[] => {
  const column = (inputs: number, outputs: number): Projection => ({
    part: 'mixer',
    inputs,
    outputs,
    split: 'outputs',
  });
  const row = (inputs: number): Projection => ({ part: 'mixer', inputs, outputs: hidden, split: 'inputs' });
  const whole = (inputs: number, outputs: number): Projection => ({
    part: 'mixer',
    inputs,
    outputs,
    split: 'none',
  });
  switch (mixer.kind) {
    case 'attention': {
      const queries = mixer.queryHeads * mixer.headDim;
      const fused = queries * (mixer.outputGate ? 2 : 1) + 2 * mixer.keyValueHeads * mixer.headDim;
      return [column(hidden, fused), row(queries)];
    }
    case 'latent-attention': {
      const queries = mixer.queryHeads * (mixer.nopeHeadDim + mixer.ropeHeadDim);
      const rank = mixer.queryRank;
      const { sparse } = mixer;
      return [
        ...(rank === null ? [column(hidden, queries)] : [whole(hidden, rank), column(rank, queries)]),
        whole(hidden, mixer.keyValueRank + mixer.ropeHeadDim),
        column(mixer.keyValueRank, mixer.queryHeads * (mixer.nopeHeadDim + mixer.valueHeadDim)),
        row(mixer.queryHeads * mixer.valueHeadDim),
        ...(sparse === null
          ? []
          : [
              whole(rank ?? hidden, sparse.indexHeads * sparse.indexHeadDim),
              whole(hidden, sparse.indexHeadDim + sparse.indexHeads),
            ]),
      ];
    }
    case 'state-space': {
      // All but the out-projection is charged to the in-projection, so that the sum is the count of its reader.
      const inner = mixer.innerWidth;
      return [column(hidden, mixer.parameters / hidden - inner), row(inner)];
    }
    case 'none':
      return [];
  }
};

const feedForwardProjections = (feedForward: FeedForward, hidden: number): readonly Projection[] => {
  const block = (part: 'dense' | 'expert', width: number, gated: boolean): readonly Projection[] => [
    { part, inputs: hidden, outputs: (gated ? 2 : 1) * width, split: 'outputs' },
    { part, inputs: width, outputs: hidden, split: 'inputs' },
  ];
  switch (feedForward.kind) {
    case 'dense':
      return block('dense', feedForward.width, feedForward.gated);
    case 'experts':
      return [
        { part: 'mixer', inputs: hidden, outputs: feedForward.experts, split: 'none' },
        ...block('expert', feedForward.expertWidth, feedForward.gated),
        ...(feedForward.sharedWidth > 0 ? block('dense', feedForward.sharedWidth, feedForward.gated) : []),
      ];
    case 'none':
      return [];
  }
};

/** The weight matrices of one layer as they are multiplied: query, key and value as one, gate and up as one. */
export const projectionsOf = (group: LayerGroup, hidden: number): readonly Projection[] => [
  ...mixerProjections(group.mixer, hidden),
  ...feedForwardProjections(group.feedForward, hidden),
];
