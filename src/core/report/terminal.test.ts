import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanResult } from '../plan/result.ts';
import { servingPlan, trainingPlan } from './fixture.testing.ts';
import { terminalTable } from './table.ts';
import { terminalPlan } from './terminal.ts';
import { displayWidth, plainText, truncate, wrapText } from './text.ts';

const plain = (_: string, text: string) => text;
const written = { html: 'out/plan.html', json: 'out/plan.json' };
const render = (result: PlanResult, columns: number, top = 8) =>
  terminalPlan(result, { columns, style: plain, top, written });
const widest = (text: string) => Math.max(...text.split('\n').map(displayWidth));

describe('terminalPlan', () => {
  it('fits one screen of 80 by 44 with six ranks and opens with the answer', () => {
    const text = render(servingPlan(), 80, 6);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text.split('\n').length).toBeLessThanOrEqual(45);
    expect(text.split('\n')[3]).toBe('Buy 6 × AMD MI355X server (8 GPU), 48 chips: meets what was asked.');
  });

  it('lists as many ranks as leave everything on one screen of 42 lines', () => {
    const text = terminalPlan(servingPlan(), { columns: 80, style: plain, top: null, written });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(42);
    expect(text).toMatch(/^ ?3 {2}/m);
  });

  it('marks what holds at the estimate only and what is only announced', () => {
    const fixture = servingPlan();
    const candidates = fixture.candidates.map((each, index) => ({
      ...each,
      risk: index === 0 ? 'promises are kept at the estimate, but the interval reaches TPOT 73 ms' : null,
      availability: { status: index === 1 ? ('announced' as const) : ('available' as const), text: '2027' },
    }));
    const text = render({ ...fixture, candidates }, 80, 3);
    expect(text).toContain('~ at the estimate');
    expect(text).toMatch(/^a {2}.*own/m);
    expect(text).toContain('a announced only');
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('meets what was asked at the estimates');
    expect(flat).toContain('Rank 1: promises are kept at the estimate, but the interval reaches TPOT 73 ms');
  });

  it('recommends nothing that is only announced', () => {
    const fixture = servingPlan();
    const candidates = fixture.candidates.map((each) => ({
      ...each,
      availability: { status: 'announced' as const, text: 'first capacity 2027' },
    }));
    expect(render({ ...fixture, candidates }, 140)).toContain(
      'Nothing that can be had today meets what was asked. Nearest: 6 × AMD MI355X server (8 GPU), 48 chips (first',
    );
  });

  it('puts intervals beside their estimates where the screen is wide enough', () => {
    expect(render(servingPlan(), 180)).toContain('19 ms (16–24)');
  });

  it('warns where the order could flip, counts what is not shown, and says how to go on', () => {
    const text = render(servingPlan(), 100, 3);
    expect(text).toContain('could change places');
    expect(text).toContain('6 more candidates ranked below (--top 9)');
    expect(text).toContain('2 systems cannot run this');
    expect(text).toContain('rackwright explain out/plan.json candidates.0.score');
  });

  it('shows days and price per run for training', () => {
    expect(render(trainingPlan(), 120)).toMatch(/time +power +\$\/run/);
  });

  it('says plainly when nothing can run', () => {
    const text = render({ ...servingPlan(), candidates: [], flips: [] }, 80);
    expect(text).toContain('No system in the catalogue can run this request.');
  });

  it('never writes a line wider than the terminal, whatever the names', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 90 }),
      fc.string({ maxLength: 60, unit: 'binary' }),
      fc.constantFrom(
        '宽字符系统名称很长很长很长很长',
        '\u001b[31mred\u001b[0m',
        'a\nb\tc',
        '👩‍👩‍👧‍👦'.repeat(12),
      ),
    );
    fc.assert(
      fc.property(
        name,
        name,
        fc.integer({ min: 80, max: 200 }),
        fc.integer({ min: 0, max: 12 }),
        (a, b, columns, top) => {
          const plan = servingPlan();
          const hostile: PlanResult = {
            ...plan,
            request: { ...plan.request, name: a },
            warnings: [b],
            refused: [{ systemId: a, systemName: b, reason: a }],
            candidates: plan.candidates.map((each) => ({
              ...each,
              systemName: a,
              reason: b,
              units: 123_456_789,
              offerId: a,
            })),
          };
          const text = render(hostile, columns, top);
          expect(widest(text)).toBeLessThanOrEqual(columns);
          expect(text).not.toContain('\u001b');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('terminalTable', () => {
  it('shrinks, then drops, what declares that it may', () => {
    const columns = [
      { header: 'name', shrinkTo: 4 },
      { header: 'a', align: 'right' as const },
      { header: 'extra', dropRank: 1 },
    ];
    const rows = [['a long name', '1', 'xxxxx']];
    expect(terminalTable(columns, rows, 80)).toEqual(['name         a  extra', 'a long name  1  xxxxx']);
    expect(terminalTable(columns, rows, 16)).toEqual(['name    a  extra', 'a lon…  1  xxxxx']);
    expect(terminalTable(columns, rows, 12)).toEqual(['name       a', 'a long n…  1']);
  });
});

describe('text', () => {
  it('counts cells, not characters', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('宽字')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
  });

  it('takes terminal escapes and line breaks out of names', () => {
    expect(plainText('a\u001b[31mb\nc\u202ed')).toBe('a [31mb c d');
  });

  it('cuts with an ellipsis within the width', () => {
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(displayWidth(truncate('宽字符', 4))).toBeLessThanOrEqual(4);
  });

  it('wraps any text within the width and loses no letter', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 8, max: 60 }),
        fc.integer({ min: 0, max: 4 }),
        (text, width, indent) => {
          const lines = wrapText(text, width, indent);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(plainText(text).replaceAll(' ', ''));
        },
      ),
    );
  });
});
