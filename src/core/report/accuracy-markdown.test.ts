import { describe, expect, it } from 'vitest';
import { accuracyMarkdown } from './accuracy-markdown.ts';
import type { AccuracyNotes } from './accuracy-notes.ts';
import { accuracyRecord } from './accuracy-record.testing.ts';
import { knownFailuresMarkdown } from './known-failures-markdown.ts';

const notes: AccuracyNotes = {
  schema: 'rackwright.accuracy-notes/1',
  caveats: ['Read with care.'],
  failures: [
    { about: 'error', goal: 'trainingDense', vendor: 'AWS', cause: 'The page does not print the precision.' },
    { about: 'interval', goal: 'trainingDense', cause: 'One source makes up the stratum.' },
    { about: 'error', goal: 'trainingExperts', cause: 'Routing is not published.' },
  ],
  rows: [{ model: 'bert', cause: 'A batch of one.' }],
};

describe('the accuracy page', () => {
  const page = accuracyMarkdown(accuracyRecord(), notes, (id) => `pictures/${id}.svg`);

  it('says what was found, what it is held to, and whether that was missed', () => {
    expect(page).toContain(
      '| training, dense | 400 | 5.0 / 21 | 9.0 / 21 (8 / 22, **missed**) | 13 / 21 (14 / 35) |',
    );
    expect(page).toContain(
      'Targets met: 1 of 2 with the configuration left out, 1 of 1 with the chip left out',
    );
  });

  it('tells how constants were fitted and what to read with care', () => {
    expect(page).toContain('fitted from the priors');
    expect(page).toContain('- Read with care.');
  });

  it('shows a picture for every goal that has rows, and widths by standing', () => {
    expect([...page.matchAll(/!\[.+\]\((.+)\)/g)].map(([, path]) => path)).toEqual([
      'pictures/accuracy-tokenTimeNeuron.svg',
      'pictures/accuracy-trainingDense.svg',
      'pictures/accuracy-standing.svg',
    ]);
    expect(page).toContain('| training, dense | 0.50, holds 90.0 % | – | 0.50, holds 90.0 % | – |');
  });

  it('names the worst rows with what is suspected, and why rows are refused', () => {
    expect(page).toMatch(/\| row-1 \|.+\| 0\.4 \| 0\.04 \| A batch of one\. \|/);
    expect(page).toContain('Constants were set by 3 rows');
    expect(page).toContain('| 10 | lengths not published | no lengths \\| at all |');
  });
});

describe('the page of known failures', () => {
  const page = knownFailuresMarkdown(accuracyRecord(), notes);

  it('lists every stratum that misses, with its numbers and its cause', () => {
    expect(page).toContain('### training, dense');
    expect(page).toContain('| configuration | **all** | 400 | 9.0 / 21 | 8 / 22 | 1.02 |');
    expect(page).toContain('| configuration | AWS, dense | 60 | 20 / 70 | 8 / 22 | 1.02 |');
    expect(page).toContain('- The page does not print the precision.');
    expect(page).not.toContain('| configuration | NVIDIA');
    expect(page).not.toContain('Routing is not published.');
  });

  it('lists intervals that hold too few or too many, and goals that nothing tests', () => {
    expect(page).toContain('| training, dense | configuration | AWS, dense | 60 | 80.0 % | 0.50 |');
    expect(page).toContain('- One source makes up the stratum.');
    expect(page).toContain('memory');
  });
});
