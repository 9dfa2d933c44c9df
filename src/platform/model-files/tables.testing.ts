import type { ModelTables } from '../../core/portability/models/advice.ts';
import { loadPortabilityTables } from '../files/portability.ts';
import { readModelAdvice } from './advice.ts';

/** The shipped tables, as the audit gives them to the readers of models. */
export const shippedTables = async (): Promise<ModelTables> => ({
  tables: await loadPortabilityTables('catalog'),
  advice: await readModelAdvice('catalog'),
});
