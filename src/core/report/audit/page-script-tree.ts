/**
 * First part of the page's script: which findings pass the filters, the tree that they make, and the rows of it that are
 * open. Rows are numbers of nodes; only those in sight are drawn (see `TREE_DRAW`).
 */
export const TREE_MODEL = String.raw`
const data = JSON.parse(document.getElementById('audit-data').textContent);
const element = (id) => document.getElementById(id);
const count = data.path.length;
const lower = { paths: data.paths.map((each) => each.toLowerCase()), texts: data.texts.map((each) => each.toLowerCase()), rules: data.rules.map((each) => (each.id + ' ' + each.title).toLowerCase()) };
const ruleOfTarget = new Map(data.targets.map((target) => [target.id, new Set(target.rules)]));
const numberOfRule = new Map(data.rules.map((rule, index) => [rule.id, index]));
const chosenSeverities = () => new Set([...document.querySelectorAll('input[name=severity]')].filter((box) => box.checked).map((box) => Number(box.value)));
const valueOf = (id) => element(id) === null ? '' : element(id).value;
const passing = () => {
  const severities = chosenSeverities();
  const rules = ruleOfTarget.get(valueOf('target')) ?? null;
  const rule = valueOf('rule') === '' ? -1 : numberOfRule.get(valueOf('rule'));
  const role = valueOf('role') === '' ? -1 : Number(valueOf('role'));
  const state = valueOf('state') === '' ? -1 : Number(valueOf('state'));
  const words = valueOf('words').toLowerCase().split(/\s+/).filter((word) => word !== '');
  const passed = [];
  for (let at = 0; at < count; at++) {
    if (!severities.has(data.severity[at])) continue;
    if (rules !== null && !rules.has(data.rule[at])) continue;
    if (rule >= 0 && data.rule[at] !== rule) continue;
    if (role >= 0 && data.role[at] !== role) continue;
    if (state >= 0 && data.state[at] !== state) continue;
    if (words.length > 0 && !words.every((word) => lower.paths[data.path[at]].includes(word) || lower.texts[data.symbol[at]].includes(word) || lower.texts[data.excerpt[at]].includes(word) || lower.rules[data.rule[at]].includes(word))) continue;
    passed.push(at);
  }
  return passed;
};
const newNode = (kind, name, key, parent, title) => ({ kind, name, key, title, parent, level: parent === null ? 0 : parent.level + 1, children: [], byName: new Map(), tally: [0, 0, 0, 0], finding: -1 });
const childOf = (parent, kind, name, title) => {
  const known = parent.byName.get(kind + name);
  if (known !== undefined) return known;
  const node = newNode(kind, name, parent.key + '\u0000' + kind + name, parent, title);
  parent.byName.set(kind + name, node);
  parent.children.push(node);
  return node;
};
const fileNode = (root, path) => {
  const parts = path.split('/');
  const folder = parts.slice(0, -1).reduce((parent, part) => childOf(parent, 'folder', part, part), root);
  return childOf(folder, 'file', parts[parts.length - 1], path);
};
const holderOf = {
  folder: (root, at) => fileNode(root, data.paths[data.path[at]]),
  rule: (root, at) => {
    const rule = data.rules[data.rule[at]];
    const path = data.paths[data.path[at]];
    return childOf(childOf(root, 'rule', rule.id, rule.title), 'file', path, path);
  },
};
/* Folders with nothing but one folder in them become one row. */
const joined = (node) => {
  node.children = node.children.map(joined);
  if (node.kind !== 'folder' || node.children.length !== 1 || node.children[0].kind !== 'folder') return node;
  const inner = node.children[0];
  inner.name = node.name + '/' + inner.name;
  inner.parent = node.parent;
  return inner;
};
const KINDS = { folder: 0, rule: 0, file: 1, finding: 2 };
const order = (a, b) => KINDS[a.kind] - KINDS[b.kind] || (a.kind === 'finding' ? data.line[a.finding] - data.line[b.finding] || data.column[a.finding] - data.column[b.finding] : a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const settled = (node, level) => {
  node.level = level;
  node.children.sort(order);
  for (const child of node.children) {
    child.parent = node;
    settled(child, level + 1);
  }
};
const treeOf = (passed, group) => {
  const root = newNode('root', '', group, null, '');
  for (const at of passed) {
    const holder = holderOf[group](root, at);
    const leaf = newNode('finding', '', holder.key + '\u0000' + at, holder, '');
    leaf.finding = at;
    holder.children.push(leaf);
    for (let node = holder; node !== null; node = node.parent) node.tally[data.severity[at]]++;
  }
  root.children = root.children.map(joined);
  settled(root, 0);
  return root;
};
const opened = new Map();
const OPEN_AT_FIRST = 150;
let tree = null, rows = [], passed = [], current = -1;
const isOpen = (node) => opened.get(node.key) ?? (passed.length <= OPEN_AT_FIRST || (node.level === 1 && node.parent.children.length === 1));
const visible = (node, into) => {
  for (const child of node.children) {
    into.push(child);
    if (child.finding < 0 && isOpen(child)) visible(child, into);
  }
  return into;
};
`;
