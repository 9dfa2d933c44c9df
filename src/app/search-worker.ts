import { prepareSearch, type SearchProblem } from '../core/performance/training/search/prepared-search.ts';
import { searchPart } from '../core/performance/training/search.ts';
import { serveChunks } from '../platform/workers/serve.ts';

serveChunks((problem: SearchProblem) => {
  const search = prepareSearch(problem);
  return (part: number) => searchPart(search, part);
});
