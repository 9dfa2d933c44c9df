import { type FeedForward, layerCount, type Mixer, type ModelArchitecture } from './architecture.ts';

const mixerName = (mixer: Mixer): string => {
  switch (mixer.kind) {
    case 'attention':
      return `attention ${mixer.queryHeads}:${mixer.keyValueHeads}`;
    case 'latent-attention':
      return `latent ${mixer.queryHeads}:${mixer.keyValueRank}`;
    case 'state-space':
      return 'linear';
    case 'none':
      return 'none';
  }
};

const feedForwardName = (feedForward: FeedForward): string => {
  switch (feedForward.kind) {
    case 'dense':
      return `dense ${feedForward.width}`;
    case 'experts':
      return `experts ${feedForward.experts}:${feedForward.activeExperts}x${feedForward.expertWidth}`;
    case 'none':
      return 'none';
  }
};

/** Names with the layers they belong to, whatever their order. */
const counted = (
  model: ModelArchitecture,
  nameOf: (group: ModelArchitecture['layers'][number]) => string,
) => {
  const layers = new Map<string, number>();
  for (const group of model.layers) layers.set(nameOf(group), (layers.get(nameOf(group)) ?? 0) + group.count);
  return [...layers].map(([name, count]) => `${count} ${name}`).toSorted();
};

/**
 * What a model's layers are made of, in one line: `80 x 8192, 80 attention 64:8, 80 dense 28672`. A fine-tune has the
 * name of what it was tuned from, whatever it is called: vocabulary, positions, windows and formats are left out, which
 * tuning and publishing change.
 */
export const shapeName = (model: ModelArchitecture): string =>
  [
    `${layerCount(model)} x ${model.hidden}`,
    ...counted(model, ({ mixer }) => mixerName(mixer)),
    ...counted(model, ({ feedForward }) => feedForwardName(feedForward)),
  ].join(', ');

/** Whether any layer routes tokens to experts. */
export const routesExperts = (model: ModelArchitecture): boolean =>
  model.layers.some(({ feedForward }) => feedForward.kind === 'experts');
