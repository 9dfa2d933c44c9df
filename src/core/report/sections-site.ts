import type { Candidate, PlanResult } from '../plan/result.ts';
import type { SiteCheck } from '../site/check.ts';
import { powerChart } from './charts-money.ts';
import {
  type Block,
  type Cell,
  details,
  figureCell,
  type ReportTable,
  type Section,
  SHOWN_IN_FULL,
  tableBlock,
  textCell,
} from './document.ts';
import { energyTable } from './energy-table.ts';
import { formatNumber, formatShare, formatValue } from './format.ts';
import { siteTone } from './sections-ranking.ts';

const inWords = (name: string): string => name.replaceAll('-', ' ');

const marginText = (margin: number | null): Cell =>
  margin === null
    ? textCell('–')
    : { text: formatShare({ low: margin, estimate: margin, high: margin }), sort: margin };

/** The finding that decides: the worst verdict, then the smallest margin. */
const decidingFinding = (site: SiteCheck): SiteCheck['findings'][number] | undefined => {
  const order = ['does-not-fit', 'marginal', 'unknown', 'fits'];
  return site.findings.toSorted(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      (a.margin ?? Number.POSITIVE_INFINITY) - (b.margin ?? Number.POSITIVE_INFINITY),
  )[0];
};

const siteSummary = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'Does it fit the site?',
  columns: [
    { header: '#', align: 'right' },
    { header: 'system', align: 'left' },
    { header: 'answer', align: 'left' },
    { header: 'decided by', align: 'left' },
    { header: 'margin', align: 'right' },
    { header: 'why', align: 'left' },
    { header: 'cheapest repair', align: 'left' },
  ],
  rows: candidates.flatMap(({ rank, systemName, site }) => {
    const finding = site === null ? undefined : decidingFinding(site);
    return site === null || finding === undefined
      ? []
      : [
          [
            { text: formatNumber(rank), sort: rank },
            textCell(systemName),
            textCell(inWords(site.verdict), siteTone(site.verdict)),
            textCell(inWords(finding.check)),
            marginText(finding.margin),
            textCell(finding.text),
            textCell(finding.repair ?? ''),
          ],
        ];
  }),
  interactive: true,
});

const siteFindings = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'Every question asked of the site',
  columns: [
    { header: 'system', align: 'left' },
    { header: 'question', align: 'left' },
    { header: 'needs', align: 'right' },
    { header: 'site has', align: 'right' },
    { header: 'margin', align: 'right' },
    { header: 'answer', align: 'left' },
    { header: 'why', align: 'left' },
    { header: 'cheapest repair', align: 'left' },
  ],
  rows: candidates.flatMap((candidate) =>
    (candidate.site?.findings ?? []).map((finding) => [
      textCell(candidate.systemName),
      textCell(inWords(finding.check)),
      figureCell(finding.need),
      figureCell(finding.have),
      marginText(finding.margin),
      textCell(inWords(finding.verdict), siteTone(finding.verdict)),
      textCell(finding.text),
      textCell(finding.repair ?? ''),
    ]),
  ),
  interactive: true,
});

const siteBlocks = (result: PlanResult): readonly Block[] => {
  const checked = result.candidates.filter((candidate) => candidate.site !== null);
  if (checked.length === 0) {
    const text =
      result.request.site === null
        ? 'The request names no site, so nothing was checked.'
        : 'All candidates are rented: the site is the landlord’s affair.';
    return [{ kind: 'text', text }];
  }
  const best = checked.slice(0, SHOWN_IN_FULL);
  return [
    tableBlock(siteSummary(best)),
    ...details('Every question asked of the site', [tableBlock(siteFindings(best))]),
  ];
};

const powerCaption = ({ request: { site } }: PlanResult): string =>
  `IT power of all units under this load, with its interval.${site === null ? '' : ` The site has ${formatValue(site.itPowerWatts, 'W')}.`}`;

/** Power of each candidate, and the site's answers with repairs. */
export const powerAndSiteSection = (result: PlanResult): Section => {
  const best = result.candidates.slice(0, SHOWN_IN_FULL);
  const chart = powerChart(result, best);
  return {
    id: 'power-and-site',
    title: 'Power and site',
    blocks: [
      ...(chart === null
        ? []
        : [
            {
              kind: 'chart' as const,
              chart,
              caption: powerCaption(result),
            },
          ]),
      ...(best.some(({ energy }) => energy !== undefined)
        ? details('Energy of tokens and of runs', [tableBlock(energyTable(best))])
        : []),
      ...siteBlocks(result),
    ],
  };
};
