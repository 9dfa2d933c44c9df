import type { PlanResult } from '../plan/result.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { Block, Cell, ReportDocument, ReportTable, Section } from './document.ts';
import { STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import { REPORT_SCRIPT, REPORT_STYLE } from './html-style.ts';
import { planDocument } from './plan-document.ts';

/** Draws a chart as an SVG string; the only markup that is taken as it is. */
export type RenderChart = (chart: ChartSpec) => string;

/** Text made safe for HTML content and for attributes in double quotes; control characters other than line ends go. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[^\P{Control}\t\n]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const attribute = (name: string, value: string | undefined): string =>
  value === undefined || value === '' ? '' : ` ${name}="${escapeHtml(value)}"`;

const cellBody = (cell: Cell): string => {
  const mark =
    cell.standing === undefined
      ? ''
      : `<sup aria-label="${escapeHtml(STANDING_MEANINGS[cell.standing])}">${STANDING_MARKS[cell.standing]}</sup>`;
  const range = cell.range === undefined ? '' : `<span class="range">${escapeHtml(cell.range)}</span>`;
  return `${escapeHtml(cell.text)}${mark}${range}`;
};

const LONG_TEXT = 40;
const LONG_WORD = 24;

const cellHtml = (cell: Cell, align: 'left' | 'right'): string => {
  const classes = [
    align,
    ...(cell.tone === undefined || cell.tone === 'plain' ? [] : [`tone-${cell.tone}`]),
    ...(align === 'left' && cell.text.length > LONG_TEXT ? ['long'] : []),
    ...(align === 'left' && cell.range !== undefined ? ['named'] : []),
    ...(align === 'left' && cell.text.length > LONG_WORD && !cell.text.includes(' ') ? ['path'] : []),
  ];
  const sort = cell.sort === undefined ? undefined : String(cell.sort);
  return `<td class="${classes.join(' ')}"${attribute('title', cell.hint)}${attribute('data-sort', sort)}>${cellBody(cell)}</td>`;
};

const tableHtml = (table: ReportTable): string => {
  const heads = table.columns
    .map(
      ({ header, align, hint }) =>
        `<th scope="col" class="${align}"${attribute('title', hint)}>${escapeHtml(header)}</th>`,
    )
    .join('');
  const rows = table.rows
    .map(
      (row) =>
        `<tr>${row.map((cell, index) => cellHtml(cell, table.columns[index]?.align ?? 'left')).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="table"><div class="wide"><table${table.interactive ? ' class="interactive"' : ''}><caption>${escapeHtml(table.caption)}</caption><thead><tr>${heads}</tr></thead><tbody>
${rows}
</tbody></table></div></div>`;
};

/** A block as markup. */
export const blockHtml = (block: Block, renderChart: RenderChart): string => {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'table':
      return tableHtml(block.table);
    case 'details':
      return `<details${block.printed ? ' class="printed"' : ''}><summary>${escapeHtml(block.summary)}</summary>
${block.blocks.map((inner) => blockHtml(inner, renderChart)).join('\n')}
</details>`;
    case 'chart':
      return `<figure id="chart-${escapeHtml(block.chart.id)}"><h3>${escapeHtml(block.chart.title)}</h3><div class="wide">${renderChart(block.chart)}</div><figcaption>${escapeHtml(block.caption)}</figcaption></figure>`;
  }
};

/** A section as markup. */
export const sectionHtml = (section: Section, renderChart: RenderChart): string =>
  `<section id="${escapeHtml(section.id)}"><h2>${escapeHtml(section.title)}</h2>
${section.blocks.map((block) => blockHtml(block, renderChart)).join('\n')}
</section>`;

const headerHtml = (report: ReportDocument): string => {
  const figures = report.keyFigures
    .map(
      ({ label, cell }) =>
        `<div${attribute('title', cell.hint)}><dt>${escapeHtml(label)}</dt><dd>${cellBody(cell)}</dd></div>`,
    )
    .join('');
  const warnings =
    report.warnings.length === 0
      ? ''
      : `<ul class="warnings" aria-label="warnings">${report.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join('')}</ul>`;
  return `<header><h1>${escapeHtml(report.title)}</h1>
${report.asked.map((line) => `<p class="asked">${escapeHtml(line)}</p>`).join('\n')}
<p class="verdict ${report.verdict.tone}">${escapeHtml(report.verdict.text)}</p>
${figures === '' ? '' : `<dl class="figures">${figures}</dl>`}
${warnings}
<nav aria-label="sections">${report.sections.map(({ id, title }) => `<a href="#${escapeHtml(id)}">${escapeHtml(title)}</a>`).join('')}</nav></header>`;
};

/** The parts of a page; `body` and `script` are markup and code of our own, never text from outside. */
export interface HtmlPage {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  readonly script: string;
}

/** One HTML page that needs nothing outside itself and asks for nothing: its policy forbids every request. */
export const pageHtml = ({ title, style, body, script }: HtmlPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="Rackwright">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
<script>${script}</script>
</body>
</html>
`;

/** A report as one self-contained HTML page. Reads the same without scripts; prints on A4. */
export const htmlDocument = (report: ReportDocument, renderChart: RenderChart): string =>
  pageHtml({
    title: report.title,
    style: REPORT_STYLE,
    script: REPORT_SCRIPT,
    body: `${headerHtml(report)}
${report.sections.map((section) => sectionHtml(section, renderChart)).join('\n')}
<footer>Rackwright; ${escapeHtml(report.versions.join(', '))}. Every number carries its interval and where it came from.</footer>`,
  });

/** The report on a plan as one self-contained HTML page. */
export const htmlPlan = (result: PlanResult, renderChart: RenderChart): string =>
  htmlDocument(planDocument(result), renderChart);
