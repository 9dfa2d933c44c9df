import { describe, expect, it } from 'vitest';
import type { PlanResult } from '../plan/result.ts';
import type { ChartSpec } from './chart-spec.ts';
import { servingPlan, trainingPlan } from './fixture.testing.ts';
import { escapeHtml, htmlPlan } from './html.ts';
import { planDocument } from './plan-document.ts';

const placeholder = (chart: ChartSpec) => `<svg data-chart="${chart.id}"></svg>`;
const chartsOf = (plan: PlanResult) =>
  planDocument(plan)
    .sections.flatMap((section) => section.blocks)
    .flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));

const HOSTILE = `<script>alert("x")</script>'"&\u0000\u202e`;

const hostilePlan = (): PlanResult => {
  const plan = servingPlan();
  return {
    ...plan,
    request: { ...plan.request, name: HOSTILE },
    warnings: [HOSTILE],
    refused: [{ systemId: HOSTILE, systemName: HOSTILE, reason: HOSTILE }],
    candidates: plan.candidates.map((each) => ({
      ...each,
      systemName: HOSTILE,
      vendor: HOSTILE,
      reason: HOSTILE,
      caveats: [HOSTILE],
    })),
  };
};

describe('the HTML report', () => {
  it('shows text from outside as text, never as markup', () => {
    const page = htmlPlan(hostilePlan(), placeholder);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toContain('\u0000');
  });

  it('asks for nothing outside itself', () => {
    const page = htmlPlan(servingPlan(), placeholder);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(?:link|img|iframe|script)[^>]+(?:src|href)="(?!data:)/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it('gives every candidate, assumption, refusal and source a row', () => {
    const plan = servingPlan();
    const page = htmlPlan(plan, placeholder);
    for (const candidate of plan.candidates) expect(page).toContain(escapeHtml(candidate.reason));
    for (const use of plan.assumptions) expect(page).toContain(escapeHtml(use.override));
    for (const refused of plan.refused) expect(page).toContain(escapeHtml(refused.reason));
    expect(page).toContain('https://aws.amazon.com/ec2/pricing');
  });

  it('says behind each number what it was made of, with its standing', () => {
    const page = htmlPlan(servingPlan(), placeholder);
    expect(page).toMatch(/title="[^"]*= sum of the lines\ndepreciation: /);
    expect(page).toContain('<sup aria-label="assumed: nobody has published it">?</sup>');
  });

  it('draws every kind of chart, each under its own name', () => {
    const serving = chartsOf(servingPlan());
    expect([...new Set(serving.map((chart) => chart.kind))].sort()).toEqual(
      ['intervals', 'pareto', 'roofline', 'stack', 'timeline', 'tornado'].sort(),
    );
    expect(new Set(serving.map((chart) => chart.id)).size).toBe(serving.length);
    expect(chartsOf(trainingPlan()).map((chart) => chart.id)).toContain('step-1');
  });

  it('gives charts only finite numbers, even where an interval is open', () => {
    const plan = servingPlan();
    const open = {
      ...plan,
      candidates: plan.candidates.map((each) => ({
        ...each,
        score: each.score && { ...each.score, high: Number.POSITIVE_INFINITY },
      })),
    };
    for (const chart of chartsOf(open)) {
      JSON.stringify(chart, (_, value) => {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        return value;
      });
    }
  });

  it('stays readable when nothing can run, nothing is priced and no site is given', () => {
    const plan = servingPlan();
    const empty = htmlPlan({ ...plan, candidates: [], flips: [], assumptions: [] }, placeholder);
    expect(empty).toContain('No system in the catalogue can run this request.');
    const bare: PlanResult = {
      ...plan,
      request: { ...plan.request, site: null },
      candidates: plan.candidates.map((each) => ({ ...each, cost: null, site: null, sensitivity: [] })),
    };
    const page = htmlPlan(bare, placeholder);
    expect(page).toContain('no price');
    expect(page).toContain('The request names no site, so nothing was checked.');
  });
});
