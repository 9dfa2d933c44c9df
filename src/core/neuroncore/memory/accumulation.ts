import { DTYPE_BYTES } from './dtype.ts';
import type { Storage, View } from './view.ts';

/** Who wrote an element of PSUM last: no instruction yet, a matmul, or an instruction of another engine. */
export type Writer = 'none' | 'matmul' | 'other';

interface Region {
  readonly view: View;
  readonly partitionStart: number;
  readonly partitionEnd: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  writer: Writer;
  /** Whether another engine has read it since a matmul wrote it last. */
  read: boolean;
}

/**
 * What was written to one PSUM storage, kept in program order while a kernel is specialised. Regions that neither
 * overlap nor change hands need no more than their names; `cells` (one for every two bytes, the smallest element a
 * matmul writes) are laid out as soon as that is not enough.
 */
export interface AccumulationRecord {
  readonly regions: Map<string, Region>;
  cells: Uint8Array | null;
  /** The view that a matmul wrote last, while nothing else has been written: sums over many matmuls ask for no more. */
  latest: View | null;
}

const CELL_BYTES = 2;
const WRITERS: readonly Writer[] = ['none', 'matmul', 'other'];

const recordOf = (storage: Storage): AccumulationRecord => {
  const { contents } = storage;
  contents.accumulation ??= { regions: new Map(), cells: null, latest: null };
  return contents.accumulation;
};

const keyOf = (view: View): string =>
  `${DTYPE_BYTES[view.dtype]}:${view.offset}:${view.shape}:${view.strides}`;

const regionOf = (view: View, writer: Writer): Region => {
  const bytes = DTYPE_BYTES[view.dtype];
  const perPartition = Math.max(1, Math.floor(view.storage.bytesPerPartition / bytes));
  const within = view.offset % perPartition;
  const [partitions = 1] = view.shape;
  const reach = view.shape.slice(1).reduce((sum, count, index) => {
    const stride = view.strides[index + 1];
    return stride === undefined ? sum : sum + stride * (count - 1);
  }, 0);
  const partitionStart = Math.floor(view.offset / perPartition);
  return {
    view,
    partitionStart,
    partitionEnd: partitionStart + partitions,
    byteStart: within * bytes,
    byteEnd: (within + reach + 1) * bytes,
    writer,
    read: false,
  };
};

const overlap = (a: Region, b: Region): boolean =>
  a.partitionStart < b.partitionEnd &&
  b.partitionStart < a.partitionEnd &&
  a.byteStart < b.byteEnd &&
  b.byteStart < a.byteEnd;

/** Calls `visit` with the flat element number in the storage of each element of the view, in row-major order. */
const eachElement = (view: View, visit: (element: number, position: number) => void): void => {
  const { shape, strides } = view;
  let position = 0;
  const walk = (dimension: number, element: number): void => {
    const count = shape[dimension];
    const stride = strides[dimension];
    if (count === undefined || stride === undefined) {
      visit(element, position);
      position += 1;
      return;
    }
    for (let index = 0; index < count; index += 1) walk(dimension + 1, element + index * stride);
  };
  walk(0, view.offset);
};

const eachCell = (view: View, visit: (cell: number, position: number) => void): void => {
  const bytes = DTYPE_BYTES[view.dtype];
  const rowBytes = view.storage.bytesPerPartition;
  const perPartition = Math.max(1, Math.floor(rowBytes / bytes));
  const cellsPerPartition = Math.ceil(rowBytes / CELL_BYTES);
  eachElement(view, (element, position) => {
    const row = Math.floor(element / perPartition);
    const byte = (element % perPartition) * bytes;
    const first = row * cellsPerPartition + Math.floor(byte / CELL_BYTES);
    const last = row * cellsPerPartition + Math.floor((byte + bytes - 1) / CELL_BYTES);
    for (let cell = first; cell <= last; cell += 1) visit(cell, position);
  });
};

const paint = (cells: Uint8Array, region: Region): void => {
  const colour = WRITERS.indexOf(region.writer);
  eachCell(region.view, (cell) => {
    cells[cell] = colour;
  });
};

const layOut = (record: AccumulationRecord, storage: Storage): Uint8Array => {
  if (record.cells !== null) return record.cells;
  const cells = new Uint8Array(storage.partitions * Math.ceil(storage.bytesPerPartition / CELL_BYTES));
  for (const region of record.regions.values()) paint(cells, region);
  record.cells = cells;
  return cells;
};

const remember = (view: View, key: string, record: AccumulationRecord, writer: 'matmul' | 'other'): void => {
  const known = record.regions.get(key);
  if (known !== undefined && known.writer === writer) {
    known.read = false;
    return;
  }
  const region = regionOf(view, writer);
  if (record.regions.size > 0) forgetChanged(view.storage, key, record, region);
  record.regions.delete(key);
  record.regions.set(key, region);
  if (record.cells !== null) paint(record.cells, region);
};

/** Regions that now hold elements of two writers are kept in cells alone. */
const forgetChanged = (storage: Storage, key: string, record: AccumulationRecord, region: Region): void => {
  const changed = [...record.regions].filter(
    ([name, each]) => name !== key && each.writer !== region.writer && overlap(each, region),
  );
  if (changed.length > 0) layOut(record, storage);
  for (const [name] of changed) record.regions.delete(name);
};

const find = (view: View, key: string, record: AccumulationRecord): Writer | Uint8Array => {
  const known = record.regions.get(key);
  if (known !== undefined) return known.writer;
  if (record.regions.size === 0 && record.cells === null) return 'none';
  const asked = regionOf(view, 'none');
  if (record.cells === null && ![...record.regions.values()].some((each) => overlap(each, asked)))
    return 'none';
  const cells = layOut(record, view.storage);
  const writers = new Uint8Array(view.shape.reduce((product, each) => product * each, 1));
  eachCell(view, (cell, position) => {
    const writer = cells[cell];
    if (writer !== undefined) writers[position] = writer;
  });
  const [first] = writers;
  const single = first === undefined ? 'none' : WRITERS[first];
  return single !== undefined && writers.every((each) => each === first) ? single : writers;
};

/** Notes that a matmul, or an instruction of another engine, wrote all elements of the view. */
export const noteWrite = (view: View, writer: 'matmul' | 'other'): void => {
  const record = recordOf(view.storage);
  record.latest = null;
  remember(view, keyOf(view), record, writer);
};

/**
 * Who wrote the elements of a view before a matmul now does: one writer for all of them, or for each in row-major order
 * when they differ. The matmul is noted.
 */
export const writersBeforeMatmul = (view: View): Writer | Uint8Array => {
  const record = recordOf(view.storage);
  if (record.latest === view) return 'matmul';
  record.latest = view;
  const key = keyOf(view);
  const writers = find(view, key, record);
  remember(view, key, record, 'matmul');
  return writers;
};

/** Whether a matmul wrote exactly this view last, and nothing else has touched its storage since. */
export const wroteLast = (view: View): boolean => view.storage.contents.accumulation?.latest === view;

/** Whether writes to the storage of a view have been noted. */
export const isTouched = ({ storage }: View): boolean => storage.contents.accumulation !== undefined;

/** Notes that another engine than the Tensor engine reads the elements of a view. */
export const noteRead = (view: View): void => {
  const record = view.storage.contents.accumulation;
  if (record === undefined || record.regions.size === 0) return;
  record.latest = null;
  const asked = regionOf(view, 'none');
  for (const region of record.regions.values()) region.read ||= overlap(region, asked);
};

/** Whether a matmul wrote exactly these elements before and another engine has read some of them since. */
export const wasRead = (view: View): boolean => {
  const record = view.storage.contents.accumulation;
  if (record === undefined || record.latest === view) return false;
  const known = record.regions.get(keyOf(view));
  return known !== undefined && known.writer === 'matmul' && known.read;
};

/** The numbers that stand for each writer in the array of `writersBeforeMatmul`. */
export const WRITER_NUMBER = { none: 0, matmul: 1, other: 2 } as const;
