import type { TimeEstimate } from '../../neuroncore/timing/estimate.ts';
import type { Program } from '../../neuroncore/timing/program.ts';
import type { EngineUse } from '../../neuroncore/timing/use.ts';
import { timelineData } from './timeline-data.ts';
import { TIMELINE_SCRIPT } from './timeline-script.ts';
import { secondsText, shareText } from './words.ts';

const STYLE = `
:root { --page: #fff; --text: #1c2430; --muted: #5b6675; --line: #e3e7ec; --accent: #c2410c; --panel: #f5f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181e; --text: #e6eaf0; --muted: #93a0b0; --line: #29313b; --accent: #fb923c; --panel: #1c222a; }
}
body { background: var(--page); color: var(--text); font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.2rem; margin: 0; } p { color: var(--muted); margin: .3rem 0 1rem; max-width: 60rem; }
canvas { width: 100%; display: block; border: 1px solid var(--line); border-radius: 6px; outline-offset: 2px; }
#legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .7rem 0; font-size: 12.5px; }
#legend i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: .4rem; vertical-align: -1px; }
#legend i.thin { height: 4px; vertical-align: 3px; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { text-align: right; padding: .2rem .7rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, td.words, th.words { text-align: left; }
#step { background: var(--panel); border-radius: 6px; padding: .6rem 1rem; min-height: 8.5rem; margin: 1rem 0; }
#step div { display: flex; gap: 1rem; } dt { flex: 0 0 7rem; color: var(--muted); } dd { margin: 0; font-family: ui-monospace, monospace; font-size: 12.5px; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 4px; cursor: pointer; }
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const idleText = (use: EngineUse): string =>
  Object.entries(use.idleSecondsBy)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([reason, seconds]) => `${reason} ${secondsText(seconds)}`)
    .join(', ');

const useRow = (use: EngineUse, cores: number): string => {
  const name = cores === 1 ? use.engine : `${use.engine} ${use.core}`;
  const cells = [String(use.steps), secondsText(use.busySeconds), shareText(use.busyShare)];
  return `<tr><td>${escaped(name)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td class="words">${escaped(idleText(use))}</td></tr>`;
};

/** A page of its own with the timeline of a kernel: engines, queues and DMA engines, each step with its source and cause of waiting. */
export const timelineHtml = (title: string, program: Program, estimate: TimeEstimate): string => {
  const data = timelineData(program, estimate.schedule);
  const left =
    data.leftOut === 0 ? '' : ` The first ${data.lane.length} of ${program.steps.length} steps are drawn.`;
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p>Emulated, not measured: ${secondsText(estimate.seconds)} (${secondsText(estimate.lowSeconds)} to ${secondsText(estimate.highSeconds)}).
Wheel or + and - zoom, dragging moves, a click shows a step, arrow keys walk along its queue, Home shows all.${left} <button id="whole" type="button">whole kernel</button></p>
<canvas id="timeline" tabindex="0" role="img" aria-label="Timeline of ${escaped(title)}"></canvas>
<div id="legend"></div>
<dl id="step" aria-live="polite"></dl>
<table><thead><tr><th>engine or queue</th><th>steps</th><th>busy</th><th>share</th><th class="words">idle because of</th></tr></thead>
<tbody>${estimate.use.map((use) => useRow(use, program.cores)).join('')}</tbody></table>
<script type="application/json" id="timeline-data">${json}</script>
<script>${TIMELINE_SCRIPT}</script>
</body></html>
`;
};
