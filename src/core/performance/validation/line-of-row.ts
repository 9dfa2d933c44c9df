import type { Measurement } from './measurement.ts';
import { type RowRefusal, refuse } from './refusal.ts';

/** Factor between the throughput a line prints and the one its own times give, beyond which one of them is of another run. */
const TOLERANCE = 1.5;

const MILLISECONDS = 1e-3;

/** The value that rows of one configuration give for a metric, its median where they give percentiles; null where none does. */
const metricOf = (line: readonly Measurement[], metric: string): number | null =>
  line.find((row) => row.metric === metric)?.value ?? null;

/**
 * Output tokens per second that the times of a line give: a batch started together ends n answers of l tokens after its
 * first token and l - 1 further steps. null where the line is no such batch or prints no times.
 */
const throughputOfTimes = (row: Measurement, line: readonly Measurement[]): number | null => {
  const step = metricOf(line, 'tpot_ms');
  const first = metricOf(line, 'ttft_ms');
  if (step === null || first === null || row.batch == null || row.osl == null) return null;
  const copies = row.parallelism?.dp ?? 1;
  return (copies * row.batch * row.osl) / ((first + (row.osl - 1) * step) * MILLISECONDS);
};

const nameOfLine = (row: Measurement): string => row.config_id ?? row.id;

const linesOf = (rows: readonly Measurement[]): ReadonlyMap<string, readonly Measurement[]> => {
  const lines = new Map<string, Measurement[]>();
  for (const row of rows) {
    const line = lines.get(nameOfLine(row));
    if (line === undefined) lines.set(nameOfLine(row), [row]);
    else line.push(row);
  }
  return lines;
};

/**
 * Throughputs of batches started together that the times printed in the same line rule out, by id, with the reason. The
 * times are kept: where that happens they agree with the lines around them, and the throughput does not (AWS prints 31
 * tokens a second for one sequence of a model that makes 46 for each of four, at a time per token that would give 74).
 */
export const contradictedByTimes = (rows: readonly Measurement[]): ReadonlyMap<string, RowRefusal> => {
  const lines = linesOf(rows);
  const found = new Map<string, RowRefusal>();
  for (const row of rows) {
    if (row.task !== 'serve_offline' || row.metric !== 'output_tokens_per_s' || row.value == null) continue;
    const ofTimes = throughputOfTimes(row, lines.get(nameOfLine(row)) ?? []);
    if (ofTimes === null) continue;
    const ratio = ofTimes / row.value;
    if (ratio > TOLERANCE || ratio < 1 / TOLERANCE)
      found.set(
        row.id,
        refuse(
          'line-contradicts-itself',
          `${row.value} tokens/s, but the times printed in the same line give ${ofTimes.toPrecision(3)}`,
        ),
      );
  }
  return found;
};
