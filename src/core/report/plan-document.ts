import type { Candidate, PlanResult } from '../plan/result.ts';
import { STANDINGS } from '../quantity/standing.ts';
import {
  type Block,
  figureCell,
  type ReportDocument,
  type ReportTable,
  type Section,
  type Tone,
  textCell,
} from './document.ts';
import { formatFigure, formatNumber, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { factsOf } from './provenance.ts';
import { moneySection, powerAndSiteSection, sensitivitySection } from './sections-decision.ts';
import { performanceSections } from './sections-performance.ts';
import { rankingSection } from './sections-ranking.ts';
import { headline, summarise, workloadText } from './summary.ts';

const verdictTone = (best: Candidate | undefined): Tone => {
  if (best === undefined) return 'bad';
  return best.verdict === 'meets' ? 'good' : 'warn';
};

const keyFigures = (result: PlanResult): ReportDocument['keyFigures'] => {
  const best = result.candidates[0];
  if (best === undefined) return [];
  const summary = summarise(best);
  const entries = [
    [`cost over ${formatNumber(result.request.terms.horizonMonths)} months`, best.cost?.totalUsd ?? null],
    [summary.price?.unit === 'USD' ? 'per training run' : 'output tokens', summary.price],
    ['output', summary.tokensPerSecond],
    ['time to first token', summary.timeToFirstTokenMs],
    ['time per output token', summary.timePerOutputTokenMs],
    ['run time', summary.wallSeconds],
    ['IT power', best.itWatts],
  ] as const;
  return entries.flatMap(([label, figure]) => (figure === null ? [] : [{ label, cell: figureCell(figure) }]));
};

const refusedSection = (result: PlanResult): Section => {
  const table: ReportTable = {
    caption: `${formatNumber(result.refused.length)} systems on which the request cannot run`,
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
        : [{ kind: 'table', table }],
  };
};

const SHOWN_USERS = 3;

const usedByText = (usedBy: readonly string[]): string =>
  usedBy.length <= SHOWN_USERS
    ? usedBy.join(', ')
    : `${usedBy.slice(0, SHOWN_USERS).join(', ')} and ${formatNumber(usedBy.length - SHOWN_USERS)} more`;

const assumptionsSection = (result: PlanResult): Section => {
  const table: ReportTable = {
    caption: 'Numbers nobody has published, and how to replace them',
    columns: [
      { header: 'assumption', align: 'left' },
      { header: 'value', align: 'right' },
      { header: 'why this', align: 'left' },
      { header: 'how to override', align: 'left' },
      { header: 'used by', align: 'left' },
    ],
    rows: result.assumptions.map((use) => [
      textCell(use.id),
      figureCell(use.figure),
      textCell(use.reason),
      textCell(use.override),
      textCell(usedByText(use.usedBy)),
    ]),
    interactive: false,
  };
  return {
    id: 'assumptions',
    title: 'Assumptions',
    blocks:
      result.assumptions.length === 0
        ? [{ kind: 'text', text: 'No number here is assumed: all have a source or come from your request.' }]
        : [{ kind: 'table', table }],
  };
};

const sourcesSection = (result: PlanResult): Section => {
  const facts = factsOf(result);
  const table: ReportTable = {
    caption: `${formatNumber(facts.length)} published facts the result rests on`,
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
  return { id: 'sources', title: 'Sources', blocks: [{ kind: 'table', table }] };
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
    { kind: 'table', table },
  ];
  return { id: 'reading', title: 'How to read this', blocks };
};

/** The report on a plan, as data: the answer first, then what it rests on. */
export const planDocument = (result: PlanResult): ReportDocument => ({
  title: result.request.name,
  asked: result.request.workloads.map(workloadText),
  verdict: { text: headline(result), tone: verdictTone(result.candidates[0]) },
  keyFigures: keyFigures(result),
  warnings: [...result.flips.map((flip) => flip.text), ...result.warnings],
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
