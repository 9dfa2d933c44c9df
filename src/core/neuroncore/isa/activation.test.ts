import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, activationAt } from '../numeric/activations.ts';
import { activationDefinitions } from './activation.ts';
import { COMPUTE_DEFINITIONS, withActivationRanges } from './compute.ts';
import type { IsaDefinition } from './definition.ts';
import { brokenRule, float, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';

type Arguments = Parameters<typeof run>[1];

const RANGES = [
  { name: 'log', least: 2 ** -64, most: 2 ** 64, symmetric: false, text: '[2^-64, 2^64]' },
] as const;
const named = (name: string): IsaDefinition => {
  const found = activationDefinitions(RANGES).find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const [activation, activationReduce, activate2] = ['activation', 'activation_reduce', 'activate2'].map(
  named,
) as [IsaDefinition, IsaDefinition, IsaDefinition];

describe('activation', () => {
  it('applies every function of the engine to data * scale + bias in float32', () => {
    const x = [-1.5, -0.25, 0.5, 1.25];
    for (const op of ACTIVATIONS.filter((each) => each !== 'prelu')) {
      const dst = sbuf([1, 4]);
      run(activation, { dst, op, data: psum([1, 4], x), scale: float(0.5), bias: sbuf([1, 1], [2]) });
      const expected = x.map((each) => activationAt(op, each * 0.5 + 2));
      valuesIn(dst).forEach((value, index) => {
        const exact = expected[index] as number;
        expect(Math.abs(value - exact), op).toBeLessThanOrEqual(3e-7 * Math.abs(exact));
      });
    }
  });

  it('takes scale and bias for each partition', () => {
    const dst = sbuf([2, 2]);
    const data = sbuf([2, 2], [1, 2, 3, 4]);
    run(activation, { dst, op: 'copy', data, scale: sbuf([2, 1], [10, 100]), bias: sbuf([2], [1, 2]) });
    expect(valuesIn(dst)).toEqual([11, 21, 302, 402]);
  });

  it('leaves values alone without scale and bias, the sign of zero too', () => {
    const dst = sbuf([1, 2]);
    run(activation, { dst, op: 'copy', data: sbuf([1, 2], [-0, 1e-45]) });
    expect(valuesIn(dst)).toEqual([-0, 1.401298464324817e-45]);
  });

  it('adds its results up over several instructions in registers of the engine', () => {
    const machine = testMachine();
    const args = {
      dst: sbuf([2, 3]),
      op: 'square',
      data: sbuf([2, 3], [1, 2, 3, 4, 5, 6]),
      reduce_op: 'add',
    };
    run(activation, { ...args, reduce_cmd: 'reset_reduce' }, machine);
    run(activation, { ...args }, machine);
    const result = sbuf([2, 1]);
    run(activation, { ...args, reduce_cmd: 'reduce', reduce_res: result }, machine);
    expect(valuesIn(result)).toEqual([28, 154]);
    run(activation, { ...args, reduce_cmd: 'reset', reduce_res: result }, machine);
    expect(valuesIn(result)).toEqual([0, 0]);
  });

  it('is the longer instruction when it also reads the registers', () => {
    const args = {
      dst: sbuf([1, 1]),
      op: 'exp',
      data: sbuf([1, 1], [0]),
      reduce_op: 'add',
      reduce_cmd: 'reset_reduce',
    };
    expect(run(activation, args).issued[0]?.opcode).toBe('activation');
    expect(run(activation, { ...args, reduce_res: sbuf([1, 1]) }).issued[0]?.opcode).toBe(
      'activation_reduce',
    );
    expect(run(activation, args).issued[0]?.engine).toBe('scalar');
  });

  it('warns of inputs outside the documented range', () => {
    const machine = testMachine();
    run(activation, { dst: sbuf([1, 2]), op: 'log', data: sbuf([1, 2], [1, 2]) }, machine);
    expect(machine.reported).toEqual([]);
    run(activation, { dst: sbuf([1, 2]), op: 'log', data: sbuf([1, 2], [1, 0]) }, machine);
    expect(machine.reported.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['activation-range', 'warning'],
    ]);
  });

  it('holds its arguments to the rules', () => {
    const args = { dst: sbuf([2, 2]), op: 'exp', data: sbuf([2, 2]) };
    const broken = (change: Arguments, generation: 'v2' | 'v3' = 'v3') =>
      brokenRule(activation, { ...args, ...change }, testMachine(generation));
    expect(broken({})).toBe(null);
    expect(broken({ op: 'cosine' })).toBe('activation-unknown');
    expect(broken({ op: 'prelu' })).toBe('operator-unsupported');
    expect(broken({ scale: sbuf([2, 1], null, 'bfloat16') })).toBe('operand-dtype');
    expect(broken({ bias: sbuf([2, 1], null, 'bfloat16') })).toBe(null);
    expect(broken({ bias: sbuf([2, 1], null, 'tfloat32') })).toBe('operand-dtype');
    expect(broken({ bias: sbuf([2, 2]) })).toBe('elements-per-partition');
    expect(broken({ bias: float(1) })).toBe(null);
    expect(broken({ bias: float(1) }, 'v2')).toBe('activation-bias');
    expect(broken({ bias: sbuf([2, 1]), op: 'reciprocal' }, 'v2')).toBe('activation-bias');
    expect(broken({ reduce_op: 'maximum' })).toBe('operator-unsupported');
    expect(broken({ reduce_cmd: 'reset_reduce' })).toBe('reduce-operator');
    expect(broken({ dst: sbuf([2, 3]) })).toBe('elements-differ');
  });
});

describe('activation_reduce', () => {
  it('gives the function and the sum of each partition', () => {
    const dst = sbuf([2, 2], null, 'bfloat16');
    const result = sbuf([2, 1]);
    run(activationReduce, {
      dst,
      op: 'square',
      data: sbuf([2, 2], [1, 2, 3, 4]),
      reduce_op: 'add',
      reduce_res: result,
    });
    expect([valuesIn(dst), valuesIn(result)]).toEqual([
      [1, 4, 9, 16],
      [5, 25],
    ]);
  });

  it('only adds on NeuronCore-v2', () => {
    const args = {
      dst: sbuf([1, 1]),
      op: 'exp',
      data: sbuf([1, 1]),
      reduce_op: 'maximum',
      reduce_res: sbuf([1, 1]),
    };
    expect(brokenRule(activationReduce, args, testMachine('v2'))).toBe('operator-unsupported');
    expect(brokenRule(activationReduce, args)).toBe(null);
  });
});

describe('activate2', () => {
  const args = {
    dst: sbuf([1, 3]),
    op: 'copy',
    data: sbuf([1, 3], [1, 2, -3]),
    imm0: float(2),
    imm1: float(10),
  };

  it('applies two steps, the function and a reduction', () => {
    const result = sbuf([1, 1]);
    const steps = { op0: 'multiply', op1: 'subtract', reverse1: true };
    run(
      activate2,
      { ...args, ...steps, reduce_op: 'abs_max', reduce_cmd: 'reset_reduce', reduce_res: result },
      testMachine('v4'),
    );
    expect([valuesIn(args.dst), valuesIn(result)]).toEqual([[8, 6, 16], [16]]);
    run(activate2, { ...args, op0: 'subtract', op1: 'bypass', reverse0: true }, testMachine('v4'));
    expect(valuesIn(args.dst)).toEqual([1, 0, 5]);
  });

  it('gives prelu its slope', () => {
    const steps = { op0: 'bypass', op1: 'bypass', op: 'prelu', relu_param: float(0.25) };
    run(activate2, { ...args, ...steps }, testMachine('v4'));
    expect(valuesIn(args.dst)).toEqual([1, 2, -0.75]);
  });

  it('knows six pairs of steps and exists on NeuronCore-v4', () => {
    const steps = { op0: 'multiply', op1: 'add' };
    expect(brokenRule(activate2, { ...args, ...steps })).toBe('generation');
    expect(brokenRule(activate2, { ...args, ...steps }, testMachine('v4'))).toBe(null);
    expect(brokenRule(activate2, { ...args, op0: 'add', op1: 'multiply' }, testMachine('v4'))).toBe(
      'activate2-operators',
    );
    const mixed = { imm0: sbuf([1, 1]), imm1: sbuf([1, 1], null, 'bfloat16') };
    expect(brokenRule(activate2, { ...args, ...steps, ...mixed }, testMachine('v4'))).toBe('dtypes-differ');
  });
});

describe('definitions with ranges', () => {
  it('replace the activations and keep the rest', () => {
    const plain = new Map(COMPUTE_DEFINITIONS.map((each) => [each.name, each]));
    const ranged = withActivationRanges(plain, RANGES);
    expect([...ranged.keys()]).toEqual([...plain.keys()]);
    expect(ranged.get('memset')).toBe(plain.get('memset'));
    const machine = testMachine();
    const log = ranged.get('activation') as IsaDefinition;
    run(log, { dst: sbuf([1, 1]), op: 'log', data: sbuf([1, 1], [0]) }, machine);
    expect(machine.reported.map(({ rule }) => rule)).toEqual(['activation-range']);
  });
});
