import { join } from 'node:path';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { factsAhead } from '../../platform/files/neuroncore-facts-ahead.ts';
import { packageRoot } from '../package-root.ts';

/** The table of functions, the capacities, the timing constants and the record of errors that ship with the package. */
export const readNeuronCoreFacts = async (): Promise<NeuronCoreFacts> => {
  const catalogue = join(packageRoot(), 'catalog');
  const ahead = factsAhead(catalogue);
  if (ahead !== undefined) return ahead;
  const { readFactsOfCatalogue } = await import('./catalogue-facts.ts');
  return readFactsOfCatalogue(catalogue);
};
