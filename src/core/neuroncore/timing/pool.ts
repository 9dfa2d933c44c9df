/** How many of the latest entries are compared with a new one. */
const RECENT = 6;

/**
 * Gives each item its place in `items`, where it is added unless one of the latest that this pool gave is equal: programs
 * repeat themselves, so that equal entries are kept once.
 */
export const createPool = <Item>(
  items: Item[],
  equal: (left: Item, right: Item) => boolean,
): ((item: Item) => number) => {
  const recent: number[] = [];
  return (item) => {
    for (let index = recent.length - 1; index >= 0; index -= 1) {
      const place = recent[index] as number;
      if (equal(items[place] as Item, item)) return place;
    }
    const place = items.push(item) - 1;
    if (recent.length >= RECENT) recent.shift();
    recent.push(place);
    return place;
  };
};
