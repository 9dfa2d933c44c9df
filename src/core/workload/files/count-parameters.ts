import type { ModelArchitecture } from '../architecture.ts';
import { layerCount } from '../architecture.ts';
import { countParameters } from '../parameters.ts';
import type { TensorInfo } from './tensor.ts';

/** Parameters counted in the headers of weight files, against the formula. */
export interface HeaderCount {
  /** Weights of the model the formula speaks of, packed ones unpacked. */
  readonly counted: number;
  /** counted - formula. */
  readonly gap: number;
  /** What the files hold besides, by reason: elements left out of `counted`. */
  readonly leftOut: readonly { readonly reason: string; readonly elements: number }[];
  readonly note: string;
}

/** Why a tensor is no part of the formula's count; the first that matches is named. */
const LEFT_OUT: readonly (readonly [reason: string, matches: RegExp])[] = [
  [
    'scales and zero points of quantisation',
    /(_scale_inv|[._](weight|input|output|k|v)_scale(_2|_inv)?|_scales|\.scales|\.qzeros|\.g_idx|_zero_point|weight_shape|weight_g_idx)$/,
  ],
  [
    'tables computed from positions',
    /(rotary_emb\.inv_freq|rope_freqs\.weight|position_ids|attn\.masked_bias|attn\.bias)$/,
  ],
  [
    'parts that see or hear',
    /(^|\.)(vision_tower|vision_model|visual|multi_modal_projector|mm_projector|audio_tower|embed_vision|patch_merger|vision_encoder|vision_language_adapter)\./,
  ],
  ['multi-token prediction', /(^|\.)mtp\./],
];

const LAYER_INDEX = /(?:^|\.)(?:layers|blk|h|block)\.(\d+)\./;

const reasonToLeaveOut = (name: string, model: ModelArchitecture): string | null => {
  const layer = LAYER_INDEX.exec(name)?.[1];
  if (layer !== undefined && Number(layer) >= layerCount(model)) return 'multi-token prediction';
  if (model.tiedEmbeddings && /(^|\.)lm_head\.weight$/.test(name))
    return 'a second copy of the tied embedding';
  const found = LEFT_OUT.find(([, matches]) => matches.test(name));
  return found === undefined ? null : found[0];
};

const FOUR_BITS = new Set(['int4', 'mxfp4', 'nvfp4']);

/** Weights in one stored element: integers that pack several of 4 or 8 bits; 1 everywhere else. */
const weightsPerElement = (tensor: TensorInfo, model: ModelArchitecture): number => {
  const { linear, experts } = model.formats;
  const bits = FOUR_BITS.has(experts) || FOUR_BITS.has(linear) ? 4 : 8;
  if (/(\.qweight|\.weight_packed)$/.test(tensor.name)) return tensor.dtype === 'I32' ? 32 / bits : 8 / bits;
  if (/_blocks$/.test(tensor.name)) return 2;
  if (tensor.dtype === 'U8' && bits === 4 && tensor.shape.length >= 2) return 2;
  return 1;
};

const whole = (value: number): string => value.toLocaleString('en-GB');

const describe = (counted: number, formula: number, leftOut: HeaderCount['leftOut']): string => {
  const gap = counted - formula;
  const share = formula === 0 ? '' : ` (${((100 * gap) / formula).toFixed(3)} %)`;
  const verdict =
    gap === 0
      ? `The headers hold ${whole(counted)} parameters, exactly as the formula says.`
      : `The headers hold ${whole(counted)} parameters, the formula says ${whole(formula)}: a gap of ${gap > 0 ? '+' : ''}${whole(gap)}${share}.`;
  const besides = leftOut.map(({ reason, elements }) => `${reason} (${whole(elements)})`).join('; ');
  return besides === '' ? verdict : `${verdict} Not counted: ${besides}.`;
};

/** Counts the parameters that headers declare and compares them with the formula. Pure; the tensors of all files together. */
export const countInHeaders = (tensors: readonly TensorInfo[], model: ModelArchitecture): HeaderCount => {
  const formula = countParameters(model).total;
  const besides = new Map<string, number>();
  let counted = 0;
  for (const tensor of tensors) {
    const reason = reasonToLeaveOut(tensor.name, model);
    if (reason === null) counted += tensor.elements * weightsPerElement(tensor, model);
    else {
      const before = besides.get(reason);
      besides.set(reason, before === undefined ? tensor.elements : before + tensor.elements);
    }
  }
  const leftOut = [...besides].map(([reason, elements]) => ({ reason, elements }));
  return { counted, gap: counted - formula, leftOut, note: describe(counted, formula, leftOut) };
};
