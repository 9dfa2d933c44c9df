import type { Extent, StepKind, StepTable } from './step-table.ts';

const ROWS = 1024;

type Column = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

const grown = <Kind extends Column>(column: Kind, make: (length: number) => Kind): Kind => {
  const longer = make(column.length * 2);
  longer.set(column as never);
  return longer;
};

const words = (length: number): Uint32Array<ArrayBuffer> => new Uint32Array(length);
const doubles = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length);

/** Steps under way to a table: `access` for each operand of a step, writes first, then `step`. */
export class StepBuilder {
  readonly kinds: StepKind[] = [];
  readonly extents: Extent[] = [];
  length = 0;
  private accesses = 0;
  private largest = -1;
  private kindOf = words(ROWS);
  private scopeOf = words(ROWS);
  private loopOf = words(ROWS);
  private iterationOf = words(ROWS);
  private accessStarts = words(ROWS + 1);
  private storageOf = words(ROWS);
  private partitionOf = words(ROWS);
  private byteOf = doubles(ROWS);
  private extentOf = words(ROWS);

  /** Notes an access of the step that comes next. */
  access(storage: number, partition: number, byte: number, extent: number): void {
    const at = this.accesses;
    if (at === this.storageOf.length) this.growAccesses();
    this.storageOf[at] = storage;
    this.partitionOf[at] = partition;
    this.byteOf[at] = byte;
    this.extentOf[at] = extent;
    if (storage > this.largest) this.largest = storage;
    this.accesses = at + 1;
  }

  /** Ends a step. */
  step(kind: number, scope: number, loop: number, iteration: number): void {
    const at = this.length;
    if (at === this.kindOf.length) this.growSteps();
    this.kindOf[at] = kind;
    this.scopeOf[at] = scope;
    this.loopOf[at] = loop;
    this.iterationOf[at] = iteration;
    this.length = at + 1;
    this.accessStarts[at + 1] = this.accesses;
  }

  /** The kind of the step that ended last. */
  lastKind(): number {
    return this.kindOf[this.length - 1] as number;
  }

  private growSteps(): void {
    this.kindOf = grown(this.kindOf, words);
    this.scopeOf = grown(this.scopeOf, words);
    this.loopOf = grown(this.loopOf, words);
    this.iterationOf = grown(this.iterationOf, words);
    this.accessStarts = grown(this.accessStarts, words);
  }

  private growAccesses(): void {
    this.storageOf = grown(this.storageOf, words);
    this.partitionOf = grown(this.partitionOf, words);
    this.byteOf = grown(this.byteOf, doubles);
    this.extentOf = grown(this.extentOf, words);
  }

  /** The steps so far. */
  table(): StepTable {
    const { kinds, extents, length, accesses } = this;
    return {
      length,
      kinds,
      kindOf: this.kindOf.subarray(0, length),
      scopeOf: this.scopeOf.subarray(0, length),
      loopOf: this.loopOf.subarray(0, length),
      iterationOf: this.iterationOf.subarray(0, length),
      accessStarts: this.accessStarts.subarray(0, length + 1),
      storageOf: this.storageOf.subarray(0, accesses),
      partitionOf: this.partitionOf.subarray(0, accesses),
      byteOf: this.byteOf.subarray(0, accesses),
      extentOf: this.extentOf.subarray(0, accesses),
      extents,
      storageCount: this.largest + 1,
    };
  }
}
