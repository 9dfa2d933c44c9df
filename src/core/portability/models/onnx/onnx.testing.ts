/** Protobuf by hand: fields of messages as bytes. */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
};

export const numberField = (field: number, value: number): number[] => [
  ...varint(field * 8),
  ...varint(value),
];

export const spanField = (field: number, body: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(body.length),
  ...body,
];

export const textField = (field: number, text: string): number[] =>
  spanField(field, [...new TextEncoder().encode(text)]);

/** A node of this operator; `more` are further fields, such as attributes. */
export const madeNode = (type: string, domain = '', more: readonly number[] = []): number[] =>
  spanField(1, [...textField(4, type), ...(domain === '' ? [] : textField(7, domain)), ...more]);

/** An attribute that holds a graph. */
export const graphAttribute = (graph: readonly number[]): number[] => spanField(5, spanField(6, graph));

/** A value of a tensor type; axes are numbers, names or nothing. */
export const madeValue = (
  field: number,
  name: string,
  type: number,
  axes: readonly (number | string | null)[],
): number[] => {
  const shape = axes.flatMap((axis) =>
    spanField(1, typeof axis === 'number' ? numberField(1, axis) : axis === null ? [] : textField(2, axis)),
  );
  return spanField(field, [
    ...textField(1, name),
    ...spanField(2, spanField(1, [...numberField(1, type), ...spanField(2, shape)])),
  ]);
};

/** A tensor of an element type; its data are as many zero bytes. */
export const madeTensor = (
  field: number,
  name: string,
  type: number,
  dims: readonly number[],
  more: readonly number[] = [],
): number[] =>
  spanField(field, [
    ...dims.flatMap((dim) => numberField(1, dim)),
    ...numberField(2, type),
    ...textField(8, name),
    ...more,
  ]);

/** A model around the fields of a graph. */
export const madeModel = (graph: readonly number[], more: readonly number[] = []): Uint8Array =>
  Uint8Array.from([
    ...numberField(1, 8),
    ...textField(2, 'tests'),
    ...spanField(8, numberField(2, 17)),
    ...spanField(7, graph),
    ...more,
  ]);
