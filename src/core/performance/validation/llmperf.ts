import type { Wave } from './load-generators.ts';
import type { Measurement } from './measurement.ts';

/** Text that tells LLMPerf's runs, and the spread of answer lengths they asked for. */
const LLMPERF = /llmperf .*OSL \d+ \(sd (\d+)\)/;

/**
 * Assumption: seconds that LLMPerf takes to make one prompt and hand it to the next client of a wave, likeliest first.
 * Until June 2024 it made prompts between two launches and looked up the tokenizer for each one, on disk or over the
 * network; since then all are made ahead (ray-project/llmperf@03872a4, token_benchmark_ray.py). Rows name no version; a
 * tenth of a second between clients fits most of them, whenever they were published.
 */
const LAUNCH_SECONDS = [0.1, 0.2, 0.001] as const;

/** The ways in which LLMPerf may have launched the clients of a row, likeliest first; none where the row is not of LLMPerf. */
export const llmperfWaves = ({ notes, concurrency }: Measurement): readonly Wave[] => {
  const match = LLMPERF.exec(notes ?? '');
  if (match === null || concurrency == null) return [];
  return LAUNCH_SECONDS.map((launchSeconds) => ({
    clients: concurrency,
    launchSeconds,
    outputDeviation: Number(match[1]),
  }));
};
