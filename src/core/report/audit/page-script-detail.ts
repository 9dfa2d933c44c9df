/** Third part of the page's script: the panel of one finding with its code and its rule. Texts go in as text, never as markup. */
export const FINDING_PANEL = `
const panel = element('detail');
const made = (tag, text, kind) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.append(text);
  if (kind !== undefined) node.className = kind;
  return node;
};
const marked = (text, from, to) => {
  const line = made('span', undefined, 'text');
  if (from < 0 || from >= text.length) { line.append(text); return line; }
  const end = to > from ? Math.min(to, text.length) : text.length;
  line.append(text.slice(0, from), made('mark', text.slice(from, end)), text.slice(end));
  return line;
};
const codeLine = (number, text, isHit) => {
  const line = made('div', undefined, isHit ? 'hit' : undefined);
  line.append(made('span', String(number), 'number'), text);
  return line;
};
const AROUND = 3;
/* Without the lines of the file the trimmed excerpt is shown, marked where the symbol or its last part stands. */
const excerptLine = (at) => {
  const text = data.texts[data.excerpt[at]], symbol = data.texts[data.symbol[at]];
  const word = text.includes(symbol) ? symbol : symbol.slice(symbol.lastIndexOf('.') + 1);
  const from = word === '' ? -1 : text.indexOf(word);
  return codeLine(data.line[at], marked(text, from, from + word.length), true);
};
const codeOf = (at) => {
  const code = made('div', undefined, 'code');
  code.tabIndex = 0;
  const hit = data.line[at];
  const lines = (data.context[data.path[at]] ?? []).filter(([line]) => Math.abs(line - hit) <= AROUND);
  const whole = lines.find(([line]) => line === hit);
  if (whole === undefined || whole[1].length < data.column[at]) code.append(excerptLine(at));
  else for (const [line, text] of lines) code.append(codeLine(line, line === hit ? marked(text, data.column[at] - 1, data.end[at] - 1) : made('span', text, 'text'), line === hit));
  return code;
};
const tag = (text, severity) => {
  const made_ = made('span', undefined, 'tag');
  if (severity !== undefined) made_.append(dot(severity));
  made_.append(text);
  return made_;
};
const documentOf = ({ source, link }) => {
  if (source === null) return '';
  const where = made('div', undefined, 'source');
  if (link === null) { where.append(source); return where; }
  const anchor = made('a', source);
  anchor.href = link;
  anchor.rel = 'noreferrer';
  where.append(anchor);
  return where;
};
const replacementsOf = (rule) => {
  const table = made('table', undefined, 'instead'), body = made('tbody');
  for (const each of rule.replacements) {
    const row = made('tr'), head = made('th', each.family), cell = made('td', each.text);
    head.scope = 'row';
    cell.append(documentOf(each));
    row.append(head, cell);
    body.append(row);
  }
  table.append(body);
  return table;
};
const onlyRule = (id) => {
  element('rule').value = id;
  refresh();
};
const rulePanel = (rule) => {
  const parts = [made('h4', rule.id + ': ' + rule.title)];
  if (rule.why !== '') parts.push(made('p', 'Why: ' + rule.why + '.'));
  if (rule.replacements.length > 0) parts.push(replacementsOf(rule));
  if (rule.effort !== '') parts.push(made('p', 'Effort: ' + rule.effort + '.'));
  if (rule.days.length > 0) parts.push(made('p', 'All findings of this rule: ' + rule.days.map(([target, days]) => target + ' ' + days).join(', ') + '.'));
  if (rule.guard !== null) parts.push(made('p', 'No hit: ' + rule.guard + '.'));
  const button = made('button', 'all findings of ' + rule.id);
  button.type = 'button';
  button.onclick = () => onlyRule(rule.id);
  const actions = made('p');
  actions.append(button);
  parts.push(actions, made('p', 'To suppress it, with a reason: # rackwright: ignore ' + rule.id + ' -- reason', 'source'));
  return parts;
};
const show = (at) => {
  const tags = made('p');
  tags.append(tag(data.severities[data.severity[at]], data.severity[at]));
  for (const text of [data.roles[data.role[at]], data.places[data.place[at]], data.circumstances[data.circumstance[at]], data.evidences[data.evidence[at]], data.state[at] === 1 ? 'new' : data.state[at] === 2 ? 'known' : '']) if (text !== '') tags.append(tag(text));
  const parts = [made('h3', data.paths[data.path[at]] + ':' + data.line[at]), tags];
  if (data.weakened[at] >= 0) parts.push(made('p', 'Weighs less: ' + data.texts[data.weakened[at]] + '.'));
  parts.push(codeOf(at), ...rulePanel(data.rules[data.rule[at]]));
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
};
panel.append(made('p', 'Choose a finding in the tree to see its code, why it binds, and what takes its place.', 'source'));
`;
