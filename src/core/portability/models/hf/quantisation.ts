import type { ModelFinding } from '../../model-asset.ts';
import { type NumericRow, numericOn } from '../../tables/numerics.ts';
import type { Target } from '../../target.ts';
import { type ModelSeverity, type ModelTables, probeText } from '../advice.ts';
import { type JsonRecord, member, recordAt, textAt } from '../archive/json-bytes.ts';
import { finding, NEURON_TARGETS } from '../judge/finding.ts';

/** How weights were quantised, as the config says it. */
export interface Quantisation {
  /** `gptq`, `awq`, `fp8`, `mxfp4`, `modelopt`, ... in lower case. */
  readonly method: string;
  /** `FP8`, `NVFP4`, `W4A16_AWQ`; null where the method says it all. */
  readonly algorithm: string | null;
  /** Sizes in words: `4 bits, groups of 128`. */
  readonly detail: string;
}

const detailOf = (config: JsonRecord): string => {
  const parts: string[] = [];
  const bits = member(config, 'bits') ?? member(config, 'w_bit');
  const group = member(config, 'group_size') ?? member(config, 'q_group_size');
  if (typeof bits === 'number') parts.push(`${bits} bits`);
  if (typeof group === 'number') parts.push(group < 0 ? 'a scale a row' : `groups of ${group}`);
  const block = member(config, 'weight_block_size');
  if (Array.isArray(block)) parts.push(`blocks of ${block.slice(0, 3).map(String).join(' x ')}`);
  if (member(config, 'load_in_4bit') === true) parts.push('4 bits');
  if (member(config, 'load_in_8bit') === true) parts.push('8 bits');
  const cache = textAt(config, 'kv_cache_quant_algo');
  if (cache !== null) parts.push(`KV cache ${cache.slice(0, 20)}`);
  return parts.join(', ');
};

/** A `quantization_config`, or the whole of a quantize_config.json; null where it names no method. */
export const quantisationOf = (config: JsonRecord): Quantisation | null => {
  const inner = recordAt(config, 'quantization');
  const producer = textAt(recordAt(config, 'producer'), 'name');
  const stated = textAt(config, 'quant_method') ?? producer;
  const bits = member(config, 'bits') ?? member(config, 'w_bit');
  const algorithm = textAt(config, 'quant_algo') ?? textAt(inner, 'quant_algo');
  const bitsandbytes = member(config, 'load_in_4bit') === true || member(config, 'load_in_8bit') === true;
  const method =
    stated ??
    (algorithm === null
      ? bitsandbytes
        ? 'bitsandbytes'
        : typeof bits === 'number'
          ? 'gptq'
          : null
      : 'modelopt');
  if (method === null) return null;
  return {
    method: method.toLowerCase().slice(0, 60),
    algorithm: algorithm === null ? null : algorithm.toUpperCase().slice(0, 60),
    detail: detailOf({ ...inner, ...config }),
  };
};

/** What ModelOpt and others call what the tables have under a name of its own. */
const ALGORITHMS: Readonly<Record<string, string>> = Object.freeze({
  FP8: 'modelopt',
  NVFP4: 'nvfp4',
  MXFP8: 'mxfp8',
  MXFP4: 'mxfp4',
  W4A16_AWQ: 'awq',
  W4A8_AWQ: 'awq',
});

const tableName = ({ method, algorithm }: Quantisation): string =>
  (method.startsWith('modelopt') && algorithm !== null ? ALGORITHMS[algorithm] : undefined) ?? method;

interface Judged {
  readonly severity: ModelSeverity;
  readonly row: NumericRow | null;
}

/**
 * A row that supports a quantisation under conditions does so for the families that have a recipe; an unsupported one has
 * a documented way out for those.
 */
const judgedOn = (
  name: string,
  modelType: string | null,
  target: Target,
  { tables, advice }: ModelTables,
): Judged => {
  const found = numericOn(tables.quantisations, name, target) ?? numericOn(tables.types, name, target);
  if (found === null) return { severity: 'needs-rewrite', row: null };
  const { entry, row } = found;
  const families = advice.quantisedFamilies.get(entry.id);
  const inRecipe = modelType !== null && families?.includes(modelType) === true;
  if (/unsupported/.test(row.status)) return { severity: inRecipe ? 'drop-in' : 'needs-rewrite', row };
  return { severity: inRecipe ? 'fine' : 'unknown', row };
};

const UNDOCUMENTED = 'not among the methods that the tables name';
const REMEDY = 'bf16, or static FP8 per tensor by ModelOpt, from the original weights';

/** What a quantisation means on each chip. */
export const quantisationFindings = (
  found: Quantisation,
  modelType: string | null,
  tables: ModelTables,
): readonly ModelFinding[] => {
  const algorithm = found.algorithm === null ? '' : ` ${found.algorithm}`;
  const named = `${found.method}${algorithm}${found.detail === '' ? '' : ` (${found.detail})`}`;
  return NEURON_TARGETS.map((target) => {
    const { severity, row } = judgedOn(tableName(found), modelType, target, tables);
    return finding({
      code: 'model.quantisation',
      rule: 'MD-002',
      severity,
      targets: [target],
      text: `Quantised by ${named}: ${row === null ? UNDOCUMENTED : `${row.status}; ${row.note}`}.`,
      replacement: severity === 'fine' ? null : (row?.replacement ?? REMEDY),
      source: row === null ? null : row.source,
      probe: severity === 'unknown' ? probeText(tables.tables.probes, 'model.quantisation') : null,
    });
  });
};
