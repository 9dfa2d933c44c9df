import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure } from '../quantity/figure.ts';
import { STANDINGS } from '../quantity/standing.ts';
import { UNITS, type UnitName } from '../quantity/unit.ts';
import type { RequestDefault } from '../workload/request.ts';
import {
  type Block,
  details,
  figureCell,
  type ReportDocument,
  type ReportTable,
  type Section,
  SHOWN_IN_FULL,
  shareCell,
  type Tone,
  tableBlock,
  textCell,
} from './document.ts';
import { formatFigure, formatNumber, formatValue, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { factsOf } from './provenance.ts';
import { moneySection, sensitivitySection } from './sections-decision.ts';
import { performanceSections } from './sections-performance.ts';
import { rankingSection } from './sections-ranking.ts';
import { powerAndSiteSection } from './sections-site.ts';
import { headline, promiseFigures, summarise, workloadText } from './summary.ts';
import { warningTexts } from './warnings-text.ts';

const verdictTone = (best: Candidate | undefined): Tone => {
  if (best === undefined) return 'bad';
  if (best.verdict === 'misses') return 'bad';
  return best.risk == null && best.availability.status !== 'announced' ? 'good' : 'warn';
};

const keyFigures = (result: PlanResult): ReportDocument['keyFigures'] => {
  const best = result.candidates[0];
  if (best === undefined) return [];
  const summary = summarise(best);
  const entries = [
    [`cost over ${formatNumber(result.request.terms.horizonMonths)} months`, best.cost?.totalUsd ?? null],
    ['output tokens', best.cost?.usdPerMillionOutputTokens ?? null],
    ['per training run', best.cost?.usdPerRun ?? null],
    ['throughput', summary.tokensPerSecond],
    ['IT power', best.itWatts],
  ] as const;
  const several = result.request.workloads.length > 1;
  return [
    ...entries.flatMap(([label, figure]) => (figure === null ? [] : [{ label, cell: figureCell(figure) }])),
    ...promiseFigures(best, result.request.workloads).map(({ workload, label, figure, limit }) => ({
      label: `${several ? `${workload}: ` : ''}${label}${limit === null ? '' : `, limit ${limit}`}`,
      cell: isShare(figure) ? shareCell(figure) : figureCell(figure),
    })),
  ];
};

const isShare = (figure: Figure): figure is Figure<'1'> => figure.unit === '1';

const refusedSection = (result: PlanResult): Section => {
  const table: ReportTable = {
    caption: 'Why each cannot run it',
    columns: [
      { header: 'system', align: 'left' },
      { header: 'why', align: 'left' },
    ],
    rows: result.refused.map((each) => [textCell(each.systemName), textCell(each.reason)]),
    interactive: false,
  };
  return {
    id: 'refused',
    title: 'Refused',
    blocks:
      result.refused.length === 0
        ? [{ kind: 'text', text: 'Every system considered can run the request.' }]
        : details(
            `${formatNumber(result.refused.length)} systems on which the request cannot run`,
            [tableBlock(table)],
            true,
          ),
  };
};

const assumptionsTable = (caption: string, uses: PlanResult['assumptions']): ReportTable => ({
  caption,
  columns: [
    { header: 'assumption', align: 'left' },
    { header: 'value', align: 'right' },
    { header: 'why this', align: 'left' },
    { header: 'how to override', align: 'left' },
    { header: 'behind', align: 'right', hint: 'how many candidates rest on it' },
  ],
  rows: uses.map((use) => [
    textCell(use.id),
    figureCell(use.figure),
    textCell(use.reason),
    textCell(use.override),
    { text: formatNumber(use.usedBy.length), sort: use.usedBy.length },
  ]),
  interactive: false,
});

const defaultValue = ({ value, unit }: RequestDefault): string => {
  if (typeof value === 'string' || unit === '1') return String(value);
  return isUnitName(unit) ? formatValue(value, unit) : `${formatNumber(value)} ${unit}`;
};

const isUnitName = (unit: string): unit is UnitName => (UNITS as readonly string[]).includes(unit);

const defaultsTable = (defaults: readonly RequestDefault[]): ReportTable => ({
  caption: 'Write them into the request to replace them',
  columns: [
    { header: 'write it at', align: 'left' },
    { header: 'taken', align: 'right' },
    { header: 'why this', align: 'left' },
  ],
  rows: defaults.map((each) => [textCell(each.path), textCell(defaultValue(each)), textCell(each.reason)]),
  interactive: false,
});

const assumptionsSection = (result: PlanResult): Section => {
  const best = result.candidates[0];
  const behindBest = result.assumptions.filter((use) => best !== undefined && use.usedBy.includes(best.id));
  const others = result.assumptions.filter((use) => !behindBest.includes(use));
  const defaults = result.request.defaults ?? [];
  const blocks: readonly Block[] = [
    ...(behindBest.length === 0
      ? []
      : [tableBlock(assumptionsTable('What nobody has published and rank 1 rests on', behindBest))]),
    ...(defaults.length === 0
      ? []
      : details(
          `${formatNumber(defaults.length)} things your request left out, and what was taken instead`,
          [tableBlock(defaultsTable(defaults))],
          true,
        )),
    ...(others.length === 0
      ? []
      : details(`${formatNumber(others.length)} more that other candidates rest on`, [
          tableBlock(assumptionsTable('Numbers nobody has published, and how to replace them', others)),
        ])),
  ];
  return {
    id: 'assumptions',
    title: 'Assumptions',
    blocks:
      blocks.length === 0
        ? [{ kind: 'text', text: 'No number here is assumed: all have a source or come from your request.' }]
        : blocks,
  };
};

const sourcesSection = (result: PlanResult): Section => {
  const facts = factsOf({ ...result, candidates: result.candidates.slice(0, SHOWN_IN_FULL) });
  const table: ReportTable = {
    caption: 'Published facts; the result file holds those of all candidates',
    columns: [
      { header: 'fact', align: 'left' },
      { header: 'value', align: 'right' },
      { header: 'standing', align: 'left' },
      { header: 'source', align: 'left' },
      { header: 'as of', align: 'left' },
      { header: 'not used', align: 'left', hint: 'values of other sources that disagree' },
    ],
    rows: facts.map(({ figure, fact }) => [
      textCell(fact.path),
      { ...figureCell(figure), hint: fact.note ?? '' },
      textCell(figure.standing),
      textCell(fact.source),
      textCell(fact.asOf),
      textCell(
        (fact.alternatives ?? [])
          .map(
            (other) =>
              `${formatFigure({ low: other.low, estimate: other.low, high: other.high, unit: figure.unit })}, ${other.standing}, ${other.source}, ${other.asOf}`,
          )
          .join('; '),
      ),
    ]),
    interactive: true,
  };
  return {
    id: 'sources',
    title: 'Sources',
    blocks: details(`${formatNumber(facts.length)} published facts behind the candidates shown in full`, [
      tableBlock(table),
    ]),
  };
};

const readingSection = (): Section => {
  const table: ReportTable = {
    caption: 'How sure a number is: letters beside numbers, surest first',
    columns: [
      { header: 'mark', align: 'left' },
      { header: 'standing', align: 'left' },
      { header: 'meaning', align: 'left' },
    ],
    rows: STANDINGS.map((standing) => [
      textCell(STANDING_MARKS[standing]),
      textCell(standing),
      textCell(STANDING_MEANINGS[standing]),
    ]),
    interactive: false,
  };
  const blocks: readonly Block[] = [
    {
      kind: 'text',
      text: 'Small type under a number is its interval, low to high. Predictions carry the interval in which nine of ten measured values fell when systems of that standing were held out; sums take all their parts at the same end. Point at a number to see what it was made of; the result file explains it down to its sources: rackwright explain result.json candidates.0.score',
    },
    ...details('What the letters beside numbers mean', [tableBlock(table)], true),
  ];
  return { id: 'reading', title: 'How to read this', blocks };
};

/** The report on a plan, as data: the answer first, then what it rests on. */
export const planDocument = (result: PlanResult): ReportDocument => ({
  title: result.request.name,
  asked: result.request.workloads.map(workloadText),
  verdict: { text: headline(result), tone: verdictTone(result.candidates[0]) },
  keyFigures: keyFigures(result),
  warnings: warningTexts(result),
  sections: [
    rankingSection(result),
    ...performanceSections(result),
    moneySection(result),
    powerAndSiteSection(result),
    sensitivitySection(result),
    refusedSection(result),
    assumptionsSection(result),
    sourcesSection(result),
    readingSection(),
  ],
  versions: [`catalogue ${result.catalogVersion}`, `calibration ${result.calibrationVersion}`],
});
