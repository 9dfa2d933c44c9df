import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { baselineJsonSchema } from '../../supply/baseline-file.ts';
import type { AllocationResult, PlanFindings } from '../../supply/result.ts';
import { allocationEarlierSchema } from '../../supply/result-file.ts';
import { htmlDocument } from '../html.ts';
import { allocationDocument } from './allocation-document.ts';
import { allocationFile } from './allocation-file.ts';
import { allocationText } from './allocation-text.ts';
import { fixtureResult } from './fixture.testing.ts';
import { changeText, rackPriceSentences } from './rack-price-words.ts';
import { replayText } from './replay-text.ts';
import { allocationFileSchema, allocationJsonSchema, promiseJsonSchema } from './result-schema.ts';
import {
  bottleneckSentence,
  comparedSentence,
  conflictSentence,
  counted,
  listed,
  proofSentence,
  recoveryText,
  riskSentence,
  spanText,
  statedSentence,
  verdictSentence,
  waitSentence,
} from './words.ts';

let result: AllocationResult;
let findings: PlanFindings;
beforeAll(async () => {
  result = await fixtureResult();
  if (result.end.kind !== 'planned') throw new Error('nothing planned');
  findings = result.end.findings;
});

const options = { columns: 80, top: 30, style: (_: string, text: string) => text };
const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('the text of an allocation', () => {
  it('fits into the columns it is given, down to 60', () => {
    for (const columns of [60, 80, 132]) {
      const text = allocationText(result, { ...options, columns, unit: 'racks', written: [] });
      expect(text.split('\n').filter((line) => [...line].length > columns)).toEqual([]);
    }
  });

  it('counts volumes in chips when asked', () => {
    const text = allocationText(result, { ...options, unit: 'chips', written: [] });
    expect(text).toContain('out chips');
  });

  it('prints the ten of a long queue who wait longest, and all of a short one', () => {
    const { baseline, input } = result;
    if (baseline === null) throw new Error('no baseline');
    const text = replayText(input.case, baseline.baseline, findings, options);
    expect(text).toContain('the 10 who wait longest');
    expect(text).toMatch(
      /Queue of research, with the \+8 racks of first generation in the week of 2027-02-08/,
    );
    expect(text.match(/first in line/g)).toHaveLength(2);
  });
});

describe('sentences', () => {
  it('count and list things as people do', () => {
    expect([counted(1, 'rack'), counted(8, 'rack'), counted(2, 'class', 'classes')]).toEqual([
      '1 rack',
      '8 racks',
      '2 classes',
    ]);
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  });

  it('say who waits how much longer against the limit, and whether it is kept', () => {
    const of = result.input.case;
    const replay = {
      classId: 'on-demand',
      limitDays: 14,
      extraWaitDaysMax: 12,
      worst: null,
      extraEquivalentDays: 910,
      recoveredDay: 35,
      requests: 1,
      kept: true,
    };
    expect(waitSentence(of, replay)).toBe('on-demand customers: at most 12 days longer (limit 14 d)');
    expect(recoveryText(of, replay)).toBe('2027-02-08');
    expect(waitSentence(of, { ...replay, extraWaitDaysMax: 0 })).toContain('nobody waits longer');
    expect(waitSentence(of, { ...replay, extraWaitDaysMax: 19, kept: false })).toContain(
      'the limit is broken',
    );
    expect(waitSentence(of, { ...replay, extraWaitDaysMax: null, kept: false })).toContain(
      'not served any more',
    );
    expect(recoveryText(of, { ...replay, recoveredDay: null })).toBe('after the plan ends');
  });

  it('name a bottleneck with its days and what one more unit is worth', () => {
    const [first] = findings.plan.bottlenecks;
    if (first === undefined) throw new Error('no bottleneck');
    // Racks of bucket 1 (11 to 17 January) pass burn-in a week earlier.
    expect(bottleneckSentence(result.input.case, { ...first, bucket: 1 })).toMatch(
      /^burn-in slots, week of 2027-01-04: one more rack is worth \$/,
    );
    expect(spanText(result.input.case, { startDay: 84, endDay: 175 })).toBe('quarter from 2027-03-29');
  });

  it('compare the plan with what was stated, and say where that was published', () => {
    const [stated] = result.stated;
    if (stated === undefined) throw new Error('nothing stated');
    expect(statedSentence(stated)).toBe('$2B a year: more than (a-statement; vendor, 2026-05, example.com)');
    expect(comparedSentence(stated, stated.yearly)).toContain('is 100 % of the stated $2B');
  });

  it('say how near the solver came, and what a conflict consists of', () => {
    expect(
      proofSentence({ gap: 0.0005, gapWanted: 0.001, timedOut: true, seconds: 60, columns: 10, rows: 5 }),
    ).toContain('within 0.050 % of the best possible (0.10 % asked), stopped by the time limit');
    expect(conflictSentence([{ kind: 'capacity', id: 'a', words: 'capacity of a' }])).toContain(
      'capacity of a',
    );
  });

  it('tell the whole answer, and the odds', () => {
    expect(verdictSentence(result)).toMatch(/^Yes: every promised deal is delivered in full/);
    expect(verdictSentence({ ...result, end: { kind: 'infeasible', when: 'plan', conflict: [] } })).toMatch(
      /^No:/,
    );
    expect(riskSentence(findings)).toMatch(/Over 2 futures of supply [\d.]+ of \d+ racks are late/);
  });

  it('say what racks more cost those who wait', () => {
    const { whatIf } = findings;
    if (whatIf === null) throw new Error('nothing asked');
    const of = result.input.case;
    expect(changeText(of, whatIf.change)).toBe('+8 racks of first generation in the week of 2027-02-08');
    expect(rackPriceSentences(of, whatIf).join(' ')).toMatch(/rack-days more waiting|nobody waits longer/);
    expect(rackPriceSentences(of, { ...whatIf, price: null })[0]).toContain('those racks are not there');
  });
});

describe('the result file', () => {
  it('keeps to its published schema, repeats itself byte for byte and can be read as an earlier plan', async () => {
    const file = allocationFile(result);
    expect(allocationFileSchema.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
    expect(JSON.stringify(allocationFile(await fixtureResult()))).toBe(JSON.stringify(file));
    const earlier = allocationEarlierSchema.parse(file);
    expect(earlier.deals.flatMap(({ shipments }) => shipments)).toHaveLength(findings.plan.shipments.length);
  });

  it.each([
    ['allocation', allocationJsonSchema],
    ['promise', promiseJsonSchema],
    ['baseline', baselineJsonSchema],
  ])('has the schema of %s that is published', (name, schema) => {
    expect(JSON.parse(readFileSync(`${root}schemas/${name}.schema.json`, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(schema())),
    );
  });
});

describe('the report', () => {
  it('shows deals, supply, both pictures of each queue, run rate, commitments and bottlenecks', () => {
    const charts: string[] = [];
    const html = htmlDocument(allocationDocument(result), ({ id }) => {
      charts.push(id);
      return '<svg></svg>';
    });
    expect(charts).toEqual([
      ...['schedule', 'supply', 'waits', 'queue-on-demand', 'extra-on-demand', 'queue-research'],
      ...['extra-research', 'run-rate', 'commitments', 'bottlenecks'],
    ]);
    expect(html).toContain('What if');
  });
});
