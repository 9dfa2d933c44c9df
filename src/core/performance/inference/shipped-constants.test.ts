import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constants } from './inference.testing.ts';
import { readInferencePrior } from './prior.ts';

describe('the shipped constants', () => {
  it('are those the worked examples of this folder use', () => {
    const file = new URL('../../../../catalog/calibration/inference.json', import.meta.url);
    expect(readInferencePrior(JSON.parse(readFileSync(file, 'utf8'))).constants).toEqual(constants);
  });
});
