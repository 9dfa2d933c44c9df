import type { Command } from 'commander';

export const registerPlan = (_program: Command): void => {};
