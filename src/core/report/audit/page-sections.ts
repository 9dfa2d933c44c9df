import type { Audit } from '../../portability/audit.ts';
import { isNeuron, TARGET_NAMES } from '../../portability/target.ts';
import type { AssetVerdict, EffortRange } from '../../portability/verdict.ts';
import {
  type Block,
  type Cell,
  details,
  type Section,
  type Tone,
  tableBlock,
  textCell,
  withoutEmptyColumns,
} from '../document.ts';
import { counted, listed } from '../supply/words.ts';
import { findingGroups, rulesById } from './groups.ts';
import { VERDICT_TONES } from './page-cards.ts';
import type { AuditPage } from './page-data.ts';
import {
  daysCell,
  daysRange,
  documentText,
  GRADE_MEANINGS,
  SEVERITY_WORDS,
  sourceText,
  VERDICT_WORDS,
} from './words.ts';

const left = (header: string) => ({ header, align: 'left' as const });
const right = (header: string) => ({ header, align: 'right' as const });

const NONE: Cell = { text: '–' };

const verdictCell = (verdict: AssetVerdict | undefined): Cell => {
  if (verdict === undefined) return NONE;
  const { grade, reason, stack, sdk } = verdict;
  return {
    text: VERDICT_WORDS[verdict.verdict],
    range: `${grade} · ${daysCell(verdict.effort)} days`,
    hint: `${reason}; ${stack}; ${sdk}; evidence ${grade}: ${GRADE_MEANINGS[grade]}; range: ${verdict.effort.driver}`,
    tone: VERDICT_TONES[verdict.verdict],
    sort: verdict.effort.daysHigh,
  };
};

/** Assets against targets, and what stands behind each verdict folded below. */
const assetsSection = ({ assets, targets }: Audit): Section => ({
  id: 'assets',
  title: 'Assets',
  blocks: [
    tableBlock(
      withoutEmptyColumns({
        caption: 'Verdict, grade of evidence and working days, per asset and target',
        columns: [left('asset'), left('where'), ...targets.map(({ target }) => left(TARGET_NAMES[target]))],
        rows: assets.map((asset) => [
          textCell(asset.name),
          textCell(asset.path === '.' ? '' : asset.path),
          ...targets.map(({ target }) => verdictCell(asset.verdicts.find((each) => each.target === target))),
        ]),
        interactive: true,
      }),
    ),
    {
      kind: 'text',
      text: `Evidence: ${Object.entries(GRADE_MEANINGS)
        .map(([grade, meaning]) => `${grade} ${meaning}`)
        .join(', ')}.`,
    },
    ...details('What each verdict rests on', [
      tableBlock({
        caption: 'Stack, reason and published work, per asset and target',
        columns: [left('asset'), left('target'), left('stack'), left('reason'), left('leans on')],
        rows: assets.flatMap(({ name, verdicts }) =>
          verdicts.map(({ target, stack, reason, leansOn }) =>
            [name, TARGET_NAMES[target], stack, reason, listed(leansOn.map(documentText))].map((text) =>
              textCell(text),
            ),
          ),
        ),
        interactive: true,
      }),
    ]),
  ],
});

const SEVERITY_TONES: Readonly<Record<string, Tone>> = { blocks: 'bad', 'needs-rewrite': 'warn' };

const effortCell = (effort: EffortRange | undefined): Cell =>
  effort === undefined ? NONE : { text: daysRange(effort), hint: effort.driver, sort: effort.daysHigh };

/** What must change, by rule. */
const changesSection = ({ audit, rules }: AuditPage): Section => {
  const known = rulesById(rules);
  const neuron = audit.targets.some(({ target }) => isNeuron(target));
  const family = neuron
    ? 'neuron'
    : (audit.targets.map(({ target }) => target).find((each) => each === 'rocm') ?? 'tpu');
  return {
    id: 'changes',
    title: 'What must change',
    blocks: [
      tableBlock({
        caption: 'Changes by rule; working days per target, most first',
        columns: [
          left('rule'),
          left('what'),
          left('severity'),
          right('hits'),
          right('files'),
          ...audit.targets.map(({ target }) => right(TARGET_NAMES[target])),
          left(neuron ? 'instead, on Neuron' : 'instead'),
        ],
        rows: findingGroups(audit, known).map((group) => [
          textCell(group.rule),
          textCell(group.title),
          textCell(SEVERITY_WORDS[group.severity], SEVERITY_TONES[group.severity]),
          { text: String(group.hits), sort: group.hits },
          { text: String(group.files), sort: group.files },
          ...audit.targets.map(({ target }) => effortCell(group.effort.get(target))),
          textCell(known.get(group.rule)?.replacements[family].text ?? ''),
        ]),
        interactive: true,
      }),
    ],
  };
};

const contradictionsSection = ({ contradictions }: Audit): Section => ({
  id: 'contradictions',
  title: 'Contradictions',
  blocks: [
    tableBlock({
      caption: 'Where the documents contradict each other: every side, and the one that is followed here',
      columns: [left('about'), left('says'), left('where, when'), left('followed here')],
      rows: contradictions.flatMap(({ topic, sides, used }) =>
        sides.map(({ says, source, asOf }, index) =>
          [index === 0 ? topic : '', says, sourceText(source, asOf), index === 0 ? used : ''].map((text) =>
            textCell(text),
          ),
        ),
      ),
      interactive: false,
    }),
  ],
});

const probesSection = ({ probes }: Audit): Section => ({
  id: 'probes',
  title: 'Unknowns',
  blocks: [
    tableBlock({
      caption: 'What nobody has published, and what settles it',
      columns: [left('unknown'), left('probe'), left('cost')],
      rows: probes.map(({ about, command, cost }) => [about, command, cost].map((text) => textCell(text))),
      interactive: false,
    }),
  ],
});

const coverageBlocks = ({ coverage, suppressions }: Audit): readonly Block[] => [
  {
    kind: 'text',
    text: `Read: ${listed(
      Object.entries(coverage.byKind)
        .toSorted(([, a], [, b]) => b - a)
        .map(([kind, files]) => `${files} ${kind}`),
    )}.`,
  },
  ...(coverage.remarks.length === 0
    ? []
    : [
        tableBlock({
          caption: `Not read, or only in part: ${counted(coverage.remarks.length, 'remark')}`,
          columns: [left('file'), left('what')],
          rows: coverage.remarks.map(({ path, text }) => [textCell(path), textCell(text)]),
          interactive: true,
        }),
      ]),
  ...(suppressions.length === 0
    ? []
    : [
        tableBlock({
          caption: 'Suppressed by comments in the code',
          columns: [left('rule'), left('where'), right('hits'), left('reason given')],
          rows: suppressions.map(({ rule, path, line, hits, reason }) => [
            textCell(rule),
            textCell(`${path}:${line}`),
            { text: String(hits), sort: hits },
            textCell(reason),
          ]),
          interactive: true,
        }),
      ]),
];

const goneSection = ({ comparison }: AuditPage): readonly Section[] =>
  comparison === null
    ? []
    : [
        {
          id: 'baseline',
          title: 'Against the baseline',
          blocks: [
            {
              kind: 'text',
              text: `${counted(comparison.states.filter((state) => state === 'new').length, 'new finding')}, ${comparison.states.filter((state) => state === 'unchanged').length} known, ${comparison.gone.reduce((sum, { count }) => sum + count, 0)} gone; baseline of SDK ${comparison.baseline.sdk}, tables of ${comparison.baseline.tables}.`,
            },
            ...details(
              `Gone: ${counted(comparison.gone.length, 'finding')}`,
              comparison.gone.length === 0
                ? []
                : [
                    tableBlock({
                      caption: 'Known to the baseline and not found any more',
                      columns: [left('rule'), left('file'), left('symbol'), right('count')],
                      rows: comparison.gone.map(({ rule, path, symbol, count }) => [
                        textCell(rule),
                        textCell(path),
                        textCell(symbol),
                        { text: String(count), sort: count },
                      ]),
                      interactive: true,
                    }),
                  ],
            ),
          ],
        },
      ];

/** The parts of a page that stand before the tree of findings, and those that stand after the models. */
export const auditSections = (
  page: AuditPage,
): { readonly before: readonly Section[]; readonly after: readonly Section[] } => {
  const { audit } = page;
  return {
    before: [
      ...(audit.assets.length === 0 ? [] : [assetsSection(audit)]),
      ...(audit.findings.length === 0 ? [] : [changesSection(page)]),
      ...goneSection(page),
    ],
    after: [
      ...(audit.contradictions.length === 0 ? [] : [contradictionsSection(audit)]),
      ...(audit.probes.length === 0 ? [] : [probesSection(audit)]),
      { id: 'coverage', title: 'What was read', blocks: coverageBlocks(audit) },
    ],
  };
};
