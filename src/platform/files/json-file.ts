import type { ZodType } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { readTextFile } from './text-file.ts';

/** Reads a JSON file that this program wrote. Throws InputError when it is not JSON or not what is expected. */
export const readJsonFile = async <T>(
  path: string,
  schema: ZodType<T>,
  attempted: string,
  accepted: string,
): Promise<T> => {
  const text = await readTextFile(path, attempted);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError({ attempted, found: `${path}, which is not JSON (${error.message})`, accepted });
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place =
    issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.map(String).join('.')}`;
  throw new InputError({
    attempted,
    found: `${path}${place}: ${issue?.message ?? 'something else'}`,
    accepted,
  });
};
