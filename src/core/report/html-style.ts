/** The whole style of a report. System fonts only, so that a report needs nothing but itself. */
export const REPORT_STYLE = `
:root { --ink: #1b1f24; --soft: #57606a; --rule: #d8dee4; --wash: #f6f8fa; --good: #116329; --warn: #7d4e00; --bad: #a40e26; --link: #0550ae; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 48px 0 12px; padding-top: 16px; border-top: 2px solid var(--ink); }
h3 { font-size: 15px; margin: 0 0 6px; font-weight: 600; }
p { max-width: 78ch; margin: 8px 0; }
li, footer { overflow-wrap: anywhere; }
.asked { color: var(--soft); margin: 0; max-width: none; }
.verdict { font-size: 19px; font-weight: 600; margin: 20px 0 12px; padding: 12px 16px; border-left: 5px solid; background: var(--wash); max-width: none; overflow-wrap: anywhere; }
.verdict.good { border-color: var(--good); } .verdict.warn { border-color: #bf8700; } .verdict.bad { border-color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 1px 1px 17px; }
.figures div { padding: 10px 14px; outline: 1px solid var(--rule); }
.figures dt { color: var(--soft); font-size: 12.5px; }
.figures dd { margin: 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.range { display: block; color: var(--soft); font-size: 0.8em; font-weight: 400; white-space: nowrap; }
.left .range { white-space: normal; }
sup { color: var(--soft); font-size: 0.66em; font-weight: 400; margin-left: 2px; line-height: 0; }
.warnings { margin: 0 0 16px; padding: 10px 16px 10px 34px; background: #fff8e5; border: 1px solid #e3c878; }
.warnings li { margin: 2px 0; }
nav { font-size: 13.5px; color: var(--soft); border-bottom: 1px solid var(--rule); padding-bottom: 8px; }
nav a { margin-right: 16px; white-space: nowrap; display: inline-block; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
figure { margin: 20px 0 28px; break-inside: avoid; }
figcaption { color: var(--soft); font-size: 13px; max-width: 90ch; margin-top: 4px; }
.wide { overflow-x: auto; }
.wide svg { display: block; width: 100%; min-width: 640px; max-width: 1020px; height: auto; }
details { margin: 16px 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
details + details { margin-top: -17px; }
summary { cursor: pointer; padding: 10px 2px; font-weight: 600; color: var(--link); }
summary:hover { text-decoration: underline; } summary:focus-visible { outline: 2px solid var(--link); }
details > .table:first-of-type, details > figure:first-of-type { margin-top: 8px; }
.table { margin: 20px 0 28px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; font-size: 15px; padding-bottom: 6px; }
th { text-align: left; vertical-align: bottom; font-weight: 600; color: var(--soft); border-bottom: 1.5px solid var(--ink); padding: 4px 8px; font-size: 12px; }
td { vertical-align: top; padding: 5px 8px; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { padding-left: 2px; }
.right { text-align: right; } td.right { white-space: nowrap; }
td.left { min-width: 4.5em; overflow-wrap: break-word; }
td.long { min-width: 14em; overflow-wrap: anywhere; } td.path { min-width: 14em; overflow-wrap: anywhere; } td.named { min-width: 11em; }
tbody tr:hover { background: var(--wash); }
[title] { cursor: help; }
.tone-good { color: var(--good); } .tone-warn { color: var(--warn); } .tone-bad { color: var(--bad); font-weight: 600; }
th [role=button] { cursor: pointer; } th [role=button]:focus-visible { outline: 2px solid var(--link); }
th[aria-sort=ascending] span::after { content: ' \\2191'; } th[aria-sort=descending] span::after { content: ' \\2193'; }
input.filter { font: inherit; font-size: 13px; padding: 4px 8px; margin: 0 0 8px; border: 1px solid #8c959f; border-radius: 4px; width: 260px; max-width: 100%; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--rule); color: var(--soft); font-size: 13px; }
@media (max-width: 640px) { main { padding: 20px 14px 48px; } h1 { font-size: 22px; } .verdict { font-size: 17px; } }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  nav, input.filter { display: none; }
  h2 { break-after: avoid; margin-top: 24px; } h3 { break-after: avoid; }
  .wide { overflow: visible; } .wide svg { min-width: 0; max-width: 100%; }
  table { font-size: 7.4pt; } th { font-size: 7pt; } th, td { padding: 2px 4px; } td.left { min-width: 3em; } td.long { min-width: 9em; } td.named { min-width: 9.5em; }
  thead { display: table-header-group; break-inside: avoid; } tr { break-inside: avoid; } caption { break-after: avoid; }
  details:not(.printed) > :not(summary) { display: none; } details:not(.printed) > summary::after { content: " (on screen)"; font-weight: 400; } details.printed::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; color: inherit; }
  .table { break-inside: auto; } [title] { cursor: auto; } a { color: inherit; }
  .verdict, .warnings, .figures div { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;

/**
 * Sorts tables by a click on a header and filters long ones; without it the page reads the same. Headers hold spans, not
 * buttons: Chromium does not repeat a table head with buttons in it on every printed page.
 */
export const REPORT_SCRIPT = `
(() => {
  const folded = () => document.querySelectorAll('details.printed:not([open])');
  const opened = [];
  addEventListener('beforeprint', () => { for (const part of folded()) { part.open = true; opened.push(part); } });
  addEventListener('afterprint', () => { for (const part of opened.splice(0)) part.open = false; });
  const key = (row, column) => {
    const cell = row.cells[column];
    const sort = cell.dataset.sort;
    return sort === undefined ? cell.textContent.trim().toLowerCase() : Number(sort);
  };
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a < b ? -1 : a > b ? 1 : 0);
  for (const table of document.querySelectorAll('table.interactive')) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const sorter = document.createElement('span');
      sorter.setAttribute('role', 'button');
      sorter.tabIndex = 0;
      sorter.append(...head.childNodes);
      head.append(sorter);
      const sort = () => {
        const rising = head.getAttribute('aria-sort') !== 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
        body.append(...[...body.rows].sort((a, b) => (rising ? 1 : -1) * compare(key(a, column), key(b, column))));
      };
      sorter.addEventListener('click', sort);
      sorter.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        sort();
      });
    });
    if (body.rows.length < 14) continue;
    const input = document.createElement('input');
    input.className = 'filter';
    input.type = 'search';
    input.placeholder = 'filter rows';
    input.setAttribute('aria-label', 'filter rows of: ' + table.caption.textContent);
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase();
      for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(words);
    });
    table.parentElement.before(input);
  }
})();
`;
