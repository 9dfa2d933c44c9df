import { InputError } from '../../input-error.ts';
import type { ModelArchitecture } from '../architecture.ts';
import { readerOf, SUPPORTED_FAMILIES } from './families.ts';
import type { FamilyShape } from './family.ts';
import { type ConfigFields, configFields, isRecord } from './fields.ts';
import { weightFormatsOf } from './quantization.ts';
import { refuseUnknownCost } from './unknown-keys.ts';

const UNNAMED = '(unnamed)';

const attempted = (source: string): string => `reading the model ${source}`;

/** Last part of a path or repository name, without `config.json`. */
const nameFrom = (fields: ConfigFields): string => {
  const stated = fields.text('_name_or_path', '');
  const path = (stated === '' ? fields.source : stated).replace(/\/?config\.json$/, '');
  const last = path.split('/').at(-1);
  return last === undefined || last === '' ? fields.modelType : last;
};

/** Fields of the text model: the config itself, or `text_config` of a wrapper that also sees or hears. */
const textFields = (record: Readonly<Record<string, unknown>>, source: string): ConfigFields => {
  const outer = typeof record['model_type'] === 'string' ? record['model_type'] : undefined;
  const nested = Object.hasOwn(record, 'text_config') ? record['text_config'] : undefined;
  if (!isRecord(nested) || (outer !== undefined && readerOf(outer)?.wrapper !== true))
    return configFields(record, source, outer ?? UNNAMED);
  const inner = typeof nested['model_type'] === 'string' ? nested['model_type'] : outer;
  const inherited = ['torch_dtype', 'dtype', 'quantization_config', 'tie_word_embeddings']
    .filter((key) => !Object.hasOwn(nested, key) && Object.hasOwn(record, key))
    .map((key) => [key, record[key]] as const);
  return configFields({ ...nested, ...Object.fromEntries(inherited) }, source, inner ?? UNNAMED);
};

const WRAPPER_NOTE =
  'Only the text model is read: the parts that see or hear are counted neither as parameters nor as work.';

const refuseImpossible = (fields: ConfigFields, shape: FamilyShape): void => {
  for (const { feedForward } of shape.layers) {
    if (feedForward.kind === 'experts' && feedForward.activeExperts > feedForward.experts)
      throw fields.refuse(
        `${feedForward.activeExperts} active experts of ${feedForward.experts}`,
        'no more active experts than there are',
      );
  }
};

/**
 * The architecture a Hugging Face `config.json` describes (already parsed). `source` is shown in errors and derivations;
 * `name` overrides the name found in it. Of a multimodal wrapper only the text model is read. Throws InputError on an
 * architecture that is not understood, on missing keys, and on unknown keys that may change cost.
 */
export const architectureFromConfig = (config: unknown, source: string, name?: string): ModelArchitecture => {
  if (!isRecord(config))
    throw new InputError({
      attempted: attempted(source),
      found: Array.isArray(config) ? 'a list' : String(config === null ? null : typeof config),
      accepted: 'the object of a Hugging Face config.json',
    });
  const fields = textFields(config, source);
  const family = readerOf(fields.modelType);
  if (family === undefined)
    throw new InputError({
      attempted: attempted(source),
      found:
        fields.modelType === UNNAMED
          ? `no model_type${architecturesOf(config)}`
          : `the architecture "${fields.modelType}"${architecturesOf(config)}, which has no reader`,
      accepted: `model_type of ${SUPPORTED_FAMILIES.join(', ')} (docs/add-a-model.md says how to add one)`,
    });
  const shape = family.read(fields);
  const formats = weightFormatsOf(fields);
  refuseImpossible(fields, shape);
  refuseUnknownCost(fields);
  const notes = [...(isRecord(config['text_config']) ? [WRAPPER_NOTE] : []), ...(shape.notes ?? [])];
  return Object.freeze({
    name: name ?? nameFrom(fields),
    family: fields.modelType,
    ...shape,
    ...(notes.length === 0 ? {} : { notes: Object.freeze(notes) }),
    formats: Object.freeze(formats),
    source,
  });
};

const architecturesOf = (config: Readonly<Record<string, unknown>>): string => {
  const list = config['architectures'];
  return Array.isArray(list) && typeof list[0] === 'string' ? ` (${list[0].slice(0, 80)})` : '';
};
