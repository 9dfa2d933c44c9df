import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { type AttentionExtras, attention, gated, headsOf } from './parts.ts';

const SLIDING = 'sliding_attention';
const FULL = 'full_attention';

/** Window per layer from `layer_types` where given, else from the family's own rhythm. */
const windowsOf = (
  fields: ConfigFields,
  layers: number,
  isSliding: (layer: number) => boolean,
  defaultWindow: number,
): ((layer: number) => number | null) => {
  const window = fields.size('sliding_window', defaultWindow);
  const types = fields.texts('layer_types');
  if (types === null) return (layer) => (isSliding(layer) ? window : null);
  if (types.length !== layers || types.some((type) => type !== SLIDING && type !== FULL))
    throw fields.refuse(
      `layer_types of ${types.length} entries: ${[...new Set(types)].join(', ')}`,
      `${layers} entries of ${SLIDING} or ${FULL}`,
    );
  return (layer) => (types[layer] === SLIDING ? window : null);
};

const read = (
  fields: ConfigFields,
  extras: AttentionExtras,
  feedForward: FeedForward,
  windowAt: (layer: number) => number | null,
  vocabulary?: number,
): ReturnType<FamilyReader> => {
  const hidden = fields.size('hidden_size');
  const heads = headsOf(fields, hidden, 256);
  const bias = fields.flag('attention_bias', false);
  const layers = layersBy(layerCountOf(fields), (layer) => ({
    mixer: attention(heads, hidden, windowAt(layer), {
      ...extras,
      queryKeyValueBias: bias,
      outputBias: bias,
    }),
    feedForward,
  }));
  return decoder(fields, {
    hidden,
    layers,
    tied: true,
    ...(vocabulary === undefined ? {} : { vocabulary }),
  });
};

/** Gemma (arXiv 2403.08295): full attention, one norm before each part, tied embeddings. */
export const readGemma: FamilyReader = (fields) =>
  read(fields, {}, gated(fields.size('intermediate_size')), () => null);

/** Gemma 2 (arXiv 2408.00118): every other layer slides; norms before and after each part. */
export const readGemma2: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const windowAt = windowsOf(fields, layerCountOf(fields), (layer) => layer % 2 === 0, 4096);
  return read(fields, { more: hidden }, gated(fields.size('intermediate_size'), hidden), windowAt);
};

/** Gemma 3 text (arXiv 2503.19786): five sliding layers to one full, norms on queries and keys. */
export const readGemma3: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const rhythm = fields.size('sliding_window_pattern', 6);
  const windowAt = windowsOf(fields, layerCountOf(fields), (layer) => (layer + 1) % rhythm !== 0, 4096);
  return read(
    fields,
    { more: hidden, queryKeyNorm: true },
    gated(fields.size('intermediate_size'), hidden),
    windowAt,
    262_208,
  );
};
