import type { Command } from 'commander';

export const registerValidate = (_program: Command): void => {};
