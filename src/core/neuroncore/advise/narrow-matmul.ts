import type { OperandShape, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { Rewriter } from './rewrite.ts';
import { isLoad, withSteps } from './rewrite.ts';

const narrowed = (operand: OperandShape): OperandShape =>
  operand.dtype === 'float32'
    ? {
        ...operand,
        dtype: 'bfloat16',
        innermostStrideBytes: operand.innermostStrideBytes / 2,
        contiguousBytes: operand.contiguousBytes / 2,
      }
    : operand;

const multipliesFloat32 = (step: Step): boolean =>
  step.opcode === 'nc_matmul' &&
  step.operands.some((each) => each.role === 'moving' && each.dtype === 'float32');

/** Multiplies float32 operands as bfloat16: one pass instead of four, and half the bytes to load. */
export const narrowMatmul: Rewriter = (program) => {
  const operandTiles = new Set<number>();
  const touched: number[] = [];
  stepsOf(program).forEach((step, index) => {
    if (!multipliesFloat32(step)) return;
    touched.push(index);
    for (const region of step.reads) operandTiles.add(region.storage);
  });
  if (touched.length === 0) return null;
  const steps = stepsOf(program).map((step) => {
    if (multipliesFloat32(step))
      return {
        ...step,
        operands: step.operands.map((each) => (each.role === 'dst' ? each : narrowed(each))),
      };
    const feeds = isLoad(step) && step.writes.some((region) => operandTiles.has(region.storage));
    return feeds ? { ...step, operands: step.operands.map(narrowed) } : step;
  });
  return {
    id: 'narrow-matmul',
    title: 'Multiply in bfloat16: store both matrices as bfloat16, keep the sums in float32',
    results:
      'operands rounded to 8 bits of mantissa: relative errors of about 0.2 % of the largest value instead of 1e-6',
    steps: touched,
    program: withSteps(program, steps),
  };
};
