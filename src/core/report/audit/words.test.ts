import { describe, expect, it } from 'vitest';
import { daysText, documentLink, documentText } from './words.ts';

describe('days of work', () => {
  it('have two digits at most, one day is one, and nothing is no work', () => {
    const texts = [
      [6, 16],
      [0.04, 0.06],
      [12.4, 1234.5],
      [1, 1],
      [0, 0],
      [0.001, 0.002],
      [1.25, 2.04],
    ].map(([daysLow = 0, daysHigh = 0]) => daysText({ daysLow, daysHigh }));
    expect(texts).toEqual([
      '6–16 days',
      '0.04–0.06 days',
      '12–1,235 days',
      '1 day',
      'no work',
      '<0.01 days',
      '1.3–2 days',
    ]);
  });
});

describe('documents', () => {
  it('are named by repository and path, and linked at the commit that was read', () => {
    const source = 'aws-neuron/aws-neuron-sdk:release-notes/a b.rst@81ce03ae#supported'.replace(' ', '_');
    expect(documentText(source)).toBe('aws-neuron-sdk release-notes/a_b.rst');
    expect(documentLink(source)).toBe(
      'https://github.com/aws-neuron/aws-neuron-sdk/blob/81ce03ae/release-notes/a_b.rst#supported',
    );
  });

  it('that are no files of a repository stay as they are, without a link', () => {
    for (const source of [
      'a blog of the vendor',
      'javascript:alert(1)',
      'compiler/error-codes/EVRF004.rst',
    ]) {
      expect(documentText(source)).toBe(source);
      expect(documentLink(source)).toBeNull();
    }
  });
});
