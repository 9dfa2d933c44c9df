import { InputError } from '../../input-error.ts';
import type { RequestTable } from './requests.ts';

const MOST_REQUESTS = 1_000_000;
const MOST_TOKENS = 2 ** 31 - 1;
const ACCEPTED =
  'lines of `arrival,input tokens,output tokens`: seconds or a time such as 2023-11-16 18:17:03.97, then whole numbers above 0';

interface Row {
  readonly time: number;
  readonly input: number;
  readonly output: number;
}

/** Seconds, or a date and time of day (read as UTC where no zone is given) as seconds since 1970; NaN for anything else. */
const timeOf = (cell: string): number => {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.exec(cell);
  if (parts === null) return Number.NaN;
  const [, date = '', clock = '', fraction = '.0', zone = 'Z'] = parts;
  return Date.parse(`${date}T${clock}${zone}`) / 1000 + Number(`0${fraction}`);
};

const tokensOf = (cell: string): number => (/^\d+$/.test(cell) ? Number(cell) : Number.NaN);

const rowOf = (line: string): Row | null => {
  const cells = line.split(',').map((cell) => cell.trim());
  const [time = '', input = '', output = ''] = cells;
  const row = { time: timeOf(time), input: tokensOf(input), output: tokensOf(output) };
  const within = (tokens: number): boolean => tokens >= 1 && tokens <= MOST_TOKENS;
  return cells.length >= 3 && Number.isFinite(row.time) && within(row.input) && within(row.output)
    ? row
    : null;
};

const refusal = (file: string, found: string, line?: { readonly at: number; readonly text: string }) =>
  new InputError({
    attempted: 'reading the trace of arrivals',
    found,
    accepted: ACCEPTED,
    ...(line === undefined
      ? {}
      : { position: { file, line: line.at, column: 1, lineText: line.text.slice(0, 200) } }),
  });

/**
 * Requests of a trace in CSV, by time of arrival, the first one at 0. The first line may be a header (as in the Azure LLM
 * inference traces: TIMESTAMP,ContextTokens,GeneratedTokens); further columns are left out. Throws InputError with the
 * line at fault.
 */
export const parseTrace = (text: string, file: string): RequestTable => {
  const rows: Row[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = rowOf(line);
    const isHeader = row === null && index === 0 && !/^\s*[\d.+-]/.test(line);
    if (isHeader) continue;
    if (row === null) throw refusal(file, JSON.stringify(line.slice(0, 80)), { at: index + 1, text: line });
    if (rows.length === MOST_REQUESTS) throw refusal(file, `more than ${MOST_REQUESTS} requests in ${file}`);
    rows.push(row);
  }
  if (rows.length < 2)
    throw refusal(file, `${rows.length} requests in ${file}, where at least two are needed`);
  rows.sort((a, b) => a.time - b.time);
  const start = rows[0]?.time ?? Number.NaN;
  if (rows.at(-1)?.time === start) throw refusal(file, `requests in ${file} that all arrive at once`);
  return {
    count: rows.length,
    arrivedAt: Float64Array.from(rows, ({ time }) => time - start),
    inputTokens: Int32Array.from(rows, ({ input }) => input),
    outputTokens: Int32Array.from(rows, ({ output }) => output),
  };
};
