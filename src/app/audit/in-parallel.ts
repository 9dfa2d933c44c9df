/** One that takes items one after another. */
export type Performer<Item> = (item: Item) => Promise<void>;

/** Hands items to whichever performer is free, no more of them at once than there are performers. Ends with the first error. */
export const inParallel = async <Item>(
  items: AsyncIterable<Item>,
  performers: readonly Performer<Item>[],
): Promise<void> => {
  const iterator = items[Symbol.asyncIterator]();
  let failed = false;
  const serve = async (perform: Performer<Item>): Promise<void> => {
    while (!failed) {
      const next = await iterator.next();
      if (next.done === true) return;
      await perform(next.value);
    }
  };
  try {
    await Promise.all(
      performers.map((perform) =>
        serve(perform).catch((error: unknown) => {
          failed = true;
          throw error;
        }),
      ),
    );
  } finally {
    await iterator.return?.();
  }
};

export interface BatchLimits {
  readonly items: number;
  readonly bytes: number;
}

/** Puts items together until a batch holds as many, or as many bytes, as it may; a large item stands alone. */
export async function* inBatches<Item extends { readonly bytes: number }>(
  items: AsyncIterable<Item>,
  limits: BatchLimits,
): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for await (const item of items) {
    if (batch.length > 0 && (batch.length >= limits.items || bytes + item.bytes > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += item.bytes;
  }
  if (batch.length > 0) yield batch;
}
