import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { accuracyScatters, STANDING_CHART, standingChart } from '../../src/core/report/accuracy-charts.ts';
import { accuracyRecord, accuracySample } from '../../src/core/report/accuracy-record.testing.ts';
import type { ChartSpec } from '../../src/core/report/chart-spec.ts';
import type { ReportDocument } from '../../src/core/report/document.ts';
import { servingPlan, trainingPlan } from '../../src/core/report/fixture.testing.ts';
import { planDocument } from '../../src/core/report/plan-document.ts';
import { allocationDocument } from '../../src/core/report/supply/allocation-document.ts';
import { fixtureResult } from '../../src/core/report/supply/fixture.testing.ts';
import { openChartRenderer } from '../../src/platform/charts/render.ts';

/** Run with GALLERY_UPDATE=1 to draw the pictures anew; look at them before committing. */
const updating = process.env['GALLERY_UPDATE'] === '1';
const folder = fileURLToPath(new URL('./charts/', import.meta.url));

const chartsIn = (report: ReportDocument): readonly ChartSpec[] =>
  report.sections
    .flatMap((section) => section.blocks)
    .flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));

const charts: readonly (readonly [string, ChartSpec])[] = [
  ...chartsIn(planDocument(servingPlan())).map((chart) => [`serving-${chart.id}`, chart] as const),
  ...chartsIn(planDocument(trainingPlan()))
    .filter((chart) => chart.id === 'step-1')
    .map((chart) => [`training-${chart.id}`, chart] as const),
  ...accuracyScatters(accuracySample(), 'in sample').map((chart) => [chart.id, chart] as const),
  [STANDING_CHART, standingChart(accuracyRecord())],
  ...chartsIn(allocationDocument(await fixtureResult())).map(
    (chart) => [`allocation-${chart.id}`, chart] as const,
  ),
];

interface Node {
  readonly parentElement: Node | null;
  readonly getAttribute: (name: string) => string | null;
}

/** How far the groups around an element move it. */
const shiftOf = (element: Node): { readonly x: number; readonly y: number } => {
  const group = element.parentElement;
  if (group === null) return { x: 0, y: 0 };
  const [, x = 0, y = 0] =
    /translate\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(group.getAttribute('transform') ?? '')?.map(Number) ?? [];
  const further = shiftOf(group);
  return { x: x + further.x, y: y + further.y };
};

describe('the gallery of charts', () => {
  let render: (chart: ChartSpec) => string = () => '';
  beforeAll(async () => {
    render = await openChartRenderer();
  });

  it.each(charts)('draws %s as it was when people last looked at it', (name, chart) => {
    const path = `${folder}${name}.svg`;
    const svg = `${render(chart)}\n`;
    if (updating) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, svg);
    }
    expect(existsSync(path), `${path} is missing: run with GALLERY_UPDATE=1`).toBe(true);
    expect(svg).toBe(readFileSync(path, 'utf8'));
  });

  it('draws the same bytes whatever was drawn before', () => {
    const [first] = charts;
    if (first === undefined) throw new Error('the fixture has charts');
    const alone = render(first[1]);
    for (const [, chart] of charts) render(chart);
    expect(render(first[1])).toBe(alone);
  });

  it('keeps every mark inside the picture', () => {
    for (const [name, chart] of charts) {
      const { document } = parseHTML(render(chart));
      const [, , width = 0, height = 0] = (document.querySelector('svg')?.getAttribute('viewBox') ?? '')
        .split(' ')
        .map(Number);
      for (const text of document.querySelectorAll('text[x][y]')) {
        const moved = shiftOf(text);
        const [x, y] = [moved.x + Number(text.getAttribute('x')), moved.y + Number(text.getAttribute('y'))];
        expect(
          x >= 0 && x <= width && y >= 0 && y <= height,
          `${name}: "${text.textContent}" at ${x}, ${y}`,
        ).toBe(true);
      }
    }
  });

  it('shows hostile names as text', () => {
    const hostile = '</text><script>alert(1)</script>\u0000"\'&';
    for (const [, chart] of charts) {
      const renamed = JSON.parse(
        JSON.stringify(chart, (key, value) =>
          typeof value === 'string' && !['kind', 'id', 'role'].includes(key) ? `${hostile}${value}` : value,
        ),
      ) as ChartSpec;
      const svg = render(renamed);
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('\u0000');
    }
  });
});
