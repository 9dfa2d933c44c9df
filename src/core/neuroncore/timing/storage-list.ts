import type { StorageSummary } from './program.ts';

/** The storages of a program: by number, and all of them in the order in which they became known. A Map is one. */
export interface Storages {
  readonly get: (id: number) => StorageSummary | undefined;
  readonly values: () => Iterable<StorageSummary>;
}

/** Storages under way. Their numbers are dense, so that a list finds them, which kernels with very many make worthwhile. */
export class StorageList implements Storages {
  private readonly byNumber: (StorageSummary | undefined)[] = [];
  private readonly inOrder: StorageSummary[] = [];

  get(id: number): StorageSummary | undefined {
    return this.byNumber[id];
  }

  values(): readonly StorageSummary[] {
    return this.inOrder;
  }

  /** Adds a storage unless one of its number is known. */
  add(storage: StorageSummary): void {
    const { id } = storage;
    if (this.byNumber[id] !== undefined) return;
    // Numbers of other cores are skipped; a list without holes stays fast.
    while (this.byNumber.length < id) this.byNumber.push(undefined);
    this.byNumber[id] = storage;
    this.inOrder.push(storage);
  }
}
