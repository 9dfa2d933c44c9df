import { TIMELINE_DRAW } from './timeline-draw.ts';

/** Second part: what the pointer and the keyboard do, and the panel of the chosen step. All texts go in as text, never as markup. */
const CONTROL = `
const panel = document.getElementById('step');
const at = (event) => {
  const box = canvas.getBoundingClientRect();
  const lane = Math.floor((event.clientY - box.top - TOP) / LANE);
  const ns = from + (event.clientX - box.left - LEFT) / width() * (to - from);
  const bars = byLane[lane];
  if (!bars) return -1;
  const slack = (to - from) / width() * 2;
  const level = Math.floor((event.clientY - box.top - TOP - lane * LANE) / (BAR / (bars.length ? bars[0].levels : 1)));
  let found = -1;
  for (let each = firstReaching(lane, ns - slack); each < bars.length && bars[each].start <= ns + slack; each++) {
    if (bars[each].end + slack < ns) continue;
    if (bars[each].level === level || bars[each].levels === 1) return bars[each].step;
    found = bars[each].step;
  }
  return found;
};
const row = (name, value) => {
  const line = document.createElement('div');
  const key = document.createElement('dt'), text = document.createElement('dd');
  key.textContent = name; text.append(value); line.append(key, text);
  return line;
};
const waited = (step) => {
  const before = data.waitedFor[step], meaning = data.meanings[data.reason[step]];
  const wait = document.createElement('span');
  if (before < 0 || before >= count) { wait.append(meaning); return wait; }
  const link = document.createElement('button');
  link.type = 'button';
  link.textContent = data.texts[data.label[before]] + ' (step ' + before + ') at ' + data.texts[data.place[before]];
  link.onclick = () => { reveal(before); select(before); };
  wait.append(meaning + ': ', link);
  return wait;
};
const select = (step) => {
  selected = step;
  panel.replaceChildren();
  if (step < 0) panel.append(row('', 'Click a step, or press an arrow key.'));
  else {
    const start = data.startNs[step], end = data.endNs[step];
    panel.append(
      row('instruction', data.texts[data.label[step]] + ' (step ' + step + ' on ' + data.lanes[data.lane[step]] + ')'),
      row('source', data.texts[data.place[step]] + '  ' + data.texts[data.source[step]]),
      row('operands', data.texts[data.operands[step]]),
      row('on its queue', time(start) + ' to ' + time(end) + ' (' + time(end - start) + '), result visible at ' + time(data.visibleNs[step])),
      row('waited for', waited(step)));
  }
  draw();
};
const reveal = (step) => {
  if (data.startNs[step] >= from && data.endNs[step] <= to) return;
  const span = to - from;
  show(data.startNs[step] - span / 2, span);
};
const show = (start, span) => {
  const room = Math.min(data.totalNs, Math.max(20, span));
  from = Math.min(Math.max(0, start), data.totalNs - room); to = from + room;
  draw();
};
const zoom = (factor, centre) => {
  const share = (centre - from) / (to - from), span = Math.min(data.totalNs, Math.max(20, (to - from) * factor));
  show(centre - share * span, span);
};
const whole = () => show(0, data.totalNs);
canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  const box = canvas.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left - LEFT) / width()));
  zoom(event.deltaY > 0 ? 1.25 : 0.8, from + share * (to - from));
}, { passive: false });
let drag = null;
canvas.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, from, moved: false }; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener('pointermove', (event) => {
  if (!drag) { const step = at(event); canvas.title = step < 0 ? '' : data.texts[data.label[step]] + ' ' + data.texts[data.place[step]]; return; }
  if (Math.abs(event.clientX - drag.x) > 3) drag.moved = true;
  if (drag.moved) show(drag.from - (event.clientX - drag.x) / width() * (to - from), to - from);
});
canvas.addEventListener('pointerup', (event) => { if (drag && !drag.moved) select(at(event)); drag = null; });
const walk = (by) => {
  if (selected < 0) return count > 0 ? 0 : -1;
  const bars = byLane[data.lane[selected]], next = bars[bars.findIndex(({ step }) => step === selected) + by];
  return next ? next.step : selected;
};
const middle = () => selected >= 0 ? Math.min(to, Math.max(from, data.startNs[selected])) : (from + to) / 2;
const KEYS = {
  ArrowRight: () => { const step = walk(1); if (step >= 0) { reveal(step); select(step); } },
  ArrowLeft: () => { const step = walk(-1); if (step >= 0) { reveal(step); select(step); } },
  '+': () => zoom(0.5, middle()), '=': () => zoom(0.5, middle()), '-': () => zoom(2, middle()),
  Home: whole, Escape: () => select(-1),
};
canvas.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  KEYS[event.key](); event.preventDefault();
});
document.getElementById('whole').onclick = whole;
addEventListener('resize', resize);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
resize();
select(-1);
`;

/** The whole script of the page. */
export const TIMELINE_SCRIPT = `${TIMELINE_DRAW}${CONTROL}`;
