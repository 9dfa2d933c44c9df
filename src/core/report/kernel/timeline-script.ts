/** Draws the timeline on a canvas: wheel zooms, dragging moves, a click selects a step, arrow keys walk along a queue. */
export const TIMELINE_SCRIPT = `
const data = JSON.parse(document.getElementById('timeline-data').textContent);
const canvas = document.getElementById('timeline');
const panel = document.getElementById('step');
const context = canvas.getContext('2d');
const LANE = 26, BAR = 18, LEFT = 104, TOP = 24;
const count = data.lane.length;
let from = 0, to = data.totalNs, selected = -1;
const byLane = data.lanes.map(() => []);
for (let i = 0; i < count; i++) byLane[data.lane[i]].push([i, data.startNs[i], data.endNs[i]]);
for (const [lane, step, start, end] of data.transfers) byLane[lane].push([step, start, end]);
for (const bars of byLane) bars.sort((a, b) => a[1] - b[1]);
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = new Map(), hues = new Map();
const colourOf = (label) => {
  const opcode = data.texts[label].split(' ')[0];
  if (!hues.has(opcode)) hues.set(opcode, 210 + hues.size * 137);
  if (!colours.has(label)) colours.set(label, 'hsl(' + (hues.get(opcode) % 360) + ' 50% 50%)');
  return colours.get(label);
};
const time = (ns) => ns >= 1e6 ? (ns / 1e6).toFixed(3) + ' ms' : ns >= 1e3 ? (ns / 1e3).toFixed(3) + ' µs' : Math.round(ns) + ' ns';
const width = () => canvas.clientWidth - LEFT;
const x = (ns) => LEFT + (ns - from) / (to - from) * width();
const resize = () => {
  const ratio = devicePixelRatio || 1;
  canvas.style.height = TOP + LANE * data.lanes.length + 8 + 'px';
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw();
};
const firstAfter = (bars, ns) => {
  let low = 0, high = bars.length;
  while (low < high) { const mid = (low + high) >> 1; if (bars[mid][2] < ns) low = mid + 1; else high = mid; }
  return low;
};
const ticks = () => {
  const rough = (to - from) / 8, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  context.fillStyle = style('--muted');
  context.strokeStyle = style('--line');
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    context.beginPath(); context.moveTo(x(at), TOP - 6); context.lineTo(x(at), canvas.clientHeight); context.stroke();
    context.fillText(time(at), x(at) + 3, 12);
  }
};
const draw = () => {
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  context.font = '11px system-ui, sans-serif';
  ticks();
  data.lanes.forEach((name, lane) => {
    const y = TOP + lane * LANE;
    const bars = byLane[lane];
    let painted = -1;
    for (let at = firstAfter(bars, from); at < bars.length; at++) {
      const [step, start, end] = bars[at];
      if (start > to) break;
      const left = Math.max(LEFT, x(start)), right = Math.max(left + 0.5, x(end));
      if (right <= painted + 0.4 && step !== selected) continue;
      painted = right;
      context.fillStyle = colourOf(data.label[step]);
      context.fillRect(left, y, right - left, BAR);
      if (step === selected) { context.strokeStyle = style('--text'); context.lineWidth = 2; context.strokeRect(left, y, Math.max(2, right - left), BAR); context.lineWidth = 1; }
      if (right - left > 46) {
        context.save(); context.beginPath(); context.rect(left, y, right - left - 3, BAR); context.clip();
        context.fillStyle = '#fff'; context.fillText(data.texts[data.label[step]], left + 4, y + 13); context.restore();
      }
    }
    context.fillStyle = style('--page'); context.fillRect(0, y - 4, LEFT - 4, LANE);
    context.fillStyle = style('--text'); context.fillText(name, 8, y + 13);
  });
  drawWait();
};
const drawWait = () => {
  if (selected < 0 || data.waitedFor[selected] < 0 || data.waitedFor[selected] >= count) return;
  const before = data.waitedFor[selected];
  const y = (step) => TOP + data.lane[step] * LANE + BAR / 2;
  context.strokeStyle = style('--accent');
  context.beginPath(); context.moveTo(Math.max(LEFT, x(data.endNs[before])), y(before)); context.lineTo(Math.max(LEFT, x(data.startNs[selected])), y(selected)); context.stroke();
};
const at = (event) => {
  const box = canvas.getBoundingClientRect();
  const lane = Math.floor((event.clientY - box.top - TOP) / LANE);
  const ns = from + (event.clientX - box.left - LEFT) / width() * (to - from);
  const bars = byLane[lane];
  if (!bars) return -1;
  const slack = (to - from) / width() * 2;
  for (let each = firstAfter(bars, ns - slack); each < bars.length && bars[each][1] <= ns + slack; each++)
    if (bars[each][2] + slack >= ns) return bars[each][0];
  return -1;
};
const row = (name, value) => {
  const line = document.createElement('div');
  const key = document.createElement('dt'), text = document.createElement('dd');
  key.textContent = name; text.append(value); line.append(key, text);
  return line;
};
const select = (step) => {
  selected = step;
  panel.replaceChildren();
  if (step >= 0) {
    const before = data.waitedFor[step];
    panel.append(
      row('instruction', data.texts[data.label[step]] + ' (step ' + step + ')'),
      row('source', data.texts[data.place[step]] + '  ' + data.texts[data.source[step]]),
      row('operands', data.texts[data.operands[step]]),
      row('on its queue', time(data.startNs[step]) + ' to ' + time(data.endNs[step]) + ' (' + time(data.endNs[step] - data.startNs[step]) + '), result visible at ' + time(data.visibleNs[step])));
    const reason = data.reasons[data.reason[step]];
    const wait = document.createElement('span');
    if (before >= 0 && before < count) {
      const link = document.createElement('button');
      link.textContent = data.texts[data.label[before]] + ' at ' + data.texts[data.place[before]];
      link.onclick = () => { reveal(before); select(before); };
      wait.append(reason + ': ', link);
    } else wait.append(reason);
    panel.append(row('waited for', wait));
  }
  draw();
};
const reveal = (step) => {
  if (data.startNs[step] >= from && data.endNs[step] <= to) return;
  const span = to - from;
  from = Math.max(0, data.startNs[step] - span / 2); to = from + span;
};
canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  const box = canvas.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left - LEFT) / width()));
  const centre = from + share * (to - from), factor = event.deltaY > 0 ? 1.25 : 0.8;
  const span = Math.min(data.totalNs, Math.max(20, (to - from) * factor));
  from = Math.min(Math.max(0, centre - share * span), data.totalNs - span); to = from + span;
  draw();
}, { passive: false });
let drag = null;
canvas.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, from, moved: false }; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener('pointermove', (event) => {
  if (!drag) { const step = at(event); canvas.title = step < 0 ? '' : data.texts[data.label[step]] + ' ' + data.texts[data.place[step]]; return; }
  if (Math.abs(event.clientX - drag.x) > 3) drag.moved = true;
  const span = to - from;
  from = Math.min(Math.max(0, drag.from - (event.clientX - drag.x) / width() * span), data.totalNs - span); to = from + span;
  draw();
});
canvas.addEventListener('pointerup', (event) => { if (drag && !drag.moved) select(at(event)); drag = null; });
canvas.addEventListener('keydown', (event) => {
  if (selected < 0 || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
  const bars = byLane[data.lane[selected]], here = bars.findIndex(([step]) => step === selected);
  const next = bars[here + (event.key === 'ArrowRight' ? 1 : -1)];
  if (next) { reveal(next[0]); select(next[0]); event.preventDefault(); }
});
document.getElementById('whole').onclick = () => { from = 0; to = data.totalNs; draw(); };
addEventListener('resize', resize);
resize();
`;
