/** First part of the page's script: the data, and how lanes, bars, waits and the time axis are drawn. */
export const TIMELINE_DRAW = `
const data = JSON.parse(document.getElementById('timeline-data').textContent);
const canvas = document.getElementById('timeline');
const context = canvas.getContext('2d');
const LANE = 32, BAR = 18, WAIT = 4, LEFT = 112, TOP = 26, MOST_LEVELS = 3;
const FILLS = ['#3567ad', '#b1532b', '#2c7d57', '#8a4fae', '#a83a56', '#22788a', '#86691c', '#585cc4', '#69717d', '#a3498f'];
const WAITS = { data: '#e0991c', overwrite: '#d6493f', reorder: '#9a6bdf', buffer: '#cf4f9d', table: '#1fa39a', 'other core': '#3f7fd6' };
const count = data.lane.length;
let from = 0, to = data.totalNs, selected = -1, shown = 0;

// Bars of each lane by start, with how far the bars up to each reach, so that the first visible one is found by halving.
const byLane = data.lanes.map(() => []);
for (let i = 0; i < count; i++) byLane[data.lane[i]].push({ step: i, start: data.startNs[i], end: data.endNs[i], level: 0, levels: 1 });
for (const [lane, step, start, end] of data.transfers) byLane[lane].push({ step, start, end, level: 0, levels: 1 });
const stack = (bars) => {
  const ends = [];
  for (const bar of bars) {
    let level = ends.findIndex((end) => end <= bar.start);
    if (level < 0) level = ends.length < MOST_LEVELS ? ends.length : ends.indexOf(Math.min(...ends));
    ends[level] = Math.max(bar.end, level < ends.length ? ends[level] : 0);
    bar.level = level;
  }
  for (const bar of bars) bar.levels = Math.max(1, ends.length);
};
const reach = byLane.map((bars, lane) => {
  bars.sort((a, b) => a.start - b.start);
  if (data.lanes[lane].startsWith('DMA')) stack(bars);
  let far = 0;
  return Float64Array.from(bars, (bar) => far = Math.max(far, bar.end));
});
const firstReaching = (lane, ns) => {
  let low = 0, high = reach[lane].length;
  while (low < high) { const mid = (low + high) >> 1; if (reach[lane][mid] < ns) low = mid + 1; else high = mid; }
  return low;
};

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const opcodeOf = (step) => data.texts[data.label[step]].split(' ')[0];
const fills = new Map();
const fillOf = new Map();
for (let i = 0; i < count; i++) {
  if (fillOf.has(data.label[i])) continue;
  const opcode = opcodeOf(i);
  if (!fills.has(opcode)) fills.set(opcode, FILLS[fills.size % FILLS.length]);
  fillOf.set(data.label[i], fills.get(opcode));
}
const legend = document.getElementById('legend');
const entry = (colour, words, thin) => {
  const item = document.createElement('span'), swatch = document.createElement('i');
  swatch.style.background = colour; if (thin) swatch.className = 'thin';
  item.append(swatch, words); legend.append(item);
};
for (const [opcode, colour] of fills) entry(colour, opcode, false);
const waiting = new Set(data.reason);
data.reasons.forEach((reason, at) => { if (waiting.has(at) && WAITS[reason]) entry(WAITS[reason], 'waits: ' + data.meanings[at], true); });

const time = (ns, digits = 3) => ns >= 1e6 ? (ns / 1e6).toFixed(digits) + ' ms' : ns >= 1e3 ? (ns / 1e3).toFixed(digits) + ' µs' : Math.round(ns) + ' ns';
const width = () => shown - LEFT;
const x = (ns) => LEFT + (ns - from) / (to - from) * width();
const resize = () => {
  const ratio = devicePixelRatio || 1;
  canvas.style.height = TOP + LANE * data.lanes.length + 4 + 'px';
  shown = canvas.clientWidth;
  canvas.width = Math.round(shown * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw();
};
const ticks = () => {
  const rough = (to - from) / Math.max(2, Math.floor(width() / 90)), power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough));
  const unit = to >= 1e6 ? 1e6 : to >= 1e3 ? 1e3 : 1;
  const digits = Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9));
  const name = unit === 1e6 ? ' ms' : unit === 1e3 ? ' µs' : ' ns';
  context.fillStyle = style('--muted');
  context.strokeStyle = style('--line');
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const left = Math.round(x(at)) + 0.5, words = (at / unit).toFixed(digits) + name;
    context.beginPath(); context.moveTo(left, TOP - 8); context.lineTo(left, canvas.clientHeight); context.stroke();
    if (left + 4 + context.measureText(words).width < shown) context.fillText(words, left + 4, 14);
  }
};
const widths = new Map();
const labelWidth = (step) => {
  const label = data.label[step];
  if (!widths.has(label)) widths.set(label, context.measureText(data.texts[label]).width);
  return widths.get(label);
};
const drawBar = ({ step, start, end, level, levels }, y) => {
  const height = BAR / levels, top = y + level * height;
  const left = Math.max(LEFT, x(start)), right = Math.min(shown, Math.max(left + 0.5, x(end)));
  context.fillStyle = fillOf.get(data.label[step]);
  // A hair's breadth apart where there is room, so that equal neighbours can be told from one long step.
  context.fillRect(left, top, right - left > 3 ? right - left - 1 : right - left, levels > 1 ? height - 1 : height);
  if (step === selected) { context.strokeStyle = style('--text'); context.lineWidth = 2; context.strokeRect(left, top, Math.max(2, right - left), height); context.lineWidth = 1; }
  if (levels === 1 && right - left > 24 && labelWidth(step) < right - left - 8) {
    context.fillStyle = '#fff'; context.fillText(data.texts[data.label[step]], left + 4, top + 13);
  }
  return right;
};
/** The time before a step in which its queue stood still, as a thin mark under the bars, coloured by what it waited for. */
const drawWait = (step, idleFrom, start, y) => {
  const colour = WAITS[data.reasons[data.reason[step]]];
  if (colour === undefined || start <= idleFrom) return;
  const left = Math.max(LEFT, x(idleFrom)), right = Math.min(shown, x(start));
  if (right - left < 0.3) return;
  context.fillStyle = colour; context.fillRect(left, y + BAR + 3, right - left, WAIT);
};
const drawLane = (name, lane) => {
  const y = TOP + lane * LANE, bars = byLane[lane], isQueue = !name.startsWith('DMA');
  const painted = new Array(MOST_LEVELS).fill(-1);
  const first = firstReaching(lane, from);
  let idleFrom = first > 0 ? reach[lane][first - 1] : 0;
  for (let at = first; at < bars.length; at++) {
    const bar = bars[at];
    if (isQueue) drawWait(bar.step, idleFrom, bar.start, y);
    idleFrom = Math.max(idleFrom, bar.end);
    if (bar.start > to) break;
    if (x(bar.end) <= painted[bar.level] + 0.4 && bar.step !== selected) continue;
    painted[bar.level] = drawBar(bar, y);
  }
  context.fillStyle = style('--page'); context.fillRect(0, y - 4, LEFT - 2, LANE);
  context.fillStyle = style('--text'); context.fillText(name, 10, y + 13);
};
const drawCause = () => {
  const before = selected < 0 ? -1 : data.waitedFor[selected];
  if (before < 0 || before >= count) return;
  const y = (step) => TOP + data.lane[step] * LANE + BAR / 2;
  context.save(); context.beginPath(); context.rect(LEFT, 0, width(), canvas.clientHeight); context.clip();
  context.strokeStyle = style('--accent'); context.lineWidth = 1.5;
  context.beginPath(); context.moveTo(x(data.endNs[before]), y(before)); context.lineTo(x(data.startNs[selected]), y(selected)); context.stroke();
  context.restore();
};
const draw = () => {
  context.clearRect(0, 0, shown, canvas.clientHeight);
  context.font = '11px system-ui, sans-serif';
  ticks();
  data.lanes.forEach(drawLane);
  drawCause();
};
`;
