import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { readBlock, valuesOf } from '../numeric/transfer.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import { type ArrayTile, arrayTileArgument } from './array-tiling.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import { writeProduct } from './matmul-numbers.ts';
import { type MatmulExtent, matmulExtent, requireMatmulSize } from './matmul-operands.ts';
import { GROUP_PARTITIONS, readScaleFactors, requireScales, scaleOperands, scalesIn } from './mx-scales.ts';
import { accumulateArgument } from './nc-matmul.ts';
import {
  freeCount,
  nameArgument,
  partitionCount,
  reportRule,
  requireDtype,
  requireGeneration,
  requireSpace,
  viewArgument,
} from './operands.ts';
import { resolveAccumulation } from './psum-result.ts';

const PACKED: readonly DType[] = ['float8_e5m2_x4', 'float8_e4m3fn_x4', 'float4_e2m1fn_x4'];
const VALUES_PER_ELEMENT = 4;

const requireMxSize = (
  machine: Machine,
  context: CallContext,
  extent: MatmulExtent,
  tile: ArrayTile,
): void => {
  const report = (message: string): void => reportRule(machine, context, 'mx-tile-size', message);
  if (extent.partitions % 32 !== 0) {
    report(`stationary and moving span ${extent.partitions} partitions; MX data span a multiple of 32.`);
  }
  if (extent.rows % 2 !== 0) report(`the free size of stationary is ${extent.rows}; it must be even.`);
  if (tile.columns !== 128 || tile.startColumn !== 0) {
    report('nc_matmul_mx tiles rows only: column_size must be 128 and start_column 0.');
  }
};

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  requireGeneration(machine, context, 'nc_matmul_mx', 'v4');
  const dst = viewArgument(args, 'dst', context);
  const stationary = viewArgument(args, 'stationary', context);
  const moving = viewArgument(args, 'moving', context);
  const stationaryScale = viewArgument(args, 'stationary_scale', context);
  const movingScale = viewArgument(args, 'moving_scale', context);
  const tile = arrayTileArgument(args, machine, context);
  requireSpace(machine, context, stationary, 'stationary', ['sbuf']);
  requireSpace(machine, context, moving, 'moving', ['sbuf']);
  requireSpace(machine, context, dst, 'dst', ['psum']);
  requireDtype(machine, context, stationary, 'stationary', PACKED);
  requireDtype(machine, context, moving, 'moving', PACKED);
  requireDtype(machine, context, dst, 'dst', ['float32', 'bfloat16']);
  const operands = { dst, stationary, moving, tile, doubleRow: false, isTranspose: false };
  const extent = matmulExtent(machine, context, operands);
  requireMatmulSize(machine, context, dst, extent, tile);
  requireMxSize(machine, context, extent, tile);
  requireScales(machine, context, stationaryScale, stationary, 'stationary_scale');
  requireScales(machine, context, movingScale, moving, 'moving_scale');
  const accumulation = resolveAccumulation(machine, context, dst, accumulateArgument(args));
  machine.issue({
    opcode: 'nc_matmul_mx',
    engine: 'tensor',
    trigger: 'tensor',
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [
      { role: 'stationary', view: stationary },
      { role: 'moving', view: moving },
      ...scaleOperands('stationary_scale', stationaryScale, stationary),
      ...scaleOperands('moving_scale', movingScale, moving),
    ],
    attributes: {
      accumulate: accumulation.mode,
      ...(accumulation.mode === 'mixed' ? { fresh: accumulation.fresh } : {}),
      contraction: extent.partitions * VALUES_PER_ELEMENT,
      passes: 1,
      tile_position: [tile.startRow, tile.startColumn],
      tile_size: [tile.rows, tile.columns],
    },
    site: context.site(),
  });
  return null;
};

/**
 * Decodes packed values times their scales into [4 K, columns]: the four values of an element follow each other along
 * the contraction. The products are exact in float32 unless they leave its range.
 */
export const readScaled = (machine: Machine, data: View, scales: readonly View[]): Float32Array => {
  const partitions = partitionCount(data);
  const columns = freeCount(data);
  const values = machine.numerics.block(valuesOf(data));
  readBlock(data, values);
  const factors = readScaleFactors(scales, data);
  const scaled = machine.numerics.block(values.length);
  for (let partition = 0; partition < partitions; partition += 1) {
    const group = Math.floor(partition / GROUP_PARTITIONS) * columns;
    for (let column = 0; column < columns; column += 1) {
      const factor = factors[group + column] as number;
      const from = (partition * columns + column) * VALUES_PER_ELEMENT;
      for (let value = 0; value < VALUES_PER_ELEMENT; value += 1) {
        const row = partition * VALUES_PER_ELEMENT + value;
        scaled[row * columns + column] = (values[from + value] as number) * factor;
      }
    }
  }
  return scaled;
};

const execute = (instruction: Instruction, machine: Machine): void => {
  const [dst, stationary, moving] = ['dst', 'stationary', 'moving'].map((role) =>
    operandOf(instruction, role),
  );
  if (!dst || !stationary || !moving) return;
  const { numerics } = machine;
  const mark = numerics.mark();
  const rows = partitionCount(dst);
  const columns = freeCount(dst);
  const contraction = partitionCount(stationary) * VALUES_PER_ELEMENT;
  const product = numerics.block(rows * columns);
  const left = readScaled(machine, stationary, scalesIn(instruction, 'stationary_scale'));
  const right = readScaled(machine, moving, scalesIn(instruction, 'moving_scale'));
  numerics.matmul(product, left, right, contraction, rows, columns, false);
  writeProduct(machine, instruction, dst, product);
  numerics.release(mark);
};

/**
 * `nki.isa.nc_matmul_mx` (v4): dst[M, N] = or += the product of MXFP8/MXFP4 operands, each element four values of the
 * contraction, each group of 8 partitions x 4 values times 2^(scale - 127). Rules `generation`, `operand-*`,
 * `matmul-*`, `mx-*`, `accumulate-*`.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul_mx; nki/deep-dives/mxfp-matmul.rst.
 */
export const ncMatmulMx: IsaDefinition = { name: 'nc_matmul_mx', call, execute };
