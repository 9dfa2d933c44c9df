import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import { arrayTileArgument } from './array-tiling.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import { withRegistersRead } from './indirect.ts';
import { readFactor, writeProduct } from './matmul-numbers.ts';
import {
  type MatmulOperands,
  matmulExtent,
  requireDoubleRow,
  requireIndirectColumns,
  requireMatmulDtypes,
  requireMatmulSize,
} from './matmul-operands.ts';
import {
  booleanArgument,
  freeCount,
  isAtLeast,
  memberArgument,
  nameArgument,
  numberOf,
  partitionCount,
  requireSpace,
  viewArgument,
} from './operands.ts';
import { repeatsAccumulation, requireOneBank, resolveAccumulation } from './psum-result.ts';
import { transposeThroughArray } from './transpose-numbers.ts';

const readOperands = (args: BoundArguments, machine: Machine, context: CallContext): MatmulOperands => ({
  dst: withRegistersRead(viewArgument(args, 'dst', context)),
  stationary: withRegistersRead(viewArgument(args, 'stationary', context)),
  moving: withRegistersRead(viewArgument(args, 'moving', context)),
  tile: arrayTileArgument(args, machine, context),
  doubleRow: memberArgument(args, 'perf_mode', ['none', 'double_row'], 'none', context) === 'double_row',
  isTranspose: booleanArgument(args, 'is_transpose', false, context),
});

/** True, False or None of `accumulate`. */
export const accumulateArgument = (args: BoundArguments): boolean | null => {
  const number = numberOf(args['accumulate']);
  return number === undefined ? null : number !== 0;
};

/**
 * How often the array is passed through: four times for float32, halved for each operand said to hold ones and zeros.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, `is_stationary_onezero`; SDK 2.26 API page (cost).
 */
const arrayPasses = (operands: MatmulOperands, args: BoundArguments, context: CallContext): number => {
  const { stationary, moving, isTranspose } = operands;
  if (stationary.dtype !== 'float32' && moving.dtype !== 'float32') return 1;
  const hints = [
    stationary.dtype === 'float32' && booleanArgument(args, 'is_stationary_onezero', false, context),
    moving.dtype === 'float32' && booleanArgument(args, 'is_moving_onezero', false, context),
    isTranspose,
  ];
  return Math.max(1, 4 / 2 ** hints.filter(Boolean).length);
};

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const operands = readOperands(args, machine, context);
  const { dst, stationary, moving, tile, doubleRow, isTranspose } = operands;
  requireSpace(machine, context, stationary, 'stationary', ['sbuf']);
  requireSpace(machine, context, moving, 'moving', ['sbuf']);
  requireSpace(machine, context, dst, 'dst', ['psum']);
  const extent = matmulExtent(machine, context, operands);
  requireMatmulSize(machine, context, dst, extent, tile);
  requireMatmulDtypes(machine, context, operands);
  requireDoubleRow(machine, context, operands);
  requireIndirectColumns(machine, context, operands);
  requireOneBank(machine, context, dst);
  const asked = accumulateArgument(args);
  // A transposition passes elements on and has nothing to add, unless it is asked to.
  const wanted = isTranspose && asked === null ? false : asked;
  const accumulation = resolveAccumulation(machine, context, dst, wanted);
  machine.issue({
    opcode: 'nc_matmul',
    engine: 'tensor',
    trigger: 'tensor',
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [
      { role: 'stationary', view: stationary },
      { role: 'moving', view: moving },
    ],
    attributes: {
      accumulate: accumulation.mode,
      ...(accumulation.mode === 'mixed' ? { fresh: accumulation.fresh } : {}),
      contraction: extent.partitions * (doubleRow ? 2 : 1),
      is_transpose: isTranspose,
      passes: arrayPasses(operands, args, context),
      perf_mode: doubleRow ? 'double_row' : 'none',
      tile_position: [tile.startRow, tile.startColumn],
      tile_size: [tile.rows, tile.columns],
    },
    site: context.site(),
  });
  return null;
};

const multiply = (instruction: Instruction, machine: Machine, dst: View, stationary: View, moving: View) => {
  const { numerics } = machine;
  const contraction =
    partitionCount(stationary) * (instruction.attributes['perf_mode'] === 'double_row' ? 2 : 1);
  const rows = partitionCount(dst);
  const columns = freeCount(dst);
  const product = numerics.block(rows * columns);
  const left = readFactor(machine, instruction, stationary);
  const right = readFactor(machine, instruction, moving);
  numerics.matmul(product, left, right, contraction, rows, columns, false);
  writeProduct(machine, instruction, dst, product);
};

const execute = (instruction: Instruction, machine: Machine): void => {
  const dst = operandOf(instruction, 'dst');
  const stationary = operandOf(instruction, 'stationary');
  const moving = operandOf(instruction, 'moving');
  if (dst === undefined || stationary === undefined || moving === undefined) return;
  const mark = machine.numerics.mark();
  const passes = instruction.attributes['is_transpose'] === true && isAtLeast(machine, 'v3');
  if (passes && instruction.attributes['accumulate'] === 'overwrite') {
    transposeThroughArray(instruction, machine, dst, stationary, moving);
  } else {
    multiply(instruction, machine, dst, stationary, moving);
  }
  machine.numerics.release(mark);
};

/**
 * `nki.isa.nc_matmul`: dst[M, N] = or += stationary[K, M].T @ moving[K, N] on the Tensor engine, float32 within the
 * array. With `double_row` both inputs are [K, 2, *] fp8 and the contraction is 2K. Rules `operand-space`,
 * `operand-dtype`, `generation`, `matmul-*`, `psum-bank`, `accumulate-*`.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul; nki/guides/architecture.
 */
export const ncMatmul: IsaDefinition = {
  name: 'nc_matmul',
  call,
  execute,
  repeats: ({ accumulate }, dst) =>
    (accumulate === 'overwrite' || accumulate === 'accumulate') && repeatsAccumulation(accumulate, dst),
};
