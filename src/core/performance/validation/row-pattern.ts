import { z } from 'zod';

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text, 'i');
    return true;
  } catch {
    return false;
  }
};

/** A pattern as files beside the measurements write it: a regular expression, refused where it is none. */
export const rowPatternSchema = z.string().min(1).refine(isPattern, 'a regular expression');

/**
 * Whether what a row says of itself matches the pattern of a file beside the measurements: a regular expression, any
 * case, found anywhere in it. No pattern matches every row; a row that says nothing is read as empty text.
 */
export const matchesPattern = (wanted: string | undefined, said: string | null | undefined): boolean =>
  wanted === undefined || new RegExp(wanted, 'i').test(said ?? '');
