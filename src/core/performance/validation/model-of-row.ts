import { shapeName } from '../../workload/shape-name.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import type { Measurement } from './measurement.ts';
import { isRefusal } from './refusal.ts';

/** The row's model by the shape of its layers, as `shape-name.ts` gives it; by its name where no shape is published. */
export const modelOfRow = (row: Measurement): string => {
  const architecture = architectureOfRow(row);
  return isRefusal(architecture) ? row.model : shapeName(architecture);
};
