import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { parseTrace } from './trace.ts';

describe('a trace', () => {
  it('is read with or without a header, sorted, from time 0', () => {
    const table = parseTrace('arrival,input,output\n3.5,10,2\n1.5,20,4\n', 't.csv');
    expect([...table.arrivedAt]).toEqual([0, 2]);
    expect([...table.inputTokens]).toEqual([20, 10]);
    expect([...table.outputTokens]).toEqual([4, 2]);
  });

  it('is read with the times of day of the Azure LLM inference traces', () => {
    const text =
      'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04.0319600,3180,8\r\n';
    const table = parseTrace(text, 'azure.csv');
    expect(table.arrivedAt[1]).toBeCloseTo(0.052, 5);
    expect([...table.inputTokens]).toEqual([4808, 3180]);
  });

  it('is refused with the line at fault', () => {
    const found = (() => {
      try {
        return parseTrace('0,10,10\n1,ten,10\n', 't.csv');
      } catch (error) {
        return error;
      }
    })();
    expect(found).toBeInstanceOf(InputError);
    expect((found as InputError).problem.position?.line).toBe(2);
  });

  it('is refused when it is empty, has one request, or all arrive at once', () => {
    for (const text of ['', '0,1,1\n', '0,1,1\n0,2,2\n', '0,0,1\n1,1,1\n', '0,1,-1\n1,1,1\n'])
      expect(() => parseTrace(text, 't.csv')).toThrow(InputError);
  });

  it('is either read or refused in words, whatever the text', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('1', '2.5', '-3', '1e400', '99999999999', 'NaN', ''));
    const text = fc
      .array(fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(',')))
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (trace) => {
        try {
          const { count, arrivedAt } = parseTrace(trace, 't.csv');
          expect(count).toBeGreaterThanOrEqual(2);
          expect(arrivedAt.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
