import { isRecord } from '../../../workload/config/fields.ts';
import type { ModelFinding } from '../../model-asset.ts';
import { type ModelTables, probeText } from '../advice.ts';
import { type JsonRecord, member, textAt } from '../archive/json-bytes.ts';
import { finding } from '../judge/finding.ts';

const DEFAULT = new Set(['default', 'none']);

/** Kinds of rotary positions in `rope_scaling` or `rope_parameters`, also where these differ by kind of layer. */
const kindsOf = (config: JsonRecord): readonly string[] => {
  const stated = member(config, 'rope_parameters') ?? member(config, 'rope_scaling');
  if (!isRecord(stated)) return [];
  const kinds = [stated, ...Object.values(stated).slice(0, 100)]
    .filter(isRecord)
    .flatMap((one) => [
      textAt(one, 'rope_type') ?? textAt(one, 'type'),
      member(one, 'mrope_section') === undefined ? null : 'mrope',
    ])
    .filter((kind) => kind !== null && !DEFAULT.has(kind));
  return [...new Set(kinds)].filter((kind) => kind !== null).map((kind) => kind.slice(0, 40));
};

/** What the rotary positions of a config mean; plain ones give nothing. */
export const ropeFindings = (
  config: JsonRecord,
  modelType: string | null,
  { tables, advice }: ModelTables,
): readonly ModelFinding[] =>
  kindsOf(config).map((kind) => {
    const row = advice.rope.find(({ types }) => types.includes(kind));
    const known = row !== undefined && modelType !== null && row.recipes.includes(modelType);
    const severity = row === undefined ? 'unknown' : known ? 'fine' : row.otherwise;
    const why = row === undefined ? 'a kind of which nothing is documented' : row.text;
    return finding({
      code: 'model.rope',
      rule: null,
      severity,
      text: `Rotary positions of kind ${kind}: ${why}${known ? ', as in the recipe for this family' : ''}.`,
      source: null,
      probe: severity === 'fine' ? null : probeText(tables.probes, 'accuracy'),
    });
  });
