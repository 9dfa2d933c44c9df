import type { Audit, BuyerRisk, TargetSummary } from '../../portability/audit.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import type { VerdictKind } from '../../portability/verdict.ts';
import { formatNumber } from '../format.ts';
import { escapeHtml } from '../html.ts';
import { bytesText } from '../kernel/words.ts';
import { counted } from '../supply/words.ts';
import { daysText, documentLink, documentText, tablesText, VERDICT_WORDS } from './words.ts';

/** Which of the page's colours a verdict has. */
export const VERDICT_TONES: Readonly<Record<VerdictKind, 'good' | 'warn' | 'bad' | 'plain'>> = Object.freeze({
  'runs-today': 'good',
  'runs-on-beta': 'warn',
  port: 'warn',
  'keep-on-gpu': 'bad',
  unknown: 'plain',
});

/** A document as markup: a link where it can be read in public, else its name. */
export const documentHtml = (source: string): string => {
  const link = documentLink(source);
  const name = escapeHtml(documentText(source));
  return link === null ? name : `<a href="${escapeHtml(link)}" rel="noreferrer">${name}</a>`;
};

const riskHtml = ({ title, text, source, asOf }: BuyerRisk): string =>
  `<li><strong>${escapeHtml(title)}.</strong> ${escapeHtml(text)} <span class="source">${documentHtml(source)}, ${escapeHtml(asOf)}</span></li>`;

const HUNDRED = 100;

/** A range on an axis from 0 to `most`. */
const barHtml = (low: number, high: number, most: number): string => {
  const share = (value: number): number => (most > 0 ? (HUNDRED * value) / most : 0);
  const width = Math.max(share(high) - share(low), high > 0 ? 1 : 0);
  return `<div class="bar" aria-hidden="true"><i style="left:${share(low).toFixed(2)}%;width:${width.toFixed(2)}%"></i></div>`;
};

const driverHtml = ({ what, effort }: TargetSummary['drivers'][number]): string =>
  `<li>${escapeHtml(what)}, <b>${escapeHtml(daysText(effort))}</b>${effort.driver === '' || effort.driver === what ? '' : `<span class="source">${escapeHtml(effort.driver)}</span>`}</li>`;

const cardHtml = ({ target, verdict, effort, reason, drivers }: TargetSummary, most: number): string =>
  `<article class="card ${VERDICT_TONES[verdict]}"><h3>${escapeHtml(TARGET_NAMES[target])}</h3>
<p class="answer">${escapeHtml(VERDICT_WORDS[verdict])}</p>
<p class="days">${escapeHtml(daysText(effort))}</p>
${barHtml(effort.daysLow, effort.daysHigh, most)}
<p>${escapeHtml(reason)}</p>
${drivers.length === 0 ? '' : `<ol>${drivers.map(driverHtml).join('')}</ol>`}</article>`;

/** The head of a page: what was audited, what a buyer must know first, the verdict per target with its effort on one axis. */
export const headerHtml = (
  audit: Audit,
  sections: readonly { readonly id: string; readonly title: string }[],
): string => {
  const { subject, sdk, tables, coverage, risks, targets } = audit;
  const most = Math.max(0, ...targets.map(({ effort }) => effort.daysHigh));
  const read = `${counted(coverage.files, 'file')} (${bytesText(coverage.bytes)}) read, nothing run`;
  return `<header><h1>Portability audit of ${escapeHtml(subject)}</h1>
<p class="asked">Neuron SDK ${escapeHtml(sdk.version)} (${escapeHtml(sdk.date)}), tables of ${escapeHtml(tablesText(tables.version))}; ${escapeHtml(read)}</p>
${risks.length === 0 ? '' : `<ul class="warnings" aria-label="before you buy">${risks.map(riskHtml).join('')}</ul>`}
<div class="cards">${targets.map((each) => cardHtml(each, most)).join('\n')}</div>
<p class="asked">Working days of one engineer; bars from 0 to ${escapeHtml(formatNumber(Math.ceil(most)))}.</p>
<nav aria-label="sections">${sections.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('')}</nav></header>`;
};
