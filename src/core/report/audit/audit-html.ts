import { escapeHtml, pageHtml, sectionHtml } from '../html.ts';
import { REPORT_SCRIPT, REPORT_STYLE } from '../html-style.ts';
import { headerHtml } from './page-cards.ts';
import { type AuditPage, auditPageData } from './page-data.ts';
import { explorerHtml } from './page-explorer.ts';
import { modelsHtml } from './page-models.ts';
import { AUDIT_SCRIPT } from './page-script.ts';
import { auditSections } from './page-sections.ts';
import { AUDIT_STYLE } from './page-style.ts';

/** Data as the text of a script element: nothing in it can end the element. */
const dataText = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/**
 * An audit as one HTML page that needs nothing outside itself: verdicts, assets, changes, the tree of findings with its
 * filters, models, contradictions, unknowns and what was read. Findings are drawn on demand, so that tens of thousands open
 * at once. Texts of the repository go in escaped or as text nodes, never as markup.
 */
export const auditHtml = (page: AuditPage): string => {
  const { audit, comparison } = page;
  const { before, after } = auditSections(page);
  const drawn = (sections: typeof before): string =>
    sections.map((section) => sectionHtml(section, () => '')).join('\n');
  const contents = [
    ...before,
    { id: 'findings', title: 'Findings' },
    ...(audit.models.length === 0 ? [] : [{ id: 'models', title: 'Models' }]),
    ...after,
  ];
  return pageHtml({
    title: `Portability audit of ${audit.subject}`,
    style: `${REPORT_STYLE}${AUDIT_STYLE}`,
    script: `${REPORT_SCRIPT}${AUDIT_SCRIPT}`,
    body: `${headerHtml(audit, contents)}
${drawn(before)}
${explorerHtml(audit, comparison !== null)}
${modelsHtml(audit.models)}
${drawn(after)}
<footer>Rackwright; Neuron SDK ${escapeHtml(audit.sdk.version)}, tables of ${escapeHtml(audit.tables.version)}. Every verdict carries its evidence, every range its driver.</footer>
<script type="application/json" id="audit-data">${dataText(auditPageData(page))}</script>`,
  });
};
