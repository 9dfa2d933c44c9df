/** Second part of the page's script: draws the rows of the tree that are in sight, and what keys and clicks do to it. */
export const TREE_DRAW = `
const ROW = 26, AHEAD = 12;
const view = element('tree'), holder = element('rows');
const part = (kind, text) => {
  const made = document.createElement('span');
  made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
};
const dot = (severity) => {
  const made = document.createElement('i');
  made.className = 'dot s' + severity;
  made.title = data.severities[severity];
  return made;
};
const tallyOf = (node) => {
  const made = part('tally');
  node.tally.forEach((amount, severity) => {
    if (amount === 0) return;
    const each = document.createElement('span');
    each.append(dot(severity), String(amount));
    each.title = amount + ' ' + data.severities[severity];
    made.append(each);
  });
  return made;
};
const labelOf = (node) => {
  if (node.finding < 0) return node.name + ', ' + node.tally.map((amount, severity) => amount === 0 ? '' : amount + ' ' + data.severities[severity]).filter((each) => each !== '').join(', ');
  const at = node.finding;
  return data.rules[data.rule[at]].id + ', ' + data.severities[data.severity[at]] + ', line ' + data.line[at] + ': ' + data.texts[data.excerpt[at]];
};
const drawnRow = (node, index) => {
  const row = document.createElement('div');
  row.className = 'row ' + (node.finding < 0 ? node.kind : 'hit') + (index === current ? ' current' : '');
  row.id = 'row-' + index;
  row.style.top = index * ROW + 'px';
  row.style.paddingLeft = 6 + (node.level - 1) * 16 + 'px';
  row.setAttribute('role', 'treeitem');
  row.setAttribute('aria-level', node.level);
  row.setAttribute('aria-label', labelOf(node));
  row.setAttribute('aria-setsize', node.parent.children.length);
  row.setAttribute('aria-posinset', node.place);
  row.setAttribute('aria-selected', index === current);
  if (node.finding < 0) {
    row.setAttribute('aria-expanded', isOpen(node));
    row.append(part('caret', isOpen(node) ? '▾' : '▸'), part('name', node.kind === 'rule' ? node.name + '  ' + node.title : node.name), tallyOf(node));
    row.title = node.title;
  } else {
    const at = node.finding;
    row.append(part('at', String(data.line[at])), dot(data.severity[at]), part('name', data.texts[data.excerpt[at]]));
    if (data.state[at] === 1) row.append(part('id', 'new'));
    row.append(part('id', data.rules[data.rule[at]].id));
  }
  return row;
};
const draw = () => {
  const first = Math.max(0, Math.floor(view.scrollTop / ROW) - AHEAD);
  const last = Math.min(rows.length, Math.ceil((view.scrollTop + view.clientHeight) / ROW) + AHEAD);
  const drawn = [];
  for (let index = first; index < last; index++) drawn.push(drawnRow(rows[index], index));
  holder.replaceChildren(...drawn);
  if (current >= first && current < last) view.setAttribute('aria-activedescendant', 'row-' + current);
  else view.removeAttribute('aria-activedescendant');
};
const flatten = () => {
  rows = visible(tree, []);
  for (const node of [tree, ...rows]) node.children.forEach((child, index) => { child.place = index + 1; });
  holder.style.height = rows.length * ROW + 'px';
};
const number = (value) => value.toLocaleString('en-GB');
const refresh = () => {
  const chosen = current >= 0 ? rows[current].finding : -1;
  passed = passing();
  tree = treeOf(passed, valueOf('group'));
  flatten();
  current = chosen < 0 ? -1 : rows.findIndex((node) => node.finding === chosen);
  const files = new Set(passed.map((at) => data.path[at])).size;
  element('count').textContent = number(passed.length) + ' of ' + number(count) + ' findings in ' + number(files) + (files === 1 ? ' file' : ' files');
  view.scrollTop = 0;
  draw();
};
const reveal = (index) => {
  const top = index * ROW;
  if (top < view.scrollTop) view.scrollTop = top;
  else if (top + ROW > view.scrollTop + view.clientHeight) view.scrollTop = top + ROW - view.clientHeight;
};
const goTo = (index) => {
  if (index < 0 || index >= rows.length) return;
  current = index;
  reveal(index);
  draw();
  if (rows[index].finding >= 0) show(rows[index].finding);
};
const fold = (index, open) => {
  const node = rows[index];
  opened.set(node.key, open);
  flatten();
  draw();
};
const activate = (index) => {
  if (index < 0 || index >= rows.length) return;
  current = index;
  if (rows[index].finding < 0) fold(index, !isOpen(rows[index]));
  else goTo(index);
};
view.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
view.addEventListener('click', (event) => {
  const row = event.target.closest('.row');
  if (row !== null) activate(Number(row.id.slice(4)));
});
const page = () => Math.max(1, Math.floor(view.clientHeight / ROW) - 1);
const inward = () => { if (current < 0) return; const node = rows[current]; if (node.finding < 0) { if (isOpen(node)) goTo(current + 1); else fold(current, true); } };
const outward = () => { if (current < 0) return; const node = rows[current]; if (node.finding < 0 && isOpen(node)) fold(current, false); else goTo(rows.indexOf(node.parent)); };
const KEYS = {
  ArrowDown: () => goTo(Math.min(rows.length - 1, current + 1)), ArrowUp: () => goTo(Math.max(0, current - 1)),
  PageDown: () => goTo(Math.min(rows.length - 1, current + page())), PageUp: () => goTo(Math.max(0, current - page())),
  Home: () => goTo(0), End: () => goTo(rows.length - 1), ArrowRight: inward, ArrowLeft: outward,
  Enter: () => { if (current >= 0 && rows[current].finding >= 0) element('detail').focus(); else activate(current); }, ' ': () => activate(current),
};
view.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  KEYS[event.key]();
  event.preventDefault();
});
`;
