import type { LayerGroup, ModelArchitecture } from '../../workload/architecture.ts';
import { layerWork } from '../../workload/work.ts';
import { projectionsOf } from './projections.ts';

/** Parameters of one layer on one rank. Dense ones are copied over data and context ranks, experts over fewer. */
export interface LayerShard {
  readonly dense: number;
  readonly expert: number;
  /** The same for what is trained: all of it, or the adapters. */
  readonly trainedDense: number;
  readonly trainedExpert: number;
  /** Different weight matrices: all dense ones and one expert, whose shape the others share. */
  readonly shapes: number;
}

/** Low-rank adapters (arXiv 2106.09685): rank x (inputs + outputs) per matrix, cut as the matrix is. */
const adapterParameters = (
  group: LayerGroup,
  hidden: number,
  rank: number,
  tensorParallel: number,
  part: 'dense' | 'expert',
): number => {
  let parameters = 0;
  for (const projection of projectionsOf(group, hidden)) {
    if ((projection.part === 'expert') !== (part === 'expert')) continue;
    const inputs = projection.split === 'inputs' ? projection.inputs / tensorParallel : projection.inputs;
    const outputs = projection.split === 'outputs' ? projection.outputs / tensorParallel : projection.outputs;
    parameters += rank * (inputs + outputs);
  }
  return parameters;
};

/** Experts spread over expert-parallel ranks are held whole there; otherwise tensor parallelism cuts them. */
export const layerShard = (
  model: ModelArchitecture,
  group: LayerGroup,
  tensorParallel: number,
  expertParallel: number,
  adapterRank: number | null,
): LayerShard => {
  const work = layerWork(group, model.hidden);
  const spread = expertParallel > 1;
  const dense = (work.mixerParameters + work.denseParameters) / tensorParallel + work.replicatedParameters;
  const expert = (work.experts * work.perExpertParameters) / (spread ? expertParallel : tensorParallel);
  const shapes = dense + work.perExpertParameters / (spread ? 1 : tensorParallel);
  if (adapterRank === null) return { dense, expert, trainedDense: dense, trainedExpert: expert, shapes };
  const perExpert = adapterParameters(
    group,
    model.hidden,
    adapterRank,
    spread ? 1 : tensorParallel,
    'expert',
  );
  return {
    dense,
    expert,
    trainedDense: adapterParameters(group, model.hidden, adapterRank, tensorParallel, 'dense'),
    trainedExpert: (perExpert * work.experts) / expertParallel,
    shapes,
  };
};
