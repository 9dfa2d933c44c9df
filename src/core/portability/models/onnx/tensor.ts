import { elementCount } from '../../../workload/files/tensor.ts';
import { refuseProtobuf, type Span, type Wire } from './wire.ts';

/** One axis of a value: a number, a name that stands for any number, or nothing stated. */
export type OnnxAxis = number | string | null;

export interface OnnxTensor {
  readonly name: string;
  readonly type: number;
  readonly elements: number;
  /** Where its data lie when they are outside the file, as the file says it; never followed. */
  readonly externalPath: string | null;
}

export interface OnnxValue {
  readonly name: string;
  /** null for sequences, maps and optional values. */
  readonly type: number | null;
  /** null where no rank is stated. */
  readonly axes: readonly OnnxAxis[] | null;
}

/** A TensorProto (dims 1, data_type 2, name 8, external_data 13): its shape and type; the data are not read. */
export const readTensor = (wire: Wire, span: Span): OnnxTensor => {
  const dims: number[] = [];
  let name = '';
  let type = 0;
  let externalPath: string | null = null;
  wire.walk(span, (field) => {
    if (field.number === 1 && field.value !== null) dims.push(field.value);
    else if (field.number === 1 && field.span !== null) dims.push(...wire.packed(field.span));
    else if (field.number === 2 && field.value !== null) type = field.value;
    else if (field.number === 8 && field.span !== null) name = wire.text(field.span);
    else if (field.number === 13 && field.span !== null)
      externalPath = readLocation(wire, field.span) ?? externalPath;
    if (dims.length > 4096) throw refuseProtobuf(`a tensor of ${dims.length} axes`, 'at most 4096');
  });
  const elements = elementCount(dims);
  if (elements === null)
    throw refuseProtobuf(
      `a tensor "${name.slice(0, 80)}" of ${dims.slice(0, 8).join(' x ')}`,
      'sizes of 0 or more',
    );
  return { name, type, elements, externalPath };
};

/** The path of a StringStringEntryProto `location`; null for other keys. */
const readLocation = (wire: Wire, span: Span): string | null => {
  let key = '';
  let value: string | null = null;
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 1) key = wire.text(field.span);
    else if (field.number === 2) value = wire.text(field.span);
  });
  return key === 'location' ? value : null;
};

const readAxis = (wire: Wire, span: Span): OnnxAxis => {
  let axis: OnnxAxis = null;
  wire.walk(span, (field) => {
    if (field.number === 1 && field.value !== null) axis = field.value;
    else if (field.number === 2 && field.span !== null) axis = wire.text(field.span);
  });
  return axis;
};

/** Calls back with the tensor type (field 1) inside a TypeProto; other kinds of value give nothing. */
const readType = (
  wire: Wire,
  span: Span,
  found: (type: number, axes: readonly OnnxAxis[] | null) => void,
): void => {
  wire.walk(span, (field) => {
    if (field.number !== 1 || field.span === null) return;
    let type = 0;
    let axes: OnnxAxis[] | null = null;
    wire.walk(field.span, (inner) => {
      if (inner.number === 1 && inner.value !== null) type = inner.value;
      if (inner.number !== 2 || inner.span === null) return;
      const stated: OnnxAxis[] = [];
      axes = stated;
      wire.walk(inner.span, (shape) => {
        if (shape.number === 1 && shape.span !== null) stated.push(readAxis(wire, shape.span));
      });
    });
    found(type, axes);
  });
};

/** A ValueInfoProto (name 1, type 2). */
export const readValue = (wire: Wire, span: Span): OnnxValue => {
  let name = '';
  let type: number | null = null;
  let axes: readonly OnnxAxis[] | null = null;
  wire.walk(span, (field) => {
    if (field.span === null) return;
    if (field.number === 1) name = wire.text(field.span);
    else if (field.number === 2)
      readType(wire, field.span, (found, shape) => {
        type = found;
        axes = shape;
      });
  });
  return { name, type, axes };
};
