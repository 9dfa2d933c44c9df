import type { Command } from 'commander';

export const registerExplain = (_program: Command): void => {};
