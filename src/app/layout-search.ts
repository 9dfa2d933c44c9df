import { join } from 'node:path';
import { type Kept, mergeKept, nothingKept } from '../core/performance/training/search/kept.ts';
import { prepareSearch, type SearchProblem } from '../core/performance/training/search/prepared-search.ts';
import { type SearchResult, searchPart, searchResult } from '../core/performance/training/search.ts';
import { runChunks } from '../platform/workers/pool.ts';
import { packageRoot } from './package-root.ts';

/** Workers are compiled JavaScript wherever the caller itself runs from. */
const ENTRY = join(packageRoot(), 'dist', 'app', 'search-worker.js');

type Progress = (done: number, of: number) => void;

const partsHere = (problem: SearchProblem, onProgress: Progress): readonly Kept[] => {
  const search = prepareSearch(problem);
  return search.slices.map((_, part) => {
    const kept = searchPart(search, part);
    onProgress(part + 1, search.slices.length);
    return kept;
  });
};

/**
 * A layout search on one or more cores. Its parts are the same and are merged in the same order however many workers
 * there are, so that the result is too, to the bit. With one worker no thread is started.
 */
export const searchOnWorkers = async (
  problem: SearchProblem,
  workers: number,
  onProgress: Progress,
): Promise<SearchResult> => {
  const parts =
    workers === 1
      ? partsHere(problem, onProgress)
      : await runChunks<Kept>({
          entry: ENTRY,
          data: problem,
          chunks: prepareSearch(problem).slices.length,
          workers,
          onProgress,
        });
  const merged = nothingKept();
  for (const part of parts) mergeKept(merged, part);
  return searchResult(merged);
};
