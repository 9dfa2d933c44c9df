import type { Audit } from '../../portability/audit.ts';
import { type ModelAsset, type ModelFinding, OPERATOR_STATUSES } from '../../portability/model-asset.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import { formatNumber } from '../format.ts';
import { bytesText } from '../kernel/words.ts';
import { inner, moreRows, section } from '../supply/terminal-parts.ts';
import { atMost, plainText, wrapText } from '../text.ts';
import { type AuditTextOptions, elsewhere } from './text-parts.ts';
import { OPERATOR_WORDS } from './words.ts';

const BILLION = 1e9;
const MILLION = 1e6;

/** A count of parameters as people say it: `671 B parameters`. */
export const parametersText = (parameters: number): string => {
  const [scale, unit] =
    parameters >= BILLION ? [BILLION, ' B'] : parameters >= MILLION ? [MILLION, ' M'] : [1, ''];
  return `${formatNumber(Number((parameters / scale).toPrecision(3)))}${unit} parameters`;
};

/** What a model is, on one line: architecture, format, parameters, types of its elements. */
export const modelText = (model: ModelAsset): string =>
  [
    model.architecture ?? 'no architecture named',
    model.format,
    ...(model.parameters === null ? [] : [parametersText(model.parameters)]),
    ...(model.elementTypes.length === 0 ? [] : [model.elementTypes.map(({ type }) => type).join(', ')]),
    bytesText(model.bytes),
  ].join(' · ');

const NAMED_OPERATORS = 4;

/** Operators by standing, the doubtful ones by name: `documented 24; unknown 1 (onnx.Loop)`. */
export const operatorsText = ({ operators }: ModelAsset): string => {
  const parts = OPERATOR_STATUSES.flatMap((status) => {
    const those = operators.filter((use) => use.status === status);
    if (those.length === 0) return [];
    const isSure =
      status === 'supported' || status === 'inferred-lowerable' || status === 'derived-supported';
    const names = those.slice(0, NAMED_OPERATORS).map(({ operator }) => operator);
    const more = those.length > NAMED_OPERATORS ? ', …' : '';
    return [`${OPERATOR_WORDS[status]} ${those.length}${isSure ? '' : ` (${names.join(', ')}${more})`}`];
  });
  return parts.join('; ');
};

const FINDING_WORDS: Readonly<Record<Exclude<ModelFinding['severity'], 'fine'>, string>> = {
  blocks: 'blocks',
  'needs-rewrite': 'needs rewrite',
  'drop-in': 'drop-in',
  cosmetic: 'cosmetic',
  unknown: 'unknown',
};

/** A finding about a model as a sentence, with the targets where it matters. */
export const modelFindingText = ({ severity, targets, text, replacement }: ModelFinding): string => {
  const where = targets.map((target) => TARGET_NAMES[target]).join(', ');
  const instead = replacement === null ? '' : ` → ${replacement}`;
  const verdict = severity === 'fine' ? '' : ` ${FINDING_WORDS[severity]}`;
  return `${`${where}${verdict}`.trim()}: ${text}${instead}`;
};

const LINES_PER_FINDING = 3;

/** What is fine needs no line, but for degrees and memory, which a buyer plans with. */
const isShown = ({ severity, code }: ModelFinding): boolean =>
  severity !== 'fine' || code === 'model.tensor-parallel' || code === 'model.memory';

const modelLines = (model: ModelAsset, options: AuditTextOptions): readonly string[] => {
  const { style } = options;
  const width = inner(options);
  const below = (text: string): readonly string[] =>
    wrapText(plainText(text), width - 2, 2).map((line) => `  ${line}`);
  const operators = operatorsText(model);
  const emphasise = (finding: ModelFinding, line: string): string =>
    finding.severity === 'blocks'
      ? style('red', line)
      : finding.severity === 'unknown'
        ? style('yellow', line)
        : line;
  return [
    ...wrapText(model.path, width).map((line) => style('bold', line)),
    ...below(modelText(model)),
    ...(operators === '' ? [] : below(`operators: ${operators}`)),
    ...model.findings
      .filter(isShown)
      .flatMap((finding) =>
        atMost(LINES_PER_FINDING, below(modelFindingText(finding)), width).map((line) =>
          emphasise(finding, line),
        ),
      ),
    ...model.remarks.flatMap(below).map((line) => style('dim', line)),
  ];
};

/** The models: what each is, its operators by standing, and what decides on a chip. */
export const modelsLines = (audit: Audit, options: AuditTextOptions): readonly string[] =>
  section(
    'Models',
    [
      ...audit.models.slice(0, options.top).flatMap((model) => modelLines(model, options)),
      ...moreRows(audit.models.length, options.top, elsewhere(options)),
    ],
    options,
  );
