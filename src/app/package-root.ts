import { fileURLToPath } from 'node:url';

/** The folder of the installed package, which holds `catalog/`, `examples/` and `schemas/`. */
export const packageRoot = (): string => fileURLToPath(new URL('../..', import.meta.url));
