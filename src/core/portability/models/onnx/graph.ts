import type { Tally } from '../census.ts';
import { type OnnxTensor, type OnnxValue, readTensor, readValue } from './tensor.ts';
import { refuseProtobuf, type Span, type Wire } from './wire.ts';

/** Graphs inside graphs: published models have three; each costs the stack a few calls. */
const DEEPEST_GRAPH = 64;
const MOST_VALUES = 100_000;

/** What a walk over a model collects from all its graphs. */
export interface GraphSink {
  readonly operators: Tally;
  readonly tensor: (tensor: OnnxTensor) => void;
  /** Operators of a domain that is not ONNX's own are known by it: `com.microsoft.FusedConv`. */
  readonly functions: ReadonlySet<string>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initialisers: ReadonlySet<string>;
  /** Graphs within, however deep. */
  readonly subgraphs: number;
}

const OWN_DOMAINS = new Set(['', 'ai.onnx']);

/** An operator as the tables spell it: `onnx.Conv`, `onnx.com.microsoft.FusedConv`. */
export const onnxOperator = (domain: string, type: string): string =>
  OWN_DOMAINS.has(domain) ? `onnx.${type}` : `onnx.${domain}.${type}`;

const readAttribute = (wire: Wire, span: Span, sink: GraphSink, depth: number): number => {
  let subgraphs = 0;
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 5 || field.number === 10) sink.tensor(readTensor(wire, field.span));
    else if (field.number === 6 || field.number === 11)
      subgraphs += 1 + readGraph(wire, field.span, sink, depth + 1).subgraphs;
  });
  return subgraphs;
};

/** A NodeProto (op_type 4, attribute 5, domain 7): counts its operator and walks the graphs in its attributes. */
const readNode = (wire: Wire, span: Span, sink: GraphSink, depth: number): number => {
  let type = '';
  let domain = '';
  let subgraphs = 0;
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 4) type = wire.text(field.span);
    else if (field.number === 7) domain = wire.text(field.span);
    else if (field.number === 5) subgraphs += readAttribute(wire, field.span, sink, depth);
  });
  if (type === '')
    throw refuseProtobuf(`a node without an operator at byte ${span.from}`, 'nodes with op_type');
  const operator = onnxOperator(domain, type);
  if (!sink.functions.has(operator)) sink.operators.add(operator);
  return subgraphs;
};

/**
 * A GraphProto (node 1, name 2, initializer 5, input 11, output 12, sparse_initializer 15) with the graphs inside its
 * nodes. Initialisers are read for shape and type only. Throws InputError beyond 64 graphs inside one another.
 */
export const readGraph = (wire: Wire, span: Span, sink: GraphSink, depth = 0): OnnxGraph => {
  if (depth > DEEPEST_GRAPH)
    throw refuseProtobuf('graphs inside graphs', `at most ${DEEPEST_GRAPH} inside one another`);
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const initialisers = new Set<string>();
  let name = '';
  let subgraphs = 0;
  const keep = (list: OnnxValue[], value: Span): void => {
    if (list.length < MOST_VALUES) list.push(readValue(wire, value));
  };
  const initialiser = (tensor: OnnxTensor): void => {
    sink.tensor(tensor);
    if (initialisers.size < MOST_VALUES) initialisers.add(tensor.name);
  };
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 1) subgraphs += readNode(wire, field.span, sink, depth);
    else if (field.number === 2) name = wire.text(field.span);
    else if (field.number === 5) initialiser(readTensor(wire, field.span));
    else if (field.number === 11) keep(inputs, field.span);
    else if (field.number === 12) keep(outputs, field.span);
    else if (field.number === 15)
      wire.walk(field.span, (sparse) => {
        if (sparse.number === 1 && sparse.span !== null) initialiser(readTensor(wire, sparse.span));
      });
  });
  return { name, inputs, outputs, initialisers, subgraphs };
};

/** Names of a FunctionProto (name 1, domain 10). */
export const functionName = (wire: Wire, span: Span): string => {
  let name = '';
  let domain = '';
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 1) name = wire.text(field.span);
    else if (field.number === 10) domain = wire.text(field.span);
  });
  return onnxOperator(domain, name);
};

/** The body of a FunctionProto (node 7), counted once however often the function is called. */
export const readFunction = (wire: Wire, span: Span, sink: GraphSink): void =>
  wire.walk(span, (field) => {
    if (field.number === 7 && field.span !== null) readNode(wire, field.span, sink, 0);
  });
