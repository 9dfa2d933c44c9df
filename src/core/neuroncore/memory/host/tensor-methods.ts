import type { CallContext, Parameter, PyValue } from '../../python/values.ts';
import { accessPattern, patternOf } from '../access-pattern.ts';
import { isContiguous } from '../footprint.ts';
import { rearrange } from '../rearrange.ts';
import { reinterpret } from '../reinterpret.ts';
import { broadcast, expandDimension, permute, squeezeDimension } from '../reorder.ts';
import { flattenDimensions, reshape, reshapeDimension } from '../reshape.ts';
import { indirectColumns, isIndexTensor, select, vectorSelect } from '../select.ts';
import { slice } from '../slice.ts';
import type { View } from '../view.ts';
import {
  dimensionPatternOf,
  dtypeOrNone,
  integerOf,
  integerOrNone,
  integersOf,
  patternOfValue,
  runtimeIndexOf,
  runtimeIndexOrNone,
  sizesOf,
  tensorOf,
} from './arguments.ts';

/** A method of tensors: its parameters after `self`, and the view or the plain value that it gives. */
export interface TensorMethod {
  readonly parameters: readonly Parameter[];
  readonly call: (view: View, args: readonly PyValue[], context: CallContext) => View | PyValue;
}

const method = (
  parameters: readonly (string | readonly [name: string, defaultValue: PyValue])[],
  call: TensorMethod['call'],
): TensorMethod => ({
  parameters: parameters.map((parameter) =>
    typeof parameter === 'string'
      ? { name: parameter, kind: 'ordinary' }
      : { name: parameter[0], kind: 'ordinary', defaultValue: parameter[1] },
  ),
  call,
});

const argument = (args: readonly PyValue[], index: number): PyValue => {
  const value = args[index];
  return value === undefined ? null : value;
};

const integer = (args: readonly PyValue[], index: number, name: string, context: CallContext): number =>
  integerOf(argument(args, index), name, context);

const ap = method(
  [
    'pattern',
    ['offset', null],
    ['scalar_offset', null],
    ['vector_offset', null],
    ['indirect_dim', 0],
    ['dtype', null],
  ],
  (view, args, context) => {
    const vector = argument(args, 3);
    return accessPattern(view, {
      pattern: patternOfValue(argument(args, 0), context),
      offset: integerOrNone(argument(args, 1), 'offset', context),
      scalarOffset: runtimeIndexOrNone(argument(args, 2), 'scalar_offset', context),
      vectorOffset: vector === null ? null : tensorOf(vector, 'vector_offset', context),
      indirectDimension: integer(args, 4, 'indirect_dim', context),
      dtype: dtypeOrNone(argument(args, 5), context),
    });
  },
);

const view = method(['dtype'], (self, args, context) => {
  const dtype = dtypeOrNone(argument(args, 0), context);
  return dtype === null
    ? context.raise('TypeError', 'dtype must be an element type, found None')
    : reinterpret(self, dtype);
});

const selectMethod = method(['dim', 'index'], (self, args, context) => {
  const index = argument(args, 1);
  const dimension = integer(args, 0, 'dim', context);
  return select(self, dimension, runtimeIndexOf(index) ?? integerOf(index, 'index', context));
});

const rearrangeMethod = method(['src_pattern', 'dst_pattern', ['fixed_sizes', null]], (self, args, context) =>
  rearrange(
    self,
    dimensionPatternOf(argument(args, 0), 'src_pattern', context),
    dimensionPatternOf(argument(args, 1), 'dst_pattern', context),
    sizesOf(argument(args, 2), context),
  ),
);

/** The methods of tensors by name. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor`. */
export const TENSOR_METHODS: ReadonlyMap<string, TensorMethod> = new Map<string, TensorMethod>([
  ['is_contiguous', method([], (self) => isContiguous(self))],
  ['is_indirect', method([], (self) => self.indirection !== null)],
  [
    'get_pattern',
    method([], (self) => ({
      kind: 'list',
      items: patternOf(self).map((pair) => ({ kind: 'list', items: [...pair] })),
    })),
  ],
  [
    'permute',
    method(['dims'], (self, args, context) => permute(self, integersOf(argument(args, 0), 'dims', context))),
  ],
  [
    'broadcast',
    method(['dim', 'size'], (self, args, context) =>
      broadcast(self, integer(args, 0, 'dim', context), integer(args, 1, 'size', context)),
    ),
  ],
  [
    'expand_dim',
    method(['dim'], (self, args, context) => expandDimension(self, integer(args, 0, 'dim', context))),
  ],
  [
    'squeeze_dim',
    method(['dim'], (self, args, context) => squeezeDimension(self, integer(args, 0, 'dim', context))),
  ],
  [
    'reshape_dim',
    method(['dim', 'shape'], (self, args, context) =>
      reshapeDimension(
        self,
        integer(args, 0, 'dim', context),
        integersOf(argument(args, 1), 'shape', context),
      ),
    ),
  ],
  [
    'flatten_dims',
    method(['start_dim', 'end_dim'], (self, args, context) =>
      flattenDimensions(self, integer(args, 0, 'start_dim', context), integer(args, 1, 'end_dim', context)),
    ),
  ],
  [
    'reshape',
    method(['shape'], (self, args, context) =>
      reshape(self, integersOf(argument(args, 0), 'shape', context)),
    ),
  ],
  ['rearrange', rearrangeMethod],
  [
    'slice',
    method(['dim', 'start', 'end', ['step', 1]], (self, args, context) =>
      slice(self, integer(args, 0, 'dim', context), {
        start: integer(args, 1, 'start', context),
        end: integer(args, 2, 'end', context),
        step: integer(args, 3, 'step', context),
      }),
    ),
  ],
  ['select', selectMethod],
  [
    'vector_select',
    method(['dim', 'vector_offset'], (self, args, context) =>
      vectorSelect(
        self,
        integer(args, 0, 'dim', context),
        tensorOf(argument(args, 1), 'vector_offset', context),
      ),
    ),
  ],
  ['ap', ap],
  ['view', view],
  ['reinterpret_cast', view],
  [
    'indirect',
    method(['index', ['num_elem', null]], (self, args, context) =>
      indirectColumns(
        self,
        tensorOf(argument(args, 0), 'index', context),
        integerOrNone(argument(args, 1), 'num_elem', context),
      ),
    ),
  ],
]);

/** Whether a method gave a view rather than a plain Python value. */
export const isView = (result: View | PyValue): result is View =>
  typeof result === 'object' && result !== null && !('kind' in result) && isIndexTensor(result);
