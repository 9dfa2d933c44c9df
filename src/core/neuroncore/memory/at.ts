/** The entry of a list that is known to be there. Throws RangeError when it is not: a mistake in this program. */
export const at = <Item>(list: ArrayLike<Item>, index: number): Item => {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no entry ${index} in a list of ${list.length}`);
  return item;
};
