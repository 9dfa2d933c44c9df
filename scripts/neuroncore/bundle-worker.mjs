// Joins the kernel worker and everything it imports into one file: dist/platform/browser/kernel-worker.bundle.js. A page
// that starts the worker from it asks for one file instead of several hundred. Run by scripts/ensure.mjs after a build;
// the bundler is the one that the test runner brings along.
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = (path) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const beside = (path, name) => createRequire(path).resolve(name);

const testRunner = beside(import.meta.url, 'vitest/package.json');
const builder = beside(testRunner, 'vite/package.json');
const { rolldown } = await import(pathToFileURL(beside(builder, 'rolldown')).href);

const bundle = await rolldown({ input: dist('platform/browser/kernel-worker.js'), platform: 'browser' });
await bundle.write({
  file: dist('platform/browser/kernel-worker.bundle.js'),
  format: 'esm',
  codeSplitting: false,
  minify: true,
});
await bundle.close();
