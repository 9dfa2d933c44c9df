import type { LayerGroup, ModelArchitecture } from '../architecture.ts';
import type { ConfigFields } from './fields.ts';

/** What a family's reader gives; name, formats and source are added by `architectureFromConfig`. */
export type FamilyShape = Pick<
  ModelArchitecture,
  | 'hidden'
  | 'vocabulary'
  | 'tiedEmbeddings'
  | 'maxPositions'
  | 'positionParameters'
  | 'causal'
  | 'predictionLayers'
> & {
  readonly layers: readonly LayerGroup[];
  readonly otherParameters?: number;
  readonly notes?: readonly string[];
};

/** Reads one family's config. Throws InputError when something that changes cost is missing or not understood. */
export type FamilyReader = (fields: ConfigFields) => FamilyShape;

/** The usual shell around the layers of a decoder. `tied` is the family's own default for `tie_word_embeddings`. */
export const decoder = (
  fields: ConfigFields,
  options: {
    readonly hidden: number;
    readonly layers: readonly LayerGroup[];
    readonly tied: boolean;
    /** The family's default where the config leaves `vocab_size` out. */
    readonly vocabulary?: number;
  },
): FamilyShape => ({
  hidden: options.hidden,
  vocabulary: fields.size('vocab_size', options.vocabulary),
  tiedEmbeddings: fields.flag('tie_word_embeddings', options.tied),
  maxPositions: fields.optionalSize('max_position_embeddings'),
  positionParameters: 0,
  causal: true,
  layers: options.layers,
  predictionLayers: 0,
});
