/** Rows of predecessors that grow as the program is read; a predecessor is kept once in a row. */
export class GrowingRows {
  steps: Int32Array;
  kinds: Uint8Array;
  length = 0;
  private rowStart = 0;

  constructor(capacity: number) {
    this.steps = new Int32Array(Math.max(16, capacity));
    this.kinds = new Uint8Array(this.steps.length);
  }

  begin(): void {
    this.rowStart = this.length;
  }

  add(step: number, kind: number): void {
    for (let at = this.rowStart; at < this.length; at++) if (this.steps[at] === step) return;
    if (this.length === this.steps.length) this.grow();
    this.steps[this.length] = step;
    this.kinds[this.length] = kind;
    this.length += 1;
  }

  private grow(): void {
    const steps = new Int32Array(this.steps.length * 2);
    steps.set(this.steps);
    const kinds = new Uint8Array(steps.length);
    kinds.set(this.kinds);
    this.steps = steps;
    this.kinds = kinds;
  }
}
