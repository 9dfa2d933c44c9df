import { isRecord } from '../../../workload/config/fields.ts';
import { countParameters } from '../../../workload/parameters.ts';
import type { ModelFinding } from '../../model-asset.ts';
import { TARGETS } from '../../target.ts';
import { errorAdvice, type ModelTables } from '../advice.ts';
import { type JsonRecord, listAt, member, recordAt, textAt } from '../archive/json-bytes.ts';
import { finding, listed, whole } from '../judge/finding.ts';
import { type ElementCount, emptyReading, type ModelReading } from '../reading.ts';
import { memoryFinding, weightSizes } from './memory.ts';
import { quantisationFindings, quantisationOf } from './quantisation.ts';
import { ropeFindings } from './rope.ts';
import { type KnownShape, knownShape, sizeAt, textConfig } from './shape.ts';
import { supportFindings } from './support.ts';
import { tensorParallelFindings } from './tensor-parallel.ts';

/** What a config is read with. */
export interface ConfigContext {
  readonly tables: ModelTables;
  /** Shown in remarks: the path. */
  readonly source: string;
  /** Bytes of the weight files beside it; null where there are none. */
  readonly weightBytes: number | null;
}

const SIGNS = [
  'architectures',
  'model_type',
  '_class_name',
  'auto_map',
  'quantization_config',
  'transformers_version',
];

/** Whether a config.json is one of a model: programs of every kind have files of that name. */
export const isModelConfig = (config: JsonRecord): boolean =>
  SIGNS.some((key) => member(config, key) !== undefined) || sizeAt(config, 'num_attention_heads') !== null;

const customCode = (config: JsonRecord): readonly ModelFinding[] => {
  const classes = Object.values(recordAt(config, 'auto_map'))
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter((value) => typeof value === 'string')
    .map((value) => value.slice(0, 80));
  if (classes.length === 0) return [];
  return [
    finding({
      code: 'model.custom-code',
      rule: 'MD-003',
      targets: TARGETS,
      severity: 'needs-rewrite',
      text: `The model's code comes with it (auto_map: ${listed(classes, 4)}): what it calls is not in this file.`,
      replacement: 'audit the modelling files too, then port them to the serving stack',
      source: 'aws-neuron/aws-neuron-sdk:vllm-neuron/docs/model-dev/onboarding-models.md@81ce03ae',
    }),
  ];
};

const TOO_LONG = 'NCC_EVRF056';

const positions = (config: JsonRecord, { tables }: ModelTables): readonly ModelFinding[] => {
  const most = sizeAt(
    textConfig(config),
    'max_position_embeddings',
    'n_positions',
    'max_seq_len',
    'seq_length',
  );
  if (most === null) return [];
  return [
    finding({
      code: 'model.positions',
      rule: 'MD-004',
      severity: 'fine',
      text: `Sequences of at most ${whole(most)} positions: longer ones fail to compile (${TOO_LONG}).`,
      source: errorAdvice(tables, TOO_LONG).source,
    }),
  ];
};

/** Findings on how the model divides and what it weighs; none where the config states no heads. */
const shapeFindings = (
  shape: KnownShape | null,
  { tables, weightBytes }: ConfigContext,
): readonly ModelFinding[] => {
  if (shape === null) return [];
  const sizes = weightSizes(shape.model, shape.counted, weightBytes);
  return [
    ...tensorParallelFindings(shape.model, tables),
    ...(sizes === null ? [] : tables.tables.chips.map((chip) => memoryFinding(shape.model, sizes, chip))),
  ];
};

/** Parts of a wrapper that see or hear, which the support matrix judges with the whole. */
const partsRemark = (config: JsonRecord): readonly string[] => {
  const parts = ['vision_config', 'audio_config', 'speech_config'].filter((key) =>
    isRecord(member(config, key)),
  );
  return parts.length === 0
    ? []
    : [`also has ${parts.join(', ')}: only the text model was divided and counted`];
};

/** The type that the weights are said to have, unless a quantisation says otherwise. */
const statedType = (config: JsonRecord): readonly ElementCount[] => {
  const text = textConfig(config);
  const stated =
    textAt(config, 'torch_dtype') ??
    textAt(config, 'dtype') ??
    textAt(text, 'torch_dtype') ??
    textAt(text, 'dtype');
  return stated === null
    ? []
    : [{ type: stated.replace(/^torch\./, '').slice(0, 40), tensors: 0, elements: 0 }];
};

/**
 * A Hugging Face config.json: its architecture against the support matrix, tensor-parallel degrees, weights against a
 * logical core's memory, positions, quantisation, rotary kinds and code of its own. What a config leaves out gives no
 * finding; nothing in it can make this throw.
 */
export const readConfig = (config: JsonRecord, context: ConfigContext): ModelReading => {
  const { tables } = context;
  const architectures = listAt(config, 'architectures').filter((name) => typeof name === 'string');
  const modelType = textAt(config, 'model_type');
  const textType = textAt(textConfig(config), 'model_type') ?? modelType;
  const shape = knownShape(config, context.source);
  const quantisation =
    quantisationOf(recordAt(config, 'quantization_config')) ??
    quantisationOf(recordAt(textConfig(config), 'quantization_config'));
  const name = architectures[0] ?? modelType ?? textAt(config, '_class_name');
  return {
    ...emptyReading('hf-config'),
    architecture: name === null ? null : name.slice(0, 200),
    parameters: shape?.counted === true ? countParameters(shape.model).total : null,
    elementTypes: quantisation === null ? statedType(config) : [],
    findings: [
      ...supportFindings({ architectures, modelType, pipeline: null }, tables),
      ...shapeFindings(shape, context),
      ...positions(config, tables),
      ...(quantisation === null ? [] : quantisationFindings(quantisation, modelType, tables)),
      ...ropeFindings(textConfig(config), textType, tables),
      ...customCode(config),
    ],
    remarks: [...(shape === null || shape.remark === null ? [] : [shape.remark]), ...partsRemark(config)],
  };
};
