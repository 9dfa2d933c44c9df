import type { Command } from 'commander';

export const registerCatalog = (_program: Command): void => {};
