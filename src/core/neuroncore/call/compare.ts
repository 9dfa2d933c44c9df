/** How far results lie from what was expected, element by element. */
export interface Deviation {
  readonly worstAbsoluteError: number;
  /** Largest |result - expected| / |expected| over elements that are not expected to be 0. */
  readonly worstRelativeError: number;
  /** Elements where |result - expected| > absolute + relative * |expected|; a NaN counts unless one was expected. */
  readonly outside: number;
  readonly elements: number;
}

/**
 * Compares values with expected ones. Two NaN agree, and so do two infinities of one sign; an element that is infinite
 * or NaN on one side only is outside and counts with an infinite error.
 */
export const deviation = (
  found: Float64Array,
  expected: Float64Array,
  tolerance: { readonly relative: number; readonly absolute: number },
): Deviation => {
  let worstAbsoluteError = 0;
  let worstRelativeError = 0;
  let outside = 0;
  for (let at = 0; at < expected.length; at++) {
    const wanted = expected[at] as number;
    const error = errorOf(found[at] as number, wanted);
    const size = Math.abs(wanted);
    if (error > worstAbsoluteError) worstAbsoluteError = error;
    if (size > 0 && error / size > worstRelativeError) worstRelativeError = error / size;
    const allowed = Number.isFinite(size) ? tolerance.absolute + tolerance.relative * size : 0;
    if (error > allowed) outside += 1;
  }
  return { worstAbsoluteError, worstRelativeError, outside, elements: expected.length };
};

const errorOf = (found: number, wanted: number): number => {
  if (Object.is(found, wanted) || found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return 0;
  const error = Math.abs(found - wanted);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
};

/** FNV-1a over bytes, 32 bits, as eight hexadecimal digits. Source: RFC draft-eastlake-fnv. */
export const checksum = (bytes: Uint8Array): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};
