import type { ModelFinding } from '../../model-asset.ts';
import { type ModelNames, type ModelSupport, modelSupport } from '../../tables/model-support.ts';
import { stackLabel } from '../../tables/stack.ts';
import { type ModelSeverity, type ModelTables, probeText } from '../advice.ts';
import { finding, NEURON_TARGETS } from '../judge/finding.ts';

/** Stacks that ship in the release, be it as a beta. */
const SHIPS: ReadonlySet<ModelSupport['stack']['status']> = new Set(['released', 'beta']);

const severityOf = ({ row, stack }: ModelSupport, target: string): ModelSeverity => {
  if (row.standing === 'community' || !row.chips.includes(target)) return 'needs-rewrite';
  if (!SHIPS.has(stack.status)) return 'drop-in';
  return row.standing === 'validated' || row.standing === 'documented' || row.standing === 'draft'
    ? 'fine'
    : 'unknown';
};

const replacementOf = (severity: ModelSeverity, { row, stack }: ModelSupport): string | null => {
  if (severity === 'drop-in') return `${stack.name} with a pinned SDK: ${stack.note}`;
  if (severity !== 'needs-rewrite') return null;
  const lines = row.lines === null ? '' : ` of ${row.lines} lines`;
  return `start from the published port${lines} (${row.source})`;
};

/** What a recipe covers and leaves out is worth a line; of ports and older stacks their standing is. */
const featuresOf = ({ row }: ModelSupport, severity: ModelSeverity): string =>
  row.features === '' || severity === 'needs-rewrite' || severity === 'drop-in' ? '' : ` (${row.features})`;

const bySupport = (found: ModelSupport, target: 'trn2' | 'trn3', { tables }: ModelTables): ModelFinding => {
  const { row, stack } = found;
  const severity = severityOf(found, target);
  const chips = row.chips.length === 0 ? 'a chip that is not stated' : row.chips.join(', ');
  const elsewhere = row.chips.includes(target) ? '' : `; on ${chips} only`;
  return finding({
    code: 'model.architecture',
    rule: 'MD-001',
    severity,
    targets: [target],
    text: `In the list of ${stackLabel(stack)} as ${row.name}: ${row.status}${featuresOf(found, severity)}${elsewhere}.`,
    replacement: replacementOf(severity, found),
    source: row.source,
    probe: severity === 'unknown' ? probeText(tables.probes, 'model.architecture') : null,
  });
};

const missing = (name: string, tables: ModelTables): ModelFinding =>
  finding({
    code: 'model.architecture',
    rule: 'MD-001',
    severity: 'needs-rewrite',
    text: `${name} is in no list of models that a Neuron stack runs.`,
    replacement: "port it: AWS's autoport skill or the onboarding guide of vLLM Neuron",
    source: 'aws-neuron/aws-neuron-sdk:vllm-neuron/docs/model-dev/onboarding-models.md@81ce03ae',
    probe: probeText(tables.tables.probes, 'model.architecture'),
  });

/** The best that the support matrix says of a model on each chip; a row for another chip shows that a port exists. */
export const supportFindings = (names: ModelNames, tables: ModelTables): readonly ModelFinding[] => {
  const name = names.pipeline ?? names.architectures[0] ?? names.modelType;
  if (name === null) return [];
  const shown = name.slice(0, 120);
  const found = modelSupport(tables.tables.models, tables.tables.stacks, names);
  if (found.length === 0) return [missing(shown, tables)];
  return NEURON_TARGETS.flatMap((target) => {
    const best = found.find(({ row }) => row.chips.includes(target)) ?? found[0];
    return best === undefined ? [] : [bySupport(best, target, tables)];
  });
};
