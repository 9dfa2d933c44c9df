import { describe, expect, it } from 'vitest';
import type { ServingSimulation } from '../performance/simulation/serving.ts';
import { simulatedWorkload, simulation } from './simulation.testing.ts';
import { simulationText } from './simulation-text.ts';

const shown = (changes: Partial<ServingSimulation> = {}, columns = 80): string =>
  simulationText(simulatedWorkload(changes), { columns, style: (_, text) => text });

const { limits } = simulation;

describe('a simulation in words', () => {
  it('names tiny shares instead of writing out their digits, and has no negative nothing', () => {
    const { simulated } = simulation;
    const blocked = (share: number) =>
      shown({ simulated: { ...simulated, blockedShare: { estimate: share, low: null, high: null } } });
    expect(blocked(4.1e-6)).toContain('a place < 0.1 % of the time');
    expect(blocked(-4.1e-6).replaceAll(/\s+/g, ' ')).toContain('a place 0 % of the time');
    const level = { mean: { estimate: 0.0149999, low: null, high: null } };
    const text = shown({
      simulated: { ...simulated, timePerOutputToken: { ...simulated.timePerOutputToken, ...level } },
    });
    expect(text).toMatch(/TPOT mean .* 0\.0 %/);
    expect(text).not.toMatch(/-0\.0 %/);
  });

  it('fits into the columns given, wide or narrow', () => {
    for (const columns of [80, 50])
      for (const line of shown({}, columns).split('\n'))
        expect([...line].length).toBeLessThanOrEqual(columns);
  });

  it('sets percentiles beside the closed form with the difference, and gives the verdict', () => {
    const text = shown();
    const mean = simulation.simulated.timeToFirstToken.mean.estimate;
    expect(text).toContain(`${mean < 0.1 ? '-' : '+'}${(100 * Math.abs(mean / 0.1 - 1)).toFixed(1)} %`);
    expect(text).toMatch(/p50 +p90 +p95 +p99/);
    expect(text).toContain('KEPT: the promise holds at p95.');
    expect(text).toContain('binds: the limit on time per output token is nearest');
  });

  it('says when the promise is missed, when there is no closed form, and when the verdict is open', () => {
    expect(shown({ attained: false, binding: 'rate', closedForm: null })).toMatch(
      /no equilibrium[\s\S]*MISSED/,
    );
    const { estimate } = simulation.simulated.timeToFirstToken.atPercentile;
    expect(shown({ limits: { ...limits, timeToFirstTokenSeconds: estimate } })).toContain('verdict is open');
    expect(shown()).not.toContain('verdict is open');
  });
});
