import type { FeedForward, LayerGroup, Mixer } from '../architecture.ts';
import type { ConfigFields } from './fields.ts';

/** No published model comes near this depth; it bounds the memory a config can make us use. */
const MOST_LAYERS = 10_000;

export interface Layer {
  readonly mixer: Mixer;
  readonly feedForward: FeedForward;
}

/** `num_hidden_layers` (or the key given), at most 10,000. Throws InputError otherwise. */
export const layerCountOf = (fields: ConfigFields, key = 'num_hidden_layers'): number => {
  const layers = fields.size(key);
  if (layers > MOST_LAYERS) throw fields.refuse(`${key} = ${layers}`, `at most ${MOST_LAYERS} layers`);
  return layers;
};

/** Layers in order, run-length coded: neighbours that are alike become one group. */
export const groupLayers = (layers: readonly Layer[]): readonly LayerGroup[] => {
  const groups: { count: number; readonly layer: Layer; readonly key: string }[] = [];
  for (const layer of layers) {
    const key = JSON.stringify(layer);
    const last = groups.at(-1);
    if (last !== undefined && last.key === key) last.count += 1;
    else groups.push({ count: 1, layer, key });
  }
  return Object.freeze(
    groups.map(({ count, layer }) =>
      Object.freeze({
        count,
        mixer: Object.freeze(layer.mixer),
        feedForward: Object.freeze(layer.feedForward),
      }),
    ),
  );
};

/** One layer per index. */
export const layersBy = (count: number, layer: (index: number) => Layer): readonly LayerGroup[] =>
  groupLayers(Array.from({ length: count }, (_, index) => layer(index)));
