// Joins the kernel worker and everything it imports into one file: dist/platform/browser/kernel-worker.bundle.js. A page
// that starts the worker from it asks for one file instead of several hundred. Run by scripts/ensure.mjs after a build.

import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = (path) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const bundle = await rolldown({ input: dist('platform/browser/kernel-worker.js'), platform: 'browser' });
await bundle.write({
  file: dist('platform/browser/kernel-worker.bundle.js'),
  format: 'esm',
  codeSplitting: false,
  minify: true,
});
await bundle.close();
