import {
  type ModelAsset,
  OPERATOR_STATUSES,
  type OperatorStatus,
  type ParallelDegree,
} from '../../portability/model-asset.ts';
import { TARGET_NAMES, type Target } from '../../portability/target.ts';
import { type Block, type Cell, details, type Tone, tableBlock, textCell } from '../document.ts';
import { blockHtml, escapeHtml } from '../html.ts';
import { counted } from '../supply/words.ts';
import { modelText } from './text-models.ts';
import { documentText, OPERATOR_WORDS } from './words.ts';

const left = (header: string) => ({ header, align: 'left' as const });

const TONES: Readonly<Record<OperatorStatus, Tone>> = {
  supported: 'good',
  'supported-constrained': 'warn',
  'inferred-lowerable': 'good',
  'derived-supported': 'good',
  'derived-constrained': 'warn',
  'derived-unsupported': 'bad',
  unknown: 'plain',
  unsupported: 'bad',
};

const targetsText = (targets: readonly Target[]): string =>
  targets.map((target) => TARGET_NAMES[target]).join(', ');

const HUNDRED = 100;

/** Operators by standing as one stacked bar with its key; standings are kept apart, never merged. */
const operatorBar = ({ operators }: ModelAsset): string => {
  const counts = OPERATOR_STATUSES.flatMap((status) => {
    const count = operators.filter((use) => use.status === status).length;
    return count === 0 ? [] : [{ status, count }];
  });
  const parts = counts.map(
    ({ status, count }) =>
      `<i class="op-${status}" style="width:${((HUNDRED * count) / operators.length).toFixed(2)}%"></i>`,
  );
  const key = counts.map(
    ({ status, count }) =>
      `<li><i class="op-${status}"></i>${escapeHtml(OPERATOR_WORDS[status])}: ${count}</li>`,
  );
  return `<div class="stack" aria-hidden="true">${parts.join('')}</div><ul class="key">${key.join('')}</ul>`;
};

const findingsTable = ({ findings, path }: ModelAsset): Block =>
  tableBlock({
    caption: `What decides about ${path}`,
    columns: [
      left('about'),
      left('targets'),
      left('verdict'),
      left('found'),
      left('instead or probe'),
      left('document'),
    ],
    rows: findings.map(({ code, rule, targets, severity, text, replacement, probe, source }) => [
      { text: code.replace(/^model\./, '').replaceAll('-', ' '), ...(rule === null ? {} : { range: rule }) },
      textCell(targetsText(targets)),
      textCell(
        severity.replaceAll('-', ' '),
        severity === 'blocks' ? 'bad' : severity === 'fine' ? 'good' : 'warn',
      ),
      textCell(text),
      textCell(replacement ?? probe ?? ''),
      textCell(source === null ? '' : documentText(source)),
    ]),
    interactive: false,
  });

/** Degrees against targets: yes, with padding, or no with the reason behind it. */
const degreesTable = ({ findings, path }: ModelAsset): readonly Block[] => {
  const judged = findings.flatMap(({ targets, degrees }) =>
    degrees === undefined ? [] : [{ targets, degrees }],
  );
  const all = [...new Set(judged.flatMap(({ degrees }) => degrees.map(({ degree }) => degree)))].toSorted(
    (a, b) => a - b,
  );
  if (all.length === 0) return [];
  const cellOf = (known: ParallelDegree | undefined): Cell => {
    if (known === undefined) return { text: '–' };
    const { valid, note } = known;
    const hint = note === null ? {} : { hint: note };
    return valid
      ? { text: note === null ? 'yes' : 'padded', tone: 'good', ...hint }
      : { text: 'no', tone: 'bad', ...hint };
  };
  return [
    tableBlock({
      caption: `Tensor-parallel degrees of ${path}, in logical cores`,
      columns: [left('degree'), ...all.map((degree) => left(String(degree)))],
      rows: judged.map(({ targets, degrees }) => [
        textCell(targetsText(targets)),
        ...all.map((degree) => cellOf(degrees.find((each) => each.degree === degree))),
      ]),
      interactive: false,
    }),
  ];
};

const operatorsTable = ({ operators, path }: ModelAsset): readonly Block[] =>
  details(
    counted(operators.length, 'operator'),
    operators.length === 0
      ? []
      : [
          tableBlock({
            caption: `Operators of ${path}`,
            columns: [
              left('operator'),
              { header: 'uses', align: 'right' },
              left('standing'),
              left('note'),
              left('document'),
            ],
            rows: operators.map(({ operator, count, status, note, source }) => [
              textCell(operator),
              { text: String(count), sort: count },
              textCell(OPERATOR_WORDS[status], TONES[status]),
              textCell(note),
              textCell(documentText(source)),
            ]),
            interactive: true,
          }),
        ],
  );

const drawn = (blocks: readonly Block[]): string =>
  blocks.map((block) => blockHtml(block, () => '')).join('\n');

const modelHtml = (model: ModelAsset): string =>
  `<article class="model"><h3>${escapeHtml(model.path)}</h3><p>${escapeHtml(modelText(model))}</p>
${model.operators.length === 0 ? '' : operatorBar(model)}
${drawn([
  ...(model.remarks.length === 0 ? [] : [{ kind: 'list' as const, items: model.remarks }]),
  ...(model.findings.length === 0 ? [] : [findingsTable(model)]),
  ...degreesTable(model),
  ...operatorsTable(model),
])}</article>`;

/** The models of an audit: what each is, operators by standing, tensor-parallel degrees, what decides on a chip. */
export const modelsHtml = (models: readonly ModelAsset[]): string =>
  models.length === 0
    ? ''
    : `<section id="models"><h2>Models</h2>${models.map(modelHtml).join('\n')}</section>`;
