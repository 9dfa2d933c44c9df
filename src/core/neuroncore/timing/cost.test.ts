import { describe, expect, it } from 'vitest';
import { V3_TIMING } from '../trace/trace.testing.ts';
import { computeCost } from './cost.ts';
import { programWriter } from './program.testing.ts';
import type { Step } from './program.ts';
import { ratesAt } from './resolve.ts';
import { stepsOf } from './step-table.ts';

const rates = ratesAt(V3_TIMING, 'value');

/** Cycles of the engine for a copy of 1024 elements in each partition, beyond its fixed ones. */
const copyCycles = (engine: 'vector' | 'scalar' | 'gpsimd', dtype: 'float32' | 'bfloat16'): number => {
  const { tile, step, program } = programWriter();
  step('tensor_copy', engine, { dst: tile('sbuf', 1024, dtype) }, { src: tile('sbuf', 1024, dtype) });
  const { holdSeconds } = computeCost(stepsOf(program())[0] as Step, rates);
  return holdSeconds / rates[engine].secondsPerCycle - rates[engine].fixedCycles;
};

describe('a copy of 16-bit floats in SBUF', () => {
  it('takes four elements a cycle on the Vector engine, two on GpSimd and one on the Scalar engine', () => {
    expect(copyCycles('vector', 'bfloat16')).toBeCloseTo(256, 6);
    expect(copyCycles('gpsimd', 'bfloat16')).toBeCloseTo(512, 6);
    expect(copyCycles('scalar', 'bfloat16')).toBeCloseTo(1024, 6);
  });

  it('takes one element a cycle everywhere in float32', () => {
    for (const engine of ['vector', 'gpsimd', 'scalar'] as const)
      expect(copyCycles(engine, 'float32')).toBeCloseTo(1024, 6);
  });
});
