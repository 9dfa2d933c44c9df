import {
  BYTES_PER_ELEMENT,
  type ModelArchitecture,
  type StorageFormat,
  type WeightFormats,
} from './architecture.ts';
import { countParameters, layerParameters } from './parameters.ts';
import { modelWork } from './work.ts';

/**
 * Bytes of all weights: linear layers and experts in their formats; embedding, head, norms and biases in the format of the
 * embedding. Prediction layers are left out.
 */
export const weightBytes = (model: ModelArchitecture, formats: WeightFormats): number => {
  const { embedding, head } = countParameters(model);
  const other = model.otherParameters === undefined ? 0 : model.otherParameters;
  let bytes = (embedding + head + model.hidden + other) * BYTES_PER_ELEMENT[formats.embedding];
  for (const group of model.layers) {
    const layer = layerParameters(group, model.hidden);
    bytes +=
      group.count *
      ((layer.mixer + layer.dense + layer.replicatedLinear) * BYTES_PER_ELEMENT[formats.linear] +
        layer.experts * layer.perExpert * BYTES_PER_ELEMENT[formats.experts] +
        layer.replicated * BYTES_PER_ELEMENT[formats.embedding]);
  }
  return bytes;
};

/** Weights all in one format but embedding, head, norms and biases, which stay as their maker stores them (at most 16 bits). */
export const weightBytesIn = (model: ModelArchitecture, format: StorageFormat): number => {
  const embedding =
    format === 'fp32' ? 'fp32' : model.formats.embedding === 'fp32' ? 'bf16' : model.formats.embedding;
  return weightBytes(model, { linear: format, experts: format, embedding });
};

/** What one more token costs in cache, and what a request costs whatever its length. Elements; multiply by the format's bytes. */
export interface CacheFootprint {
  /** Added per token as long as no window is full. */
  readonly elementsPerToken: number;
  /** Of those, in layers that keep every position. */
  readonly unboundedElementsPerToken: number;
  /** Windows of the layers that keep only their last positions, each once, ascending. */
  readonly windows: readonly number[];
  /** State of state-space layers per request. */
  readonly stateElements: number;
}

/** Cache of the whole model: 2 x key-value heads x head dim per attention layer; rank + rotary part for latent attention. */
export const cacheFootprint = (model: ModelArchitecture): CacheFootprint => {
  const windows = new Set<number>();
  let elementsPerToken = 0;
  let unboundedElementsPerToken = 0;
  let stateElements = 0;
  for (const layer of modelWork(model)) {
    elementsPerToken += layer.count * layer.cacheElementsPerToken;
    stateElements += layer.count * layer.stateElements;
    if (layer.cacheElementsPerToken === 0) continue;
    if (Number.isFinite(layer.cacheLimit)) windows.add(layer.cacheLimit);
    else unboundedElementsPerToken += layer.count * layer.cacheElementsPerToken;
  }
  return {
    elementsPerToken: model.causal ? elementsPerToken : 0,
    unboundedElementsPerToken: model.causal ? unboundedElementsPerToken : 0,
    windows: [...windows].sort((a, b) => a - b),
    stateElements,
  };
};

/** Floating-point operations of one token passing forward, a multiply-add counted as two. */
export interface TokenFlops {
  /** Projections, feed-forward, experts, router, head and scans: whatever the context. */
  readonly withoutContext: number;
  /** Attention over the given number of earlier positions, windows respected. */
  readonly attention: number;
}

/** Work of decoding one token after `context` earlier ones; of an encoder's token among `context`, which has no head. */
export const flopsPerToken = (model: ModelArchitecture, context: number): TokenFlops => {
  let withoutContext = model.causal ? 2 * model.vocabulary * model.hidden : 0;
  let attention = 0;
  for (const layer of modelWork(model)) {
    withoutContext +=
      layer.count *
      (layer.mixerLinearFlopsPerToken +
        layer.denseFlopsPerToken +
        layer.expertFlopsPerToken +
        layer.replicatedFlopsPerToken +
        layer.scanFlopsPerToken);
    attention +=
      layer.count *
      (layer.decodeCoreFlopsPerTokenPerPosition * Math.min(context, layer.contextLimit) +
        layer.indexFlopsPerTokenPerPosition * context);
  }
  return { withoutContext, attention };
};
