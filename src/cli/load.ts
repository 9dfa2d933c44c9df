import { createRequire } from 'node:module';

/**
 * Loads a compiled module of this program with all it imports. Node's synchronous loader takes two thirds of the time of
 * `import()`, which counts where several hundred modules are loaded for a short run; none of them may use `await` at its
 * top level. `path` is relative to the module `from`. Source: Node.js 20.19 documentation, "Loading ECMAScript modules
 * using require()".
 */
export const loadAtOnce = <Module>(path: string, from: string): Module => createRequire(from)(path) as Module;
