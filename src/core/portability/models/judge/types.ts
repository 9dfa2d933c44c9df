import type { ModelFinding, ModelFormat } from '../../model-asset.ts';
import { type NumericRow, numericOn } from '../../tables/numerics.ts';
import type { Target } from '../../target.ts';
import { type ModelSeverity, type ModelTables, probeText } from '../advice.ts';
import type { ElementCount } from '../reading.ts';
import { counted, finding, NEURON_TARGETS } from './finding.ts';
import { typeName } from './type-name.ts';

/** Formats whose types are those of a graph that is compiled; in the others they are how weights are kept. */
const GRAPHS: ReadonlySet<ModelFormat> = new Set(['onnx', 'stablehlo', 'torch-export', 'torchscript']);

const CODES: Readonly<Record<string, string>> = Object.freeze({
  i64: 'model.int64',
  u64: 'model.int64',
  f64: 'model.float64',
  complex64: 'model.complex',
  complex128: 'model.complex',
});

const codeOf = (id: string): string => {
  if (Object.hasOwn(CODES, id)) return CODES[id] ?? 'model.dtype';
  return id.startsWith('f8') ? 'model.fp8' : 'model.dtype';
};

/** 64-bit integers in a checkpoint are counters and positions; floats of 64 bits are cast when they are loaded. */
const IN_WEIGHTS: Readonly<Record<string, ModelSeverity>> = Object.freeze({
  i64: 'cosmetic',
  u64: 'cosmetic',
  f64: 'drop-in',
});

const severityOf = (id: string, { status }: NumericRow, format: ModelFormat): ModelSeverity => {
  if (/unsupported/.test(status))
    return GRAPHS.has(format) ? 'needs-rewrite' : (IN_WEIGHTS[id] ?? 'needs-rewrite');
  if (status === 'unknown') return 'unknown';
  if (!/constrained/.test(status)) return 'fine';
  if (id !== 'i64' && id !== 'u64') return 'unknown';
  return GRAPHS.has(format) ? 'drop-in' : 'cosmetic';
};

const amount = ({ tensors, elements }: ElementCount): string => {
  if (tensors === 0) return 'as the config says';
  return elements === 0
    ? counted(tensors, 'use')
    : `${counted(tensors, 'tensor')}, ${counted(elements, 'element')}`;
};

interface Judged {
  readonly code: string;
  readonly rule: string | null;
  readonly severity: ModelSeverity;
  readonly row: NumericRow;
}

/** An element type on a chip, or a family of packed blocks, which are quantisations; null where the tables are silent. */
const judgedOn = (
  type: string,
  target: Target,
  format: ModelFormat,
  { tables }: ModelTables,
): Judged | null => {
  const found = numericOn(tables.types, typeName(type), target);
  if (found !== null) {
    const { entry, row } = found;
    return { code: codeOf(entry.id), rule: null, severity: severityOf(entry.id, row, format), row };
  }
  const packed = numericOn(tables.quantisations, type, target);
  if (packed === null) return null;
  const { row } = packed;
  return { code: 'model.quantisation', rule: 'MD-002', severity: severityOf('', row, format), row };
};

const typeFindings = (
  count: ElementCount,
  format: ModelFormat,
  tables: ModelTables,
): readonly ModelFinding[] => {
  const byRow = new Map<NumericRow, { readonly judged: Judged; readonly targets: Target[] }>();
  for (const target of NEURON_TARGETS) {
    const judged = judgedOn(count.type, target, format, tables);
    if (judged === null || judged.severity === 'fine') continue;
    const known = byRow.get(judged.row);
    if (known === undefined) byRow.set(judged.row, { judged, targets: [target] });
    else known.targets.push(target);
  }
  return [...byRow.values()].map(({ judged: { code, rule, severity, row }, targets }) =>
    finding({
      code,
      rule,
      severity,
      targets,
      text: `${count.type} (${amount(count)}): ${row.status}${row.note === '' ? '' : `; ${row.note}`}.`,
      replacement: row.replacement,
      source: row.source,
      probe: severity === 'unknown' ? probeText(tables.tables.probes, 'dtype') : null,
    }),
  );
};

/** What the element types of a model mean on each chip; types that are supported as they are give nothing. */
export const elementFindings = (
  types: readonly ElementCount[],
  format: ModelFormat,
  tables: ModelTables,
): readonly ModelFinding[] => types.flatMap((count) => typeFindings(count, format, tables));
