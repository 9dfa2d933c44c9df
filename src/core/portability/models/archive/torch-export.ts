import { InputError } from '../../../input-error.ts';
import { isRecord } from '../../../workload/config/fields.ts';
import { elementCount } from '../../../workload/files/tensor.ts';
import { type Tally, type TensorCensus, tally, tensorCensus } from '../census.ts';
import { counted } from '../judge/finding.ts';
import { emptyReading, type ModelReading } from '../reading.ts';
import { exportedType, torchBytes } from '../torch-types.ts';
import { jsonRecord, listAt, member, recordAt, textAt } from './json-bytes.ts';

const ATTEMPTED = 'reading an exported program';
/** A graph of 20,000 nodes has about 3 million brackets and commas. */
const MOST_MARKS = 6_000_000;
const MOST_DYNAMIC = 1000;

/**
 * An operator of a node as the tables spell it: `torch.ops.aten.linear.default` is `aten::linear`, an overload stays
 * (`aten::add.Tensor`); Python functions over sizes (`_operator.mul`) give null: they never reach a device.
 */
export const exportedOperator = (target: string): string | null => {
  const ops = /^(?:torch\.ops\.|#)([\w]+)\.([\w]+)(?:\.([\w]+))?$/.exec(target);
  if (ops === null)
    return /^(_operator|math|torch\.sym_|builtins)/.test(target) ? null : target.slice(0, 200);
  const [, namespace, name, overload] = ops;
  return `${namespace}::${name}${overload === undefined || overload === 'default' ? '' : `.${overload}`}`;
};

interface Census {
  readonly operators: Tally;
  readonly values: TensorCensus;
  readonly parameters: TensorCensus;
  readonly dynamic: Set<string>;
}

/** Sizes of a tensor's meta data; a size that is an expression is its text. */
const sizesOf = (meta: unknown): readonly (number | string)[] =>
  listAt(meta, 'sizes').map((size) => {
    const whole = member(size, 'as_int');
    if (typeof whole === 'number') return whole;
    return textAt(member(size, 'as_expr'), 'expr_str') ?? '?';
  });

const addValue = (census: TensorCensus, dynamic: Set<string>, name: string, meta: unknown): void => {
  const type = member(meta, 'dtype');
  const sizes = sizesOf(meta);
  const elements = elementCount(sizes);
  const typeName = typeof type === 'number' ? exportedType(type) : 'untyped';
  if (elements === null) {
    if (dynamic.size < MOST_DYNAMIC)
      dynamic.add(`${name.slice(0, 80)}: [${sizes.slice(0, 16).join(', ').slice(0, 200)}]`);
    census.add(typeName, 0, null, name);
  } else census.add(typeName, elements, torchBytes(typeName, elements), name);
};

/** Graphs given as arguments of a node (cond, while_loop, map). */
const graphsIn = (node: unknown): readonly unknown[] =>
  listAt(node, 'inputs')
    .map((input) => member(member(member(input, 'arg'), 'as_graph'), 'graph'))
    .filter(isRecord);

/** Walks a graph and those inside it, without recursion: the depth is the file's choice. */
const readGraphs = (census: Census, graph: unknown): number => {
  const open: unknown[] = [graph];
  let graphs = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    graphs += 1;
    for (const node of listAt(next, 'nodes')) {
      const target = textAt(node, 'target');
      const operator = target === null ? null : exportedOperator(target);
      if (operator !== null) census.operators.add(operator);
      open.push(...graphsIn(node));
    }
    for (const [name, meta] of Object.entries(recordAt(next, 'tensor_values')))
      addValue(census.values, census.dynamic, name, meta);
  }
  return graphs;
};

/** Names in the graph of the tensors that are parameters or buffers. */
const parameterNames = (signature: unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const spec of listAt(signature, 'input_specs'))
    for (const kind of ['parameter', 'buffer', 'tensor_constant']) {
      const name = textAt(recordAt(recordAt(spec, kind), 'arg'), 'name');
      if (name !== null) names.add(name);
    }
  return names;
};

const rangesOf = (program: unknown): readonly string[] =>
  Object.entries(recordAt(program, 'range_constraints'))
    .slice(0, 20)
    .map(([name, range]) => {
      const { min_val: least, max_val: most } = isRecord(range) ? range : {};
      return `${name.slice(0, 40)} from ${String(least ?? '-inf').slice(0, 20)} to ${String(most ?? 'inf').slice(0, 20)}`;
    });

const versionsOf = (program: unknown): string => {
  const schema = recordAt(program, 'schema_version');
  const torch = textAt(program, 'torch_version');
  const version = [schema['major'], schema['minor']].filter((part) => typeof part === 'number').join('.');
  return `torch.export${version === '' ? '' : ` schema ${version}`}${torch === null ? '' : `, PyTorch ${torch.slice(0, 40)}`}`;
};

/** Reads one program, its parameters from the graph's own meta data. */
const readProgram = (census: Census, bytes: Uint8Array): readonly string[] => {
  const program = jsonRecord(bytes, ATTEMPTED, MOST_MARKS);
  const graphModule = recordAt(program, 'graph_module');
  const graph = recordAt(graphModule, 'graph');
  if (!Array.isArray(graph['nodes']))
    throw new InputError({
      attempted: ATTEMPTED,
      found: 'no graph_module.graph.nodes',
      accepted: 'an ExportedProgram',
    });
  const graphs = readGraphs(census, graph);
  const parameters = parameterNames(graphModule['signature']);
  for (const [name, meta] of Object.entries(recordAt(graph, 'tensor_values')))
    if (parameters.has(name)) addValue(census.parameters, census.dynamic, name, meta);
  const ranges = rangesOf(program);
  return [
    versionsOf(program),
    ...(graphs > 1
      ? [`${counted(graphs - 1, 'graph')} inside cond, while_loop or other nodes, counted in`]
      : []),
    ...(ranges.length === 0 ? [] : [`sizes known at run time only: ${ranges.join('; ')}`]),
  ];
};

/**
 * The programs of a torch.export archive (`models/*.json`, or the older `serialized_exported_program.json`) by their JSON:
 * operators, element types, parameters, symbolic sizes. Format: pytorch/pytorch, torch/_export/serde/schema.py. Throws
 * InputError when none can be read.
 */
export const readTorchExport = (contents: ReadonlyMap<string, Uint8Array>): ModelReading => {
  const census: Census = {
    operators: tally(),
    values: tensorCensus(),
    parameters: tensorCensus(),
    dynamic: new Set(),
  };
  const programs = [...contents].filter(([name]) => !/weights_config\.json$/.test(name));
  if (programs.length === 0)
    throw new InputError({
      attempted: ATTEMPTED,
      found: 'no program that could be unpacked',
      accepted: 'models/*.json',
    });
  const remarks = programs.flatMap(([, bytes]) => readProgram(census, bytes));
  return {
    ...emptyReading('torch-export'),
    parameters: census.parameters.elements(),
    elementTypes: census.values.elementTypes(),
    operators: census.operators.counts,
    dynamicShapes: [...census.dynamic],
    largestTensor: census.values.largest(),
    remarks: [...new Set(remarks)],
  };
};
