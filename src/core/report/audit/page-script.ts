import { FINDING_PANEL } from './page-script-detail.ts';
import { TREE_DRAW } from './page-script-draw.ts';
import { TREE_MODEL } from './page-script-tree.ts';

/** Last part: the filters, the rules in the table of changes as buttons, and what is printed instead of the tree. */
const CONTROL = `
const form = document.querySelector('.filters');
let waiting = 0;
form.addEventListener('input', () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(refresh); });
form.addEventListener('submit', (event) => event.preventDefault());
element('everything').onclick = () => { form.reset(); refresh(); };
for (const row of document.querySelectorAll('#changes tbody tr')) {
  const cell = row.cells[0], id = cell.textContent;
  if (!numberOfRule.has(id)) continue;
  const button = made('button', id, 'rule');
  button.type = 'button';
  button.title = 'show its findings';
  button.onclick = () => { onlyRule(id); element('findings').scrollIntoView(); view.focus(); };
  cell.replaceChildren(button);
}
const MOST_PRINTED = 1000;
const printedRow = (at) => {
  const row = made('tr');
  for (const text of [data.rules[data.rule[at]].id, data.severities[data.severity[at]], data.paths[data.path[at]] + ':' + data.line[at], data.texts[data.excerpt[at]]]) row.append(made('td', text));
  return row;
};
addEventListener('beforeprint', () => {
  const table = made('table'), body = made('tbody');
  const left = passed.length - MOST_PRINTED;
  table.append(made('caption', element('count').textContent + (left > 0 ? '; the worst ' + number(MOST_PRINTED) + ' are printed' : '')), body);
  const worst = [...passed].sort((a, b) => data.severity[a] - data.severity[b]);
  body.append(...worst.slice(0, MOST_PRINTED).map(printedRow));
  element('printed').replaceChildren(table);
});
addEventListener('resize', draw);
refresh();
document.querySelector('.explorer').style.setProperty('--rows', Math.max(rows.length, count));
draw();
`;

/** The whole script of the page; nothing to do where nothing was found. */
export const AUDIT_SCRIPT = `
if (document.getElementById('tree') !== null) (() => {
${TREE_MODEL}${TREE_DRAW}${FINDING_PANEL}${CONTROL}
})();
`;
