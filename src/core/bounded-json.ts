import { InputError } from './input-error.ts';

/**
 * Brackets and commas of the largest JSON that machines write for us: three times a plan with three workloads over all
 * systems, or the index of a checkpoint of 450,000 tensors. Without a bound, a small file of empty lists takes a gigabyte.
 */
const MOST_MARKS = 500_000;

const MARKS: ReadonlySet<number> = new Set(Array.from('[{,', (mark) => mark.charCodeAt(0)));

/**
 * The value of a JSON text of at most 500,000 brackets and commas (or as stated), counted wherever they stand. Throws
 * InputError where there are more, and where the text is not JSON, saying where it stops being it.
 */
export const parseBoundedJson = (
  text: string,
  attempted: string,
  mostMarks: number = MOST_MARKS,
): unknown => {
  let marks = 0;
  for (let index = 0; index < text.length; index += 1) if (MARKS.has(text.charCodeAt(index))) marks += 1;
  if (marks > mostMarks)
    throw new InputError({
      attempted,
      found: `${marks.toLocaleString('en-GB')} brackets and commas`,
      accepted: `JSON with at most ${mostMarks.toLocaleString('en-GB')} of them`,
    });
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({
      attempted,
      found: `text that is not JSON (${reason.slice(0, 120)})`,
      accepted: 'well-formed JSON',
    });
  }
};
