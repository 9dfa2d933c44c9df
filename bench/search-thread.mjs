// A warm thread of bench/search-workers.mjs: prepares the search anew when told to and does the parts it is handed.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { prepareSearch } from '../dist/core/performance/training/search/prepared-search.js';
import { searchPart } from '../dist/core/performance/training/search.js';

/** CPU seconds of this thread, which do not depend on what else the machine does; null where the system does not say. */
const threadSeconds = () => {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return null;
  }
};

let search = null;

parentPort.on('message', ({ problem, part }) => {
  if (problem !== undefined) {
    search = prepareSearch(problem);
    parentPort.postMessage({ slices: search.slices.length, seconds: threadSeconds() });
  } else parentPort.postMessage({ part, kept: searchPart(search, part), seconds: threadSeconds() });
});
