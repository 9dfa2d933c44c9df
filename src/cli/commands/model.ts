import type { Command } from 'commander';

export const registerModel = (_program: Command): void => {};
