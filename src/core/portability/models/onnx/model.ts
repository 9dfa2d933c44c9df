import type { RangedReader } from '../../../workload/files/ranged-reader.ts';
import { tally, tensorCensus } from '../census.ts';
import { counted } from '../judge/finding.ts';
import { emptyReading, type ModelReading } from '../reading.ts';
import { functionName, type GraphSink, type OnnxGraph, readFunction, readGraph } from './graph.ts';
import type { OnnxAxis, OnnxTensor, OnnxValue } from './tensor.ts';
import { onnxBytes, onnxTypeName } from './types.ts';
import { refuseProtobuf, type Span, type Wire, wireOf } from './wire.ts';

/** The parts of a ModelProto: producer 2 and 3, graph 7, opset_import 8, functions 25. */
interface Parts {
  producer: string;
  graph: Span | null;
  readonly opsets: Map<string, number>;
  readonly functions: Span[];
}

const MOST_FUNCTIONS = 100_000;
const MOST_SHOWN = 1000;

const readOpset = (wire: Wire, span: Span, opsets: Map<string, number>): void => {
  let domain = '';
  let version = 0;
  wire.walk(span, (field) => {
    if (field.number === 1 && field.span !== null) domain = wire.text(field.span);
    else if (field.number === 2 && field.value !== null) version = field.value;
  });
  if (opsets.size < 1000) opsets.set(domain === '' ? 'ai.onnx' : domain, version);
};

const readParts = (wire: Wire): Parts => {
  const parts: Parts = { producer: '', graph: null, opsets: new Map(), functions: [] };
  wire.walk({ from: 0, to: wire.size }, (field) => {
    if (field.span === null) return;
    if (field.number === 2) parts.producer = `${wire.text(field.span)}${parts.producer}`;
    else if (field.number === 3) parts.producer = `${parts.producer} ${wire.text(field.span)}`;
    else if (field.number === 7) parts.graph = field.span;
    else if (field.number === 8) readOpset(wire, field.span, parts.opsets);
    else if (field.number === 25 && parts.functions.length < MOST_FUNCTIONS) parts.functions.push(field.span);
  });
  return parts;
};

const axisText = (axis: OnnxAxis): string => (axis === null ? '?' : String(axis));

/** Axes without a number, in words, of values that the caller must supply (or takes back). */
const dynamicOf = (kind: string, values: readonly OnnxValue[]): readonly string[] =>
  values
    .slice(0, MOST_SHOWN)
    .filter(({ axes }) => axes === null || axes.some((axis) => typeof axis !== 'number' || axis < 0))
    .map(({ name, axes }) =>
      axes === null
        ? `${kind} ${name.slice(0, 80)}: no shape stated`
        : `${kind} ${name.slice(0, 80)}: [${axes.slice(0, 16).map(axisText).join(', ')}]`,
    );

const remarksOf = (parts: Parts, graph: OnnxGraph, external: ReadonlySet<string>): readonly string[] => {
  const opsets = [...parts.opsets].map(([domain, version]) => `${domain} ${version}`).join(', ');
  const files = [...external];
  const outside = files.filter((path) => /^([\\/]|[A-Za-z]:)|(^|[\\/])\.\.([\\/]|$)/.test(path));
  return [
    `opsets: ${opsets === '' ? 'none stated' : opsets}${parts.producer === '' ? '' : `; written by ${parts.producer.slice(0, 80)}`}`,
    ...(graph.subgraphs === 0
      ? []
      : [`${counted(graph.subgraphs, 'graph')} inside If, Loop, Scan or other nodes, counted in`]),
    ...(parts.functions.length === 0
      ? []
      : [`${counted(parts.functions.length, 'function')} of the model's own, each counted once`]),
    ...(files.length === 0
      ? []
      : [`weights kept outside the file: ${files.slice(0, 3).join(', ').slice(0, 200)}`]),
    ...(outside.length === 0
      ? []
      : [
          `weights said to lie outside the model's folder (${outside.slice(0, 3).join(', ').slice(0, 200)}): not followed`,
        ]),
  ];
};

/**
 * An ONNX file: operators of the graph, of the graphs inside it and of the model's functions; element types of
 * initialisers and constants; opsets; axes without a number. Data are skipped by their length, so that files of any size
 * cost what their graph costs. Format: onnx/onnx, onnx/onnx.proto. Throws InputError on anything else.
 */
export const readOnnx = (reader: RangedReader): ModelReading => {
  const wire = wireOf(reader);
  const parts = readParts(wire);
  if (parts.graph === null) throw refuseProtobuf('no graph', 'an ONNX model');
  const census = tensorCensus();
  const external = new Set<string>();
  const tensor = ({ type, elements, name, externalPath }: OnnxTensor): void => {
    census.add(onnxTypeName(type), elements, onnxBytes(type, elements), name);
    if (externalPath !== null && external.size < 1000) external.add(externalPath);
  };
  const functions = new Set(parts.functions.map((span) => functionName(wire, span)));
  const sink: GraphSink = { operators: tally(), tensor, functions };
  const graph = readGraph(wire, parts.graph, sink);
  for (const span of parts.functions) readFunction(wire, span, sink);
  const given = graph.inputs.filter(({ name }) => !graph.initialisers.has(name));
  return {
    ...emptyReading('onnx'),
    architecture: graph.name === '' ? null : graph.name.slice(0, 200),
    parameters: census.elements(),
    elementTypes: census.elementTypes(),
    operators: sink.operators.counts,
    dynamicShapes: [...dynamicOf('input', given), ...dynamicOf('output', graph.outputs)],
    largestTensor: census.largest(),
    remarks: remarksOf(parts, graph, external),
  };
};
