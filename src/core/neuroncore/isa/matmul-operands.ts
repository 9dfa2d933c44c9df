import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext } from '../python/values.ts';
import type { ArrayTile } from './array-tiling.ts';
import {
  describeView,
  failRule,
  freeCount,
  isAtLeast,
  partitionCount,
  reportRule,
  requireDtype,
  requireGeneration,
} from './operands.ts';

/** The three operands of a matmul and what was asked of it. */
export interface MatmulOperands {
  readonly dst: View;
  readonly stationary: View;
  readonly moving: View;
  readonly tile: ArrayTile;
  readonly doubleRow: boolean;
  readonly isTranspose: boolean;
}

/** K, M and N of `dst[M, N] = stationary[K, M].T @ moving[K, N]`; K counts partitions. */
export interface MatmulExtent {
  readonly partitions: number;
  readonly rows: number;
  readonly columns: number;
}

const FLOAT8: readonly DType[] = ['float8_e4m3', 'float8_e5m2', 'float8_e4m3fn'];
const WIDE: readonly DType[] = ['float32', 'tfloat32'];
const FLOATS: readonly DType[] = ['float8_e4m3', 'float8_e5m2', 'bfloat16', 'float16', 'tfloat32', 'float32'];

const FLOATS_V4: readonly DType[] = [...FLOATS, 'float8_e4m3fn'];

const isMoreThan = (limit: number, found: number, tiled: number): boolean => found > Math.min(limit, tiled);

/**
 * Sizes of a matmul. In `double_row` mode the first free dimension, of two, belongs to the contraction. Ends the kernel
 * when the operands do not fit each other (rule `matmul-shape`), since there is no product then.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Layout".
 */
export const matmulExtent = (
  machine: Machine,
  context: CallContext,
  operands: MatmulOperands,
): MatmulExtent => {
  const { dst, stationary, moving, doubleRow } = operands;
  const pairs = doubleRow ? 2 : 1;
  if (doubleRow && (stationary.shape[1] !== 2 || moving.shape[1] !== 2)) {
    failRule(
      machine,
      context,
      'matmul-double-row',
      `perf_mode double_row takes operands of shape [K, 2, ...]; stationary is ${describeView(stationary)}, moving is ${describeView(moving)}.`,
    );
  }
  const extent: MatmulExtent = {
    partitions: partitionCount(stationary),
    rows: freeCount(stationary) / pairs,
    columns: freeCount(moving) / pairs,
  };
  const fits =
    partitionCount(moving) === extent.partitions &&
    partitionCount(dst) === extent.rows &&
    freeCount(dst) === extent.columns;
  if (fits) return extent;
  return failRule(
    machine,
    context,
    'matmul-shape',
    `dst is ${describeView(dst)}; stationary, ${describeView(stationary)}, and moving, ${describeView(moving)}, must have as many partitions as each other and give a result of their free sizes.`,
  );
};

/**
 * Reports rule `matmul-tile-size` when a matmul is larger than the array, its tile or the PSUM space of one instruction.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Tile size".
 */
export const requireMatmulSize = (
  machine: Machine,
  context: CallContext,
  dst: View,
  extent: MatmulExtent,
  tile: ArrayTile,
): void => {
  const { matmul, id } = machine.generation;
  const columnsMax = dst.dtype === 'bfloat16' ? matmul.movingFreeMaxBfloat16 : matmul.movingFreeMaxFloat32;
  const report = (what: string, found: number, limit: number): void =>
    reportRule(
      machine,
      context,
      'matmul-tile-size',
      `${what} is ${found}; NeuronCore-${id} takes at most ${limit} here.`,
    );
  if (isMoreThan(matmul.contractionMax, extent.partitions, tile.rows)) {
    report(
      'the contraction size (partitions)',
      extent.partitions,
      Math.min(matmul.contractionMax, tile.rows),
    );
  }
  if (isMoreThan(matmul.stationaryFreeMax, extent.rows, tile.columns)) {
    report('the free size of stationary', extent.rows, Math.min(matmul.stationaryFreeMax, tile.columns));
  }
  if (extent.columns > columnsMax) report('the free size of moving', extent.columns, columnsMax);
};

const RESULTS: readonly DType[] = ['float32'];
const RESULTS_V4: readonly DType[] = ['float32', 'bfloat16'];

const requireInput = (machine: Machine, context: CallContext, view: View, role: string): void =>
  requireDtype(machine, context, view, role, isAtLeast(machine, 'v4') ? FLOATS_V4 : FLOATS);

/** In transpose mode the elements pass unchanged, so that 16-bit results are possible from v3 on. */
const requireResult = (machine: Machine, context: CallContext, operands: MatmulOperands): void => {
  const { dst, stationary, isTranspose } = operands;
  const results = isAtLeast(machine, 'v4') ? RESULTS_V4 : RESULTS;
  const passing: readonly DType[] =
    isTranspose && isAtLeast(machine, 'v3') ? [stationary.dtype, 'bfloat16', 'float16', 'uint16'] : [];
  if (passing.includes(dst.dtype)) return;
  requireDtype(machine, context, dst, 'dst', results);
};

/**
 * Reports rules `matmul-dtype-pair` and `operand-dtype` when TensorE cannot multiply these types or write this result.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Data types".
 */
export const requireMatmulDtypes = (
  machine: Machine,
  context: CallContext,
  operands: MatmulOperands,
): void => {
  const { stationary, moving } = operands;
  requireInput(machine, context, stationary, 'stationary');
  requireInput(machine, context, moving, 'moving');
  requireResult(machine, context, operands);
  if (stationary.dtype === moving.dtype) return;
  if (WIDE.includes(stationary.dtype) !== WIDE.includes(moving.dtype)) {
    reportRule(
      machine,
      context,
      'matmul-dtype-pair',
      `stationary is ${stationary.dtype} and moving ${moving.dtype}; float32 and tfloat32 go only with each other.`,
    );
  }
  const pair = [stationary.dtype, moving.dtype];
  if (pair.includes('float8_e4m3') && pair.includes('float8_e4m3fn')) {
    reportRule(
      machine,
      context,
      'matmul-dtype-pair',
      'float8_e4m3 and float8_e4m3fn cannot be mixed in one matmul.',
    );
  }
};

/**
 * Reports rules `generation`, `matmul-double-row` when `double_row` meets types or modes it does not work with.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium2_arch.rst, "Double FP8 Matmul Performance".
 */
export const requireDoubleRow = (machine: Machine, context: CallContext, operands: MatmulOperands): void => {
  if (!operands.doubleRow) return;
  requireGeneration(machine, context, 'perf_mode double_row', 'v3');
  const { stationary, moving, tile, isTranspose } = operands;
  const report = (message: string): void => reportRule(machine, context, 'matmul-double-row', message);
  if (!FLOAT8.includes(stationary.dtype) || !FLOAT8.includes(moving.dtype)) {
    report(
      `perf_mode double_row takes fp8 operands; stationary is ${stationary.dtype}, moving is ${moving.dtype}.`,
    );
  }
  if (tile.columns !== 128) report('perf_mode double_row cannot be combined with column tiling.');
  if (isTranspose) report('perf_mode double_row cannot be combined with is_transpose.');
};

const INDIRECT: readonly DType[] = ['float16', 'bfloat16', 'float8_e4m3', 'float8_e5m2', 'float8_e4m3fn'];

/**
 * Reports rule `matmul-indirect`: columns through indices take 8- and 16-bit floats, no tiling of the array, and in
 * transpose mode no indices on moving; rows through indices are for DMA.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Tensor indirection".
 */
export const requireIndirectColumns = (
  machine: Machine,
  context: CallContext,
  operands: MatmulOperands,
): void => {
  const { dst, stationary, moving, tile, isTranspose } = operands;
  const report = (message: string): void => reportRule(machine, context, 'matmul-indirect', message);
  if (dst.indirection === null && stationary.indirection === null && moving.indirection === null) return;
  const indexed = [dst, stationary, moving].filter((view) => view.indirection?.kind === 'columns');
  if ([dst, stationary, moving].some((view) => view.indirection?.kind === 'vector')) {
    report('an operand has a vector_offset, which only DMA follows.');
  }
  if (indexed.length === 0) return;
  requireGeneration(machine, context, '.indirect() on a compute engine', 'v4');
  if (tile.startRow !== 0 || tile.startColumn !== 0) {
    report('.indirect() cannot be combined with tiles of the array: tile_position must be (0, 0).');
  }
  if (isTranspose && moving.indirection?.kind === 'columns') {
    report('with is_transpose=True moving cannot use .indirect().');
  }
  for (const view of [stationary, moving]) {
    if (view.indirection?.kind !== 'columns' || INDIRECT.includes(view.dtype)) continue;
    report(`an operand read through indices is ${view.dtype}; it must be ${INDIRECT.join(', ')}.`);
  }
};
