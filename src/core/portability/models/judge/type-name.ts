/** An element type as the tables look it up: MLIR's signed and unsigned integers by the names of the others. */
export const typeName = (type: string): string => {
  const integer = /^([us])i(\d+)$/.exec(type);
  if (integer === null) return type;
  return `${integer[1] === 'u' ? 'u' : 'i'}${integer[2]}`;
};
