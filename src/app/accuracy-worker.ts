import { serveChunks } from '../platform/workers/serve.ts';
import { accuracyChunks } from './accuracy-chunks.ts';

serveChunks(accuracyChunks);
