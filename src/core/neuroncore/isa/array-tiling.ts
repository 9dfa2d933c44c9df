import type { Machine } from '../machine/machine.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';
import { isAtLeast, itemsOf, numberOf, reportRule } from './operands.ts';

/** The part of the 128 x 128 array of processing elements that a matmul occupies. */
export interface ArrayTile {
  readonly startRow: number;
  readonly startColumn: number;
  readonly rows: number;
  readonly columns: number;
}

/** All of the array: what a matmul occupies without tiling. */
export const WHOLE_ARRAY: ArrayTile = { startRow: 0, startColumn: 0, rows: 128, columns: 128 };

const ARRAY_EXTENT = 128;

const pairOf = (value: PyValue | undefined): readonly [number, number] | undefined => {
  const [first, second, ...rest] = (itemsOf(value) ?? []).map(numberOf);
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
};

const isUnset = (value: PyValue | undefined): boolean =>
  value === undefined || value === null || itemsOf(value)?.length === 0;

const checkDirection = (
  machine: Machine,
  context: CallContext,
  direction: 'row' | 'column',
  start: number,
  size: number,
): void => {
  const sizes = isAtLeast(machine, 'v3') ? [32, 64, 128] : [64, 128];
  if (!sizes.includes(size)) {
    reportRule(
      machine,
      context,
      'matmul-tiling',
      `${direction}_size of tile_size is ${size}; NeuronCore-${machine.generation.id} has ${sizes.join(', ')}.`,
    );
  }
  if (start < 0 || start % size !== 0 || start + size > ARRAY_EXTENT) {
    reportRule(
      machine,
      context,
      'matmul-tiling',
      `start_${direction} of tile_position is ${start}; it must be a multiple of ${size} and the tile must end within ${ARRAY_EXTENT}.`,
    );
  }
};

/**
 * The part of the array that `tile_position` and `tile_size` choose; both or neither have to be given. Reports rule
 * `matmul-tiling`. Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Tiling mode".
 */
export const arrayTileArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
): ArrayTile => {
  if (isUnset(args['tile_position']) && isUnset(args['tile_size'])) return WHOLE_ARRAY;
  const position = pairOf(args['tile_position']);
  const size = pairOf(args['tile_size']);
  if (position === undefined || size === undefined) {
    reportRule(
      machine,
      context,
      'matmul-tiling',
      'tile_position and tile_size must both be given, each as (rows, columns).',
    );
    return WHOLE_ARRAY;
  }
  const [startRow, startColumn] = position;
  const [rows, columns] = size;
  checkDirection(machine, context, 'row', startRow, rows);
  checkDirection(machine, context, 'column', startColumn, columns);
  return { startRow, startColumn, rows, columns };
};
